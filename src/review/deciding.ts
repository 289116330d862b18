/** A decision taken, said aloud with all that it brings, and ready to be undone. */
import { isIdpscimError } from '../errors.js'
import type { Change } from '../model/change.js'
import { title } from '../report/change-text.js'
import { safe } from '../report/safe.js'
import { counted } from '../report/words.js'
import { acceptDrift, areEqual, holdAll, holdMember, isAnswered, memberStanding, NOTHING_CHOSEN, standingOf, type Choices } from './choices.js'
import { memberWords, standingWords } from './change-words.js'
import { driftStanding, driftWords } from './drift-words.js'
import type { ReviewState } from './state.js'

const REMEMBERED = 100

export function isUnwritten({ choices, saved }: ReviewState): boolean {
  return !areEqual(choices, saved)
}

/** Holds it back, or lets it go again; what waits for another only says so. */
export function toggleChange(state: ReviewState, change: Change): ReviewState {
  const { index, choices } = state
  const standing = standingOf(choices, change)
  if (standing === 'waits' || standing === 'accepted') return refused(state, `${title(change)}: ${standingWords(choices, change)}`)
  const hold = standing !== 'held'
  return decided(state, holdAll(index, choices, [change.id], hold), `${hold ? 'held back' : 'goes'}: ${title(change)}`)
}

export function toggleMember(state: ReviewState, change: Change, member: string): ReviewState {
  const { index, choices } = state
  const standing = memberStanding(choices, change, member)
  if (standing === 'waits' || standing === 'accepted') return refused(state, `${safe(member)}: ${memberWords(choices, change, member)}`)
  const hold = standing !== 'held'
  return decided(state, holdMember(index, choices, change.id, member, hold), `${hold ? 'held back' : 'goes'}: ${safe(member)} in ${safe(change.key)}`)
}

/** All that is listed under one title: held back, or let go where all of it was held. */
export function toggleSection(state: ReviewState, section: number): ReviewState {
  const { index, list, choices } = state
  const rows = list.found[section] ?? []
  const at = (row: number) => index.plan.changes[row] as Change
  const hold = rows.some((row) => ['goes', 'partly'].includes(standingOf(choices, at(row))))
  const next = holdAll(index, choices, rows.map((row) => at(row).id), hold)
  return decided(state, next, `${hold ? 'held back' : 'go'}: ${counted(rows.length, 'change')}`)
}

export function decideDrift(state: ReviewState, entry: number, decide: 'toggle' | 'revert' | 'accept'): ReviewState {
  const { index, choices } = state
  const drift = index.plan.drift[entry]
  if (drift === undefined) return state
  if (!isAnswered(drift)) return refused(state, driftStanding(choices, drift, entry))
  const accept = decide === 'toggle' ? !choices.accepted.has(entry) : decide === 'accept'
  if (accept === choices.accepted.has(entry)) return state
  try {
    return decided(state, acceptDrift(index, choices, entry, accept), `${accept ? 'accepted' : 'will be reverted'}: ${driftWords(drift)}`)
  } catch (error) {
    if (isIdpscimError(error, 'BadUsage')) return refused(state, safe(error.message))
    throw error
  }
}

export function undo(state: ReviewState): ReviewState {
  const before = state.past.at(-1)
  if (before === undefined) return refused(state, 'nothing to undo')
  return { ...state, choices: before, past: state.past.slice(0, -1), notice: { text: 'undone' } }
}

export function letAllGo(state: ReviewState): ReviewState {
  return areEqual(state.choices, NOTHING_CHOSEN) ? refused(state, 'nothing is held back') : decided(state, NOTHING_CHOSEN, 'all changes go')
}

function decided(state: ReviewState, choices: Choices, text: string): ReviewState {
  const more = choices.parts.brought.length - state.choices.parts.brought.length
  const also = more > 0 ? `, and ${counted(more, 'more that waits', 'more that wait')} for it` : ''
  return { ...state, choices, past: [...state.past.slice(1 - REMEMBERED), state.choices], notice: { text: `${text}${also}` } }
}

function refused(state: ReviewState, text: string): ReviewState {
  return { ...state, notice: { text, tone: 'warn' } }
}
