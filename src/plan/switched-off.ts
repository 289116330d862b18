/** People who are active in their source and switched off in a target that has no way to switch them on. */
import type { DesiredUser } from '../model/desired-state.js'
import type { Finding } from '../model/finding.js'
import type { TargetUser } from '../model/snapshot.js'
import { findingOf } from './outcome.js'
import type { Reach } from './reach.js'

/** It blocks nothing else: attributes and memberships are managed as ever. */
export function switchedOff(user: DesiredUser, { id, attributes }: TargetUser, { deactivate }: Reach): Finding[] {
  if (deactivate || attributes.active || user.suspended) return []
  const summary = `${user.key} is active in ${user.source} and switched off in the target, which this target's API cannot change`
  return [findingOf('user', user, { code: 'not-supported', targetId: id, summary, remedy: 'Enable the user in the console of IAM Identity Center, or by SCIM.' })]
}
