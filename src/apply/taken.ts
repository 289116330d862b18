/** What an apply took from people, for the limits of the plans to come. */
import type { Change } from '../model/change.js'
import { LONGEST_WINDOW_MS } from '../model/policy.js'
import type { State, Taken } from '../model/state.js'
import { chargesOf } from '../plan/charges.js'
import { membersDone, type Ended } from './journal-entries.js'

/** Longer than any window may be, so that a window may be widened later. */
const KEPT_MS = LONGEST_WINDOW_MS + 86_400_000

/** The state's memory of what was taken, older entries dropped and those of this apply added. */
export function takenAfter(base: State, ended: readonly Ended[], now: string): Taken[] {
  const kept = base.taken.filter(({ at }) => Date.parse(now) - Date.parse(at) < KEPT_MS)
  const charged = chargesOf(performed(ended), base).filter(({ count }) => count > 0)
  return [...kept, ...charged.map(({ limit, count, group }): Taken => ({ at: now, limit, count, ...(group === undefined ? {} : { group: group.id }) }))]
}

/** The changes as they came true: each once, memberships for those people for whom they are done. */
function performed(ended: readonly Ended[]): Change[] {
  const members = membersDone(ended)
  const changes = new Map(ended.map(({ change }) => [change.id, change]))
  return [...changes.values()].flatMap((change): Change[] => {
    if (change.kind !== 'membership') return [change]
    const done = members.get(change.id)
    const narrowed = change.members.filter((key) => done?.has(key) === true)
    return narrowed.length === 0 ? [] : [{ ...change, members: narrowed }]
  })
}
