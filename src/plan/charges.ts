/** What a plan takes from people, in the units that limits are set in. */
import type { Change } from '../model/change.js'
import { compareText, foldKey } from '../model/json.js'
import type { State, Taken } from '../model/state.js'

export interface Charge {
  limit: Taken['limit']
  count: number
  /** For `remove_members`: the group, by target id and key. */
  group?: { id: string; key: string }
  changes: string[]
}

/** Pure: of these changes against what the state remembers. Creations, additions and state-only actions take nothing. */
export function chargesOf(changes: readonly Change[], state: State | undefined): Charge[] {
  const removed = new Map<string, string>()
  const deletedUsers: string[] = []
  const deletedGroups: string[] = []
  const charges: Charge[] = []
  for (const change of changes) {
    if (change.kind === 'user') {
      // Whatever it calls itself: an adoption may switch somebody off, too.
      const off = change.before?.active === true && change.after?.active === false
      if (change.action === 'deactivate' || change.action === 'delete' || off) removed.set(change.targetId ?? change.key, change.id)
      if (change.action === 'delete') deletedUsers.push(change.id)
    } else if (change.kind === 'group') {
      if (change.action === 'delete') deletedGroups.push(change.id)
    } else if (change.action === 'remove') {
      charges.push({ limit: 'remove_members', count: change.members.length, group: { id: change.targetId ?? '', key: change.key }, changes: [change.id] })
    }
  }
  for (const [person, id] of leftWithoutGroups(changes, state)) if (!removed.has(person)) removed.set(person, id)
  if (removed.size > 0) charges.push({ limit: 'remove_users', count: removed.size, changes: [...new Set(removed.values())].sort(compareText) })
  if (deletedUsers.length > 0) charges.push({ limit: 'delete_users', count: deletedUsers.length, changes: deletedUsers })
  if (deletedGroups.length > 0) charges.push({ limit: 'delete_groups', count: deletedGroups.length, changes: deletedGroups })
  return charges
}

/**
 * People of ours who were in a managed group and will be in none, with the change that takes the last one. They are told apart by
 * target id: the state remembers them by the name they had, a rename in the same plan speaks of them by the new one.
 */
function leftWithoutGroups(changes: readonly Change[], state: State | undefined): Map<string, string> {
  const lost = new Map<string, string>()
  if (state === undefined || !changes.some(takesMemberships)) return lost
  const idOf = new Map(state.users.map((user) => [foldKey(user.key), user.targetId]))
  const personOf = (key: string) => idOf.get(foldKey(key)) ?? foldKey(key)
  const groups = new Map(state.groups.map((group) => [group.targetId, new Set(group.members.map(personOf))]))
  const count = new Map<string, number>()
  for (const members of groups.values()) for (const person of members) count.set(person, (count.get(person) ?? 0) + 1)
  const drop = (person: string, id: string) => {
    const left = (count.get(person) ?? 0) - 1
    count.set(person, left)
    if (left === 0) lost.set(person, id)
  }
  for (const change of changes) {
    const members = change.targetId === undefined ? undefined : groups.get(change.targetId)
    if (change.kind === 'group' && change.action === 'delete') for (const person of members ?? []) drop(person, change.id)
    if (change.kind !== 'membership') continue
    for (const member of change.members) {
      const person = change.memberIds[member] ?? personOf(member)
      if (change.action === 'add') count.set(person, (count.get(person) ?? 0) + 1)
      else if (members?.has(person) === true) drop(person, change.id)
    }
  }
  for (const [person] of lost) if ((count.get(person) ?? 0) > 0) lost.delete(person)
  return lost
}

function takesMemberships({ kind, action }: Change): boolean {
  return (kind === 'membership' && action === 'remove') || (kind === 'group' && action === 'delete')
}
