/** What an apply will cost: the calls of its proof and its writes, and the seconds that published rates make of them. */
import type { Capabilities } from '../model/capabilities.js'
import { isStateOnly, type Change, type GroupChange, type UserChange } from '../model/change.js'
import type { Estimate } from './plan.js'

export function estimate(changes: readonly Change[], capabilities: Capabilities, target: { users: number; groups: number }): Estimate {
  const { operations, rates, pageSize, membersPerRequest } = capabilities
  const calls = new Map<string, number>()
  const call = (operation: string, times = 1) => {
    if (times > 0) calls.set(operation, (calls.get(operation) ?? 0) + times)
  }

  const asked = { user: new Set<string>(), group: new Set<string>() }
  let members = 0
  for (const change of changes) {
    if (change.kind === 'membership') {
      call(operations.changeMembers, Math.ceil(change.members.length / membersPerRequest))
      members += change.members.length
      // One person is asked for by the group's members, several by a listing of the group.
      const known = change.targetId === undefined ? 0 : Object.keys(change.memberIds).length
      if (known > 0) call(known === 1 ? operations.listGroups : operations.listUsers)
      continue
    }
    for (const question of questionsOf(change)) asked[change.kind].add(question)
    if (isStateOnly(change)) continue
    const names =
      change.kind === 'user'
        ? { create: operations.createUser, delete: operations.deleteUser, other: operations.updateUser }
        : { create: operations.createGroup, delete: operations.deleteGroup, other: operations.updateGroup }
    call(change.action === 'create' || change.action === 'delete' ? names[change.action] : names.other)
  }
  // The proof reads by list pages or singly, whichever is fewer.
  call(operations.listUsers, Math.min(asked.user.size, pages(target.users, pageSize)))
  call(operations.listGroups, Math.min(asked.group.size, pages(target.groups, pageSize)))

  const reads = new Set([operations.listUsers, operations.listGroups])
  const seconds = [...calls].map(([operation, times]) => times / (reads.has(operation) ? rates.read : rates.write))
  return {
    calls: { [capabilities.api]: Object.fromEntries([...calls].sort()) },
    seconds: Math.round(Math.max(0, members / rates.members, ...seconds) * 10) / 10,
  }
}

function pages(rows: number, pageSize: number): number {
  return Math.max(1, Math.ceil(rows / pageSize))
}

/** What the proof asks of the target: each object once, a creation by its name and by its id, a rename by the new name too. */
function questionsOf(change: UserChange | GroupChange): string[] {
  switch (change.action) {
    case 'forget':
    case 'transfer':
    case 'schedule':
    case 'unschedule':
    case 'accept':
    case 'unaccept':
      return []
    case 'create':
      return [`name ${change.key}`, `external id ${change.after?.externalId ?? ''}`]
    default:
      return [`id ${change.targetId ?? ''}`, ...(isRename(change) ? [`name ${change.key}`] : [])]
  }
}

function isRename({ kind, patch = [] }: UserChange | GroupChange): boolean {
  return patch.some(({ path }) => path === (kind === 'user' ? '/userName' : '/displayName'))
}
