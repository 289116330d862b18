/** What an apply will cost: the calls of its proof and its writes, and the seconds that published rates make of them. */
import { rateOf, type Capabilities, type Operations } from '../model/capabilities.js'
import { isStateOnly, type Change } from '../model/change.js'
import { proofCalls, type Size } from './estimate-proof.js'
import type { Estimate } from './plan.js'
import { partsOf } from './waves.js'

/** A target that was never listed. */
export const NOTHING_THERE: Size = { users: 0, groups: 0, memberships: 0 }

export function estimate(changes: readonly Change[], capabilities: Capabilities, target: Size): Estimate {
  const { operations, rates, membersPerRequest } = capabilities
  const calls = new Map<string, number>()
  const call = (operation: string, times = 1) => {
    if (times > 0) calls.set(operation, (calls.get(operation) ?? 0) + times)
  }
  for (const [operation, times] of proofCalls(changes, capabilities, target)) call(operation, times)

  const parts = partsOf(changes, capabilities)
  let members = 0
  for (const change of changes) {
    if (isStateOnly(change)) continue
    const operation = writeOf(change, operations)
    const { beforeChange } = operations
    if (change.kind !== 'membership') {
      call(operation)
      if (beforeChange !== undefined && isUpdate(change)) call(beforeChange[change.kind])
      continue
    }
    members += change.members.length
    const requests = parts(change, change.members).reduce((sum, part) => sum + Math.ceil(part.length / membersPerRequest), 0)
    call(operation, requests)
    if (beforeChange !== undefined) call(beforeChange.group, requests)
  }
  if (operations.opening !== undefined && calls.size > 0) call(operations.opening)

  const seconds = [...calls].map(([operation, times]) => times / (rateOf(rates, operation) ?? Infinity))
  return {
    calls: { [capabilities.api]: Object.fromEntries([...calls].sort()) },
    seconds: Math.round(Math.max(0, members / (rates.members ?? Infinity), ...seconds) * 10) / 10,
  }
}

function isUpdate({ action }: Change): boolean {
  return action !== 'create' && action !== 'delete'
}

/** The operation that a change is written with; of a change that calls nobody, the one that its kind would be. */
export function writeOf({ kind, action }: Change, operations: Operations): string {
  if (kind === 'membership') return action === 'add' ? operations.addMembers : operations.removeMembers
  if (action === 'create') return kind === 'user' ? operations.createUser : operations.createGroup
  if (action === 'delete') return kind === 'user' ? operations.deleteUser : operations.deleteGroup
  return kind === 'user' ? operations.updateUser : operations.updateGroup
}
