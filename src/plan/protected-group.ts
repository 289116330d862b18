/** A group that policy protects: nothing is planned for it, and its members stay as they are. */
import type { DesiredGroup } from '../model/desired-state.js'
import type { GroupOutcome } from './diff-groups.js'
import { findingOf } from './outcome.js'

/** @param what would have happened */
export function protectedGroup(group: DesiredGroup, targetId: string | undefined, what: string): GroupOutcome {
  const summary = `the group "${group.key}" is protected by policy: ${what} is not planned`
  const remedy = 'Leave it out of the source filter, or take the name out of policy.protect.groups if this stack shall manage it.'
  return { findings: [findingOf('group', group, { code: 'protected', targetId, summary, remedy })] }
}
