/** What one event makes of a review. Pure: whoever draws and whoever writes only look at the answer. */
import { listChanges } from './change-list.js'
import { NOTHING_CHOSEN } from './choices.js'
import { detailKey } from './detail-keys.js'
import { listKey } from './list-keys.js'
import { detailRoom, listRoom } from './looking.js'
import { at, START } from './place.js'
import type { PlanIndex } from './plan-index.js'
import { readingWords } from './reading-words.js'
import { asksToApprove, isLeaving, questionKey, wantsToLeave } from './question-keys.js'
import { safe } from '../report/safe.js'
import { counted, short } from '../report/words.js'
import type { ReviewEvent, ReviewState, Written } from './state.js'
import { lacksOnlyApproval } from './verdicts.js'
import { isTooSmall, type Window } from './window.js'

/** Keys that decide, filter or write: they wait for the whole plan. */
const NEEDS_ALL: ReadonlySet<string> = new Set([' ', 'r', 'x', 'u', 'R', '/', 'f', 'w', 'a'])

/** Drift is what nobody expects: where there is any, it is what one sees first. `unread`: so many changes are still to be read. */
export function openReview(index: PlanIndex, window: Window, hasKey: boolean, unread?: number): ReviewState {
  return {
    ...(unread === undefined ? {} : { reading: { read: 0, of: unread } }),
    index,
    hasKey,
    window,
    view: index.plan.drift.length > 0 ? 'drift' : 'overview',
    places: { drift: START, overview: START, changes: START, findings: START },
    list: listChanges(index, NOTHING_CHOSEN, '', 'all', new Set()),
    opened: [],
    typing: false,
    choices: NOTHING_CHOSEN,
    past: [],
    saved: NOTHING_CHOSEN,
    effects: [],
  }
}

export function reduce(before: ReviewState, event: ReviewEvent): ReviewState {
  if (isLeaving(before)) return before
  switch (event.kind) {
    case 'key':
      return onKey(told(before), event.key)
    case 'resized':
      return inSight({ ...before, window: event.window })
    case 'read':
      return before.reading === undefined ? before : { ...before, reading: { ...before.reading, read: Math.min(event.changes, before.reading.of) } }
    case 'whole':
      return whole(before, event.index)
    case 'written':
      return afterWriting(answered(before), event.written, event)
    case 'exists':
      return { ...answered(before), question: { kind: 'replace', text: event.place, approve: event.approve } }
    case 'approved':
      return { ...answered(before), approved: { place: event.place, told: event.told }, notice: { text: safe(event.told), tone: 'add' } }
    case 'failed':
      return { ...answered(before), notice: { text: safe(event.message), tone: 'remove' } }
  }
}

/** A notice is of one event. */
function told({ notice: _, ...state }: ReviewState): ReviewState {
  return state
}

/** The outside has done what it was asked: nobody waits any more. */
function answered(state: ReviewState): ReviewState {
  const { question, ...rest } = told(state)
  return question === undefined || question.kind === 'wait' ? rest : { ...rest, question }
}

function onKey(state: ReviewState, key: string): ReviewState {
  if (key === 'ctrl-c') return wantsToLeave(state, true)
  if (isTooSmall(state.window)) return key === 'q' ? wantsToLeave(state, false) : state
  if (state.question !== undefined) return questionKey(state, state.question, key)
  if (state.reading !== undefined && NEEDS_ALL.has(key)) return { ...state, notice: { text: `${readingWords(state.reading)}: nothing can be decided before`, tone: 'warn' } }
  const opened = state.opened.at(-1)
  return opened === undefined ? listKey(state, key) : detailKey(state, opened, key)
}

/** Nothing was decided yet, and nothing filtered: only where one is stays. */
function whole({ reading: _, ...before }: ReviewState, index: PlanIndex): ReviewState {
  return inSight(told({ ...before, index, list: listChanges(index, before.choices, '', 'all', before.list.folded) }))
}

/** After the window changed its size, what was in sight still is. */
function inSight(state: ReviewState): ReviewState {
  const places = { ...state.places, [state.view]: at(state.places[state.view], state.places[state.view].cursor, listRoom(state)) }
  return { ...state, places, opened: state.opened.map((opened) => ({ ...opened, place: at(opened.place, opened.place.cursor, detailRoom(state, opened)) })) }
}

function afterWriting(state: ReviewState, written: Written, { choices, approve }: { choices: ReviewState['choices']; approve: boolean }): ReviewState {
  const verdict = !written.blocked ? '' : lacksOnlyApproval(written.verdicts) ? '; it needs approval' : '; policy blocks it still'
  const after: ReviewState = {
    ...state,
    saved: choices,
    written,
    notice: { text: `plan ${short(written.id)} with ${counted(written.changes, 'change')} is in ${safe(written.place)}${verdict}`, tone: written.blocked ? 'warn' : 'add' },
  }
  return approve ? asksToApprove(after) : after
}
