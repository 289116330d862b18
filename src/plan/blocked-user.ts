/** People with a finding: nothing is planned for them, and their memberships stay as they are. */
import type { DesiredUser } from '../model/desired-state.js'
import type { Finding } from '../model/finding.js'
import type { UserOutcome } from './diff-users.js'
import { findingOf } from './outcome.js'

export function blockedUser(user: DesiredUser, about: { code: Finding['code']; targetId: string | undefined; summary: string; remedy: string }): UserOutcome {
  const { targetId } = about
  return { findings: [findingOf('user', user, about)], person: { key: user.key, ...(targetId === undefined ? {} : { targetId }), blocked: true } }
}

/** @param what would have happened */
export function protectedUser(user: DesiredUser, targetId: string | undefined, what: string): UserOutcome {
  const summary = `${user.key} is protected by policy: ${what} is not planned`
  return blockedUser(user, { code: 'protected', targetId, summary, remedy: 'Take the name out of policy.protect.users if this stack shall manage it.' })
}
