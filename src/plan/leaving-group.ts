/** Groups that no source selects any more. */
import type { GroupChange } from '../model/change.js'
import type { TargetGroup } from '../model/snapshot.js'
import type { ManagedGroup } from '../model/state.js'
import type { GroupContext } from './diff-groups.js'
import { holderOf } from './diff-rules.js'
import { groupChange } from './group-change.js'
import { findingOf, type Outcome } from './outcome.js'

/** Built from an entry of our state and from nothing else: what the state does not hold cannot be deleted. */
export function leaveGroup(held: ManagedGroup, object: TargetGroup | undefined, context: GroupContext): Outcome<GroupChange> {
  const { targetId } = held
  const kept = whyKept(held, object, context)
  if (kept !== undefined) return { findings: [findingOf('group', held, { ...kept, targetId })] }
  if (object === undefined) {
    return { changes: [{ ...groupChange('forget', held, held.key), targetId, reason: `is gone from the target and no longer in ${held.source}` }] }
  }
  const { attributes: before } = object
  return { changes: [{ ...groupChange('delete', held, before.displayName), targetId, reason: `is no longer selected in ${held.source}`, before }] }
}

function whyKept(held: ManagedGroup, object: TargetGroup | undefined, { rules, isProtected, protectedMember }: GroupContext) {
  const left = `the group "${held.key}" is no longer in ${held.source}`
  const neighbour = holderOf(rules.neighbours, 'groups', held.targetId)
  if (neighbour !== undefined) {
    const summary = `${left}, but the stack ${neighbour} on this target holds it too: it is not deleted`
    return { code: 'neighbour', summary, remedy: 'Take the group out of the state of one of the two stacks.' } as const
  }
  if (isProtected(held.key, object?.attributes.displayName)) {
    const summary = `${left}, and protected by policy: ${object === undefined ? 'forgetting it' : 'the deletion'} is not planned`
    return { code: 'protected', summary, remedy: 'Take the name out of policy.protect.groups, or bring the group back into the source.' } as const
  }
  const member = object === undefined ? undefined : protectedMember(object)
  if (member === undefined) return undefined
  const summary = `${left}, but ${member} is in it, whose memberships policy protects: the deletion is not planned`
  return { code: 'protected', summary, remedy: `Take ${member} out of the group by hand, or the name out of policy.protect.users.` } as const
}
