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
      const off = change.action === 'adopt' && change.before?.active === true && change.after?.active === false
      if (change.action === 'deactivate' || change.action === 'delete' || off) removed.set(foldKey(change.key), change.id)
      if (change.action === 'delete') deletedUsers.push(change.id)
    } else if (change.kind === 'group') {
      if (change.action === 'delete') deletedGroups.push(change.id)
    } else if (change.action === 'remove') {
      charges.push({ limit: 'remove_members', count: change.members.length, group: { id: change.targetId ?? '', key: change.key }, changes: [change.id] })
    }
  }
  for (const [key, id] of leftWithoutGroups(changes, state)) if (!removed.has(key)) removed.set(key, id)
  if (removed.size > 0) charges.push({ limit: 'remove_users', count: removed.size, changes: [...new Set(removed.values())].sort(compareText) })
  if (deletedUsers.length > 0) charges.push({ limit: 'delete_users', count: deletedUsers.length, changes: deletedUsers })
  if (deletedGroups.length > 0) charges.push({ limit: 'delete_groups', count: deletedGroups.length, changes: deletedGroups })
  return charges
}

/** People of ours who were in a managed group and will be in none, with the change that takes the last one. */
function leftWithoutGroups(changes: readonly Change[], state: State | undefined): Map<string, string> {
  const lost = new Map<string, string>()
  if (state === undefined) return lost
  const count = new Map<string, number>()
  const groups = new Map(state.groups.map((group) => [group.targetId, new Set(group.members.map(foldKey))]))
  for (const members of groups.values()) for (const key of members) count.set(key, (count.get(key) ?? 0) + 1)
  // The state remembers people by the name they had; a rename in the same plan speaks of them by the new one.
  const oldName = new Map(state.users.map((user) => [user.targetId, foldKey(user.key)]))
  const drop = (key: string, id: string) => {
    const left = (count.get(key) ?? 0) - 1
    count.set(key, left)
    if (left === 0) lost.set(key, id)
  }
  for (const change of changes) {
    const members = change.targetId === undefined ? undefined : groups.get(change.targetId)
    if (change.kind === 'group' && change.action === 'delete') for (const key of members ?? []) drop(key, change.id)
    if (change.kind !== 'membership') continue
    for (const member of change.members) {
      const id = change.memberIds[member]
      const key = (id === undefined ? undefined : oldName.get(id)) ?? foldKey(member)
      if (change.action === 'remove' && members?.has(key) === true) drop(key, change.id)
      else if (change.action === 'add') {
        count.set(key, (count.get(key) ?? 0) + 1)
        lost.delete(key)
      }
    }
  }
  for (const [key] of lost) if ((count.get(key) ?? 0) > 0) lost.delete(key)
  return lost
}
