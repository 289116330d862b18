/** The state after changes that ended: what is managed, and what was taken. */
import type { State } from '../model/state.js'
import { fold } from './fold.js'
import type { Ended } from './journal-entries.js'
import { takenAfter } from './taken.js'

/** `base` is the state before the apply, `ended` everything that it did since; serial, `applying` and `applied` are the caller's. */
export function remember(base: State, ended: readonly Ended[], now: string): State {
  const { holds = [], ...state } = fold(base, ended)
  const standing = holds.filter(({ until }) => Date.parse(until) > Date.parse(now))
  return { ...state, ...(standing.length === 0 ? {} : { holds: standing }), taken: takenAfter(base, ended, now) }
}
