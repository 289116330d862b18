/** Keys while one change, drift or finding is in front. */
import { entryAt } from './change-list.js'
import { decideDrift, letAllGo, toggleChange, toggleMember, undo } from './deciding.js'
import { typed } from './keys.js'
import { detail, detailRoom, listRoom, underCursor } from './looking.js'
import { at, START, stepOf } from './place.js'
import { asksToApprove, asksToWrite, wantsToLeave } from './question-keys.js'
import type { Opened, ReviewState } from './state.js'

export function detailKey(state: ReviewState, opened: Opened, key: string): ReviewState {
  if (state.typing) return typingKey(state, opened, key)
  const step = stepOf(key, opened.place, detailRoom(state, opened))
  if (step !== undefined) return replaced(state, { ...opened, place: at(opened.place, step, detailRoom(state, opened)) })
  switch (key) {
    case 'escape':
    case 'left':
    case 'h':
    case 'backspace':
      return closed(state)
    case 'enter':
    case 'right':
    case 'l':
      return followed(state, opened)
    case 'n':
    case 'p':
      return stepped(state, key === 'n' ? 1 : -1)
    case ' ':
      return decided(state, opened)
    case 'r':
    case 'x':
      return opened.subject.kind === 'drift' ? decideDrift(state, opened.subject.entry, key === 'r' ? 'revert' : 'accept') : state
    case '/':
      return isMembership(state, opened) ? { ...state, typing: true } : state
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

function typingKey(state: ReviewState, opened: Opened, key: string): ReviewState {
  if (key === 'enter') return { ...state, typing: false }
  if (key === 'escape') return { ...found(state, opened, ''), typing: false }
  const query = typed(opened.query, key)
  return query === undefined ? state : found(state, opened, query)
}

/** On the first of the people that it finds. */
function found(state: ReviewState, opened: Opened, query: string): ReviewState {
  const next = { ...opened, query }
  const lines = detail(state, next)
  let cursor = 0
  while (cursor < lines.count && lines.at(cursor).member === undefined) cursor++
  return replaced(state, { ...next, place: at(START, cursor < lines.count ? cursor : 0, detailRoom(state, next)) })
}

function isMembership({ index }: ReviewState, { subject }: Opened): boolean {
  return subject.kind === 'change' && index.plan.changes[subject.row]?.kind === 'membership'
}

function replaced(state: ReviewState, opened: Opened): ReviewState {
  return { ...state, opened: [...state.opened.slice(0, -1), opened] }
}

function closed(state: ReviewState): ReviewState {
  return { ...state, opened: state.opened.slice(0, -1) }
}

function followed(state: ReviewState, opened: Opened): ReviewState {
  const { go } = detail(state, opened).count > opened.place.cursor ? detail(state, opened).at(opened.place.cursor) : {}
  const drift = opened.subject.kind === 'drift' ? state.index.plan.drift[opened.subject.entry] : undefined
  const row = go ?? (drift?.change === undefined ? undefined : state.index.rowOf.get(drift.change))
  return row === undefined ? state : { ...state, opened: [...state.opened, { subject: { kind: 'change', row }, place: START, query: '' }] }
}

/** The next one of the list, over the titles of sections. */
function stepped(state: ReviewState, by: 1 | -1): ReviewState {
  const { view, places, list } = state
  const room = listRoom(state)
  let cursor = places[view].cursor + by
  if (view === 'changes') while (cursor >= 0 && cursor < room.count && 'section' in (entryAt(list, cursor) ?? {})) cursor += by
  if (cursor < 0 || cursor >= room.count || view === 'overview') return state
  const next = { ...state, places: { ...places, [view]: at(places[view], cursor, room) } }
  const subject = underCursor(next)
  return subject === undefined ? state : { ...next, opened: [{ subject, place: START, query: '' }] }
}

function decided(state: ReviewState, opened: Opened): ReviewState {
  const { subject, place } = opened
  if (subject.kind === 'drift') return decideDrift(state, subject.entry, 'toggle')
  if (subject.kind === 'finding') return state
  const change = state.index.plan.changes[subject.row]
  if (change === undefined) return state
  const lines = detail(state, opened)
  const { member } = place.cursor < lines.count ? lines.at(place.cursor) : {}
  return member === undefined ? toggleChange(state, change) : toggleMember(state, change, member)
}
