/** Keys while a question is in front; escape is always the way back. */
import { isEmpty } from './choices.js'
import { isUnwritten } from './deciding.js'
import { goingDeletes } from './going.js'
import { helpLines } from './help-lines.js'
import { typed } from './keys.js'
import { scrolled, stepOf } from './place.js'
import type { Effect, Question, ReviewState } from './state.js'
import { limitSentences } from './verdicts.js'
import { layoutOf } from './window.js'

export function questionKey(state: ReviewState, question: Question, key: string): ReviewState {
  if (question.kind === 'wait') return state
  if (key === 'escape') return without(state)
  switch (question.kind) {
    case 'help':
      return helpKey(state, question, key)
    case 'quit':
      return quitKey(state, question, key)
    case 'write':
      return writeKey(state, question, key)
    case 'replace':
      return replaceKey(state, question, key)
    case 'lift':
      return liftKey(state, question, key)
    case 'approve':
      return approveKey(state, question, key)
  }
}

/** Decisions that are in no file would be lost: that is asked first. Interrupted twice, it leaves. */
export function wantsToLeave(state: ReviewState, interrupted: boolean): ReviewState {
  const isAsked = state.question?.kind === 'quit'
  if (!isUnwritten(state) || (isAsked && interrupted)) return asked(state, { kind: 'leave', interrupted })
  return { ...state, typing: false, question: { kind: 'quit', interrupted } }
}

export function asksToWrite(state: ReviewState, approve: boolean): ReviewState {
  if (isEmpty(state.choices)) return { ...state, notice: { text: 'nothing is held back or accepted: the plan is in its file as it is', tone: 'warn' } }
  return { ...state, question: { kind: 'write', text: state.written?.place ?? besides(state.index.place), approve } }
}

/** What is approved is a file: choices are written first. */
export function asksToApprove(state: ReviewState): ReviewState {
  if (!state.hasKey) return { ...state, notice: { text: 'approving needs your key: start the review with --key FILE or --kms-key ID', tone: 'warn' } }
  if (isUnwritten(state)) return isEmpty(state.choices) ? asks({ ...state, saved: state.choices }) : asksToWrite(state, true)
  return asks(state)
}

function asks(state: ReviewState): ReviewState {
  return { ...state, question: { kind: limitsToLift(state).length > 0 ? 'lift' : 'approve', text: '' } }
}

/** The narrowed plan where there is one; else the plan as it lies. */
function approvedPlace({ choices, written, index }: ReviewState): string {
  return (isEmpty(choices) ? undefined : written?.place) ?? index.place
}

export function isLeaving({ effects }: ReviewState): boolean {
  return effects.at(-1)?.kind === 'leave'
}

function asked(state: ReviewState, effect: Effect): ReviewState {
  return { ...without(state), effects: [...state.effects, effect] }
}

function waits(state: ReviewState, what: string): ReviewState {
  return { ...state, question: { kind: 'wait', what } }
}

function without({ question: _, ...state }: ReviewState): ReviewState {
  return state
}

function helpKey(state: ReviewState, question: Question & { kind: 'help' }, key: string): ReviewState {
  const room = { count: helpLines(layoutOf(state.window).columns - 2).length, height: layoutOf(state.window).body }
  const step = stepOf(key, question.place, room)
  return step === undefined ? without(state) : { ...state, question: { ...question, place: scrolled(step, room) } }
}

function quitKey(state: ReviewState, { interrupted }: Question & { kind: 'quit' }, key: string): ReviewState {
  switch (key) {
    case 'w':
      return asksToWrite(without(state), false)
    case 'y':
    case 'q':
      return asked(state, { kind: 'leave', interrupted })
    case 'n':
      return without(state)
    default:
      return state
  }
}

function writeKey(state: ReviewState, question: Question & { kind: 'write' }, key: string): ReviewState {
  const { text, approve } = question
  if (key === 'enter') return text.trim() === '' ? state : waits(asked(state, { kind: 'write', place: text.trim(), replace: false, choices: state.choices, approve }), 'Writing the plan …')
  const next = typed(text, key)
  return next === undefined ? state : { ...state, question: { ...question, text: next } }
}

function replaceKey(state: ReviewState, { text, approve }: Question & { kind: 'replace' }, key: string): ReviewState {
  if (key === 'y') return waits(asked(state, { kind: 'write', place: text, replace: true, choices: state.choices, approve }), 'Writing the plan …')
  return key === 'n' || key === 'enter' ? { ...state, question: { kind: 'write', text, approve } } : state
}

/** Of what would be approved: the narrowed plan where there is one. */
export function limitsToLift(state: ReviewState): readonly string[] {
  return approvedPlace(state) === state.index.place ? limitSentences(state.index.plan.policy.verdicts) : limitSentences(state.written?.verdicts ?? [])
}

/** Without a reason the plan is approved, and no limit is lifted. */
function liftKey(state: ReviewState, question: Question & { kind: 'lift' }, key: string): ReviewState {
  const reason = question.text.trim()
  if (key === 'enter') return { ...state, question: { kind: 'approve', text: '', ...(reason === '' ? {} : { reason }) } }
  const next = typed(question.text, key)
  return next === undefined ? state : { ...state, question: { ...question, text: next } }
}

/** Whoever lets something be deleted writes down how much; without deletes a `y` will do. */
function approveKey(state: ReviewState, question: Question & { kind: 'approve' }, key: string): ReviewState {
  const wanted = goingDeletes(state) === 0 ? 'y' : String(goingDeletes(state))
  if (key === 'enter') {
    if (question.text.trim() === wanted) return waits(asked(state, { kind: 'approve', place: approvedPlace(state), ...(question.reason === undefined ? {} : { reason: question.reason }) }), 'Approving …')
    return { ...without(state), notice: { text: 'not approved', tone: 'warn' } }
  }
  const next = typed(question.text, key)
  return next === undefined ? state : { ...state, question: { ...question, text: next } }
}

/** `plan.json` has `plan.narrowed.json` beside it. */
export function besides(place: string): string {
  return /\.json$/i.test(place) ? place.replace(/(\.narrowed)?\.json$/i, '.narrowed.json') : `${place}.narrowed.json`
}
