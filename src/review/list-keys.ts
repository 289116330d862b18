/** Keys while a list is in front. */
import { entryAt, fold, listChanges } from './change-list.js'
import { decideDrift, letAllGo, toggleChange, toggleSection, undo } from './deciding.js'
import { typed } from './keys.js'
import { listRoom, underCursor } from './looking.js'
import { at, scrolled, START, stepOf } from './place.js'
import { asksToApprove, asksToWrite, wantsToLeave } from './question-keys.js'
import { QUICK } from './search.js'
import { VIEWS, type ReviewState, type View } from './state.js'

export function listKey(state: ReviewState, key: string): ReviewState {
  if (state.typing) return typingKey(state, key)
  const step = stepOf(key, state.places[state.view], listRoom(state))
  if (step !== undefined) return moved(state, step)
  switch (key) {
    case '1':
    case '2':
    case '3':
    case '4':
      return shown(state, VIEWS[Number(key) - 1] ?? state.view)
    case 'tab':
    case 'backtab':
      return shown(state, VIEWS[(VIEWS.indexOf(state.view) + (key === 'tab' ? 1 : VIEWS.length - 1)) % VIEWS.length] ?? state.view)
    case 'enter':
    case 'right':
    case 'l':
      return opened(state)
    case ' ':
      return decided(state)
    case 'r':
      return state.view === 'drift' ? decideDrift(state, state.places.drift.cursor, 'revert') : state
    case 'x':
      return state.view === 'drift' ? decideDrift(state, state.places.drift.cursor, 'accept') : state
    case '/':
      return { ...shown(state, 'changes'), typing: true }
    case 'f':
      return filtered(shown(state, 'changes'), state.list.query, QUICK[(QUICK.indexOf(state.list.quick) + 1) % QUICK.length] ?? 'all')
    case 'escape':
      return state.list.query === '' && state.list.quick === 'all' ? state : filtered(state, '', 'all')
    case 'u':
      return undo(state)
    case 'R':
      return letAllGo(state)
    case 'w':
      return asksToWrite(state, false)
    case 'a':
      return asksToApprove(state)
    case '?':
      return { ...state, question: { kind: 'help', place: START } }
    case 'q':
      return wantsToLeave(state, false)
    default:
      return state
  }
}

/** Every letter finds anew; the list can be moved through meanwhile. */
function typingKey(state: ReviewState, key: string): ReviewState {
  if (key === 'enter') return { ...state, typing: false }
  if (key === 'escape') return { ...filtered(state, '', state.list.quick), typing: false }
  if (['up', 'down', 'pageup', 'pagedown'].includes(key)) return moved(state, stepOf(key, state.places.changes, listRoom(state)) ?? 0)
  const query = typed(state.list.query, key)
  return query === undefined ? state : filtered(state, query, state.list.quick)
}

function filtered(state: ReviewState, query: string, quick: ReviewState['list']['quick']): ReviewState {
  const { index, choices, list } = state
  const found = listChanges(index, choices, query, quick, list.folded)
  // The first change found, not the title above it.
  return placed({ ...state, list: found }, 'changes', query === '' && quick === 'all' ? 0 : 1)
}

function moved(state: ReviewState, cursor: number): ReviewState {
  const { view, places } = state
  const room = listRoom(state)
  const place = view === 'overview' ? scrolled(cursor, room) : at(places[view], cursor, room)
  return { ...state, places: { ...places, [view]: place } }
}

function placed(state: ReviewState, view: View, cursor: number): ReviewState {
  return { ...state, places: { ...state.places, [view]: at(START, cursor, listRoom({ ...state, view })) } }
}

function shown(state: ReviewState, view: View): ReviewState {
  return moved({ ...state, view }, state.places[view].cursor)
}

function opened(state: ReviewState): ReviewState {
  const subject = underCursor(state)
  if (subject !== undefined) return { ...state, opened: [{ subject, place: START, query: '' }] }
  if (state.view !== 'changes') return state
  const entry = entryAt(state.list, state.places.changes.cursor)
  return entry !== undefined && 'section' in entry ? moved({ ...state, list: fold(state.list, entry.section) }, state.places.changes.cursor) : state
}

function decided(state: ReviewState): ReviewState {
  if (state.view === 'drift') return decideDrift(state, state.places.drift.cursor, 'toggle')
  if (state.view !== 'changes') return state
  const entry = entryAt(state.list, state.places.changes.cursor)
  if (entry === undefined) return state
  if ('section' in entry) return toggleSection(state, entry.section)
  const change = state.index.plan.changes[entry.row]
  return change === undefined ? state : moved(toggleChange(state, change), state.places.changes.cursor)
}
