/** Memberships that a person let stand against the source: who was put in by hand stays in, who was taken out stays out. */
import type { GroupChange } from '../model/change.js'
import { compareText, foldKey } from '../model/json.js'
import type { ManagedGroup } from '../model/state.js'
import type { Roster } from './diff-groups.js'
import { groupChange } from './group-change.js'

/** How the state names a person: an account of ours by the key that it had, whatever its name is now. */
export type StateKey = (person: { key: string; targetId?: string | undefined }) => string

export interface AcceptedMembers {
  /** Of people who are in and not wanted: whether they stay. */
  staysIn: (person: { key: string; targetId?: string | undefined }) => boolean
  /** Of people who are wanted and not in: whether they stay out. */
  staysOut: (person: { key: string; targetId?: string | undefined }) => boolean
  /** What no longer stands between source and target: nothing differs any more, or the source changed. */
  ended: { added: string[]; removed: string[] }
  standing: string[]
}

/**
 * @param outsiders people in the group whom the source does not want there
 * @param missing people whom the source wants there and who are not
 */
export function acceptedMembers(
  held: ManagedGroup | undefined,
  { outsiders, missing }: { outsiders: readonly { key: string; targetId: string }[]; missing: readonly { key: string; targetId?: string | undefined }[] },
  stateKey: StateKey,
): AcceptedMembers {
  const { added = [], removed = [] } = held?.accepted ?? {}
  if (added.length + removed.length === 0) return { staysIn: () => false, staysOut: () => false, ended: { added: [], removed: [] }, standing: [] }
  const folded = (keys: readonly string[]) => new Set(keys.map(foldKey))
  const named = (people: readonly { key: string; targetId?: string | undefined }[]) => folded(people.map(stateKey))
  const [ins, outs, strangers, absent] = [folded(added), folded(removed), named(outsiders), named(missing)]
  const stands = (keys: readonly string[], still: ReadonlySet<string>) => keys.filter((key) => still.has(foldKey(key)))
  const ended = (keys: readonly string[], still: ReadonlySet<string>) => keys.filter((key) => !still.has(foldKey(key)))
  return {
    staysIn: (person) => ins.has(foldKey(stateKey(person))),
    staysOut: (person) => outs.has(foldKey(stateKey(person))),
    ended: { added: ended(added, strangers), removed: ended(removed, absent) },
    standing: [...stands(added, strangers).map((key) => `${key} is in it`), ...stands(removed, absent).map((key) => `${key} is not`)].sort(compareText),
  }
}

/** The state forgets what no longer stands: should it come about again, it is drift again. */
export function endOfMembers({ group, actual, held }: Roster, { added, removed }: AcceptedMembers['ended']): GroupChange[] {
  if (added.length + removed.length === 0 || held === undefined) return []
  const base = groupChange('unaccept', { ...group, key: group.key }, actual?.attributes.displayName ?? held.key)
  return [
    {
      ...base,
      id: `${base.id}:members`,
      targetId: held.targetId,
      reason: `what was accepted of ${[...added, ...removed].sort(compareText).slice(0, 10).join(', ')} does not differ from ${group.source} any more`,
      accepted: { ...(added.length === 0 ? {} : { added }), ...(removed.length === 0 ? {} : { removed }) },
    },
  ]
}
