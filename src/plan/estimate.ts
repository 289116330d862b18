/** What an apply will cost: the calls of its proof and its writes, and the seconds that published rates make of them. */
import type { Capabilities } from '../model/capabilities.js'
import { isStateOnly, type Change } from '../model/change.js'
import type { Estimate } from './plan.js'

export function estimate(changes: readonly Change[], capabilities: Capabilities, target: { users: number; groups: number }): Estimate {
  const { operations, rates, pageSize, membersPerRequest } = capabilities
  const calls = new Map<string, number>()
  const call = (operation: string, times = 1) => {
    if (times > 0) calls.set(operation, (calls.get(operation) ?? 0) + times)
  }

  let users = 0
  let groups = 0
  let members = 0
  for (const change of changes) {
    if (change.kind === 'membership') {
      call(operations.changeMembers, Math.ceil(change.members.length / membersPerRequest))
      members += change.members.length
      if (change.targetId !== undefined) call(operations.listUsers)
      continue
    }
    if (change.kind === 'user') users += change.action === 'create' ? 2 : 1
    else groups += change.action === 'create' ? 2 : 1
    if (isStateOnly(change)) continue
    const names =
      change.kind === 'user'
        ? { create: operations.createUser, delete: operations.deleteUser, other: operations.updateUser }
        : { create: operations.createGroup, delete: operations.deleteGroup, other: operations.updateGroup }
    call(change.action === 'create' || change.action === 'delete' ? names[change.action] : names.other)
  }
  // The proof reads by list pages or singly, whichever is fewer.
  call(operations.listUsers, Math.min(users, pages(target.users, pageSize)))
  call(operations.listGroups, Math.min(groups, pages(target.groups, pageSize)))

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
