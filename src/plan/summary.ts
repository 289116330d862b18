/** A plan in numbers: memberships in people, state-only actions apart. */
import { isStateOnly, type Change } from '../model/change.js'
import type { Summary } from './plan.js'

export function summarise(changes: readonly Change[]): Summary {
  const summary: Summary = {
    users: { create: 0, update: 0, delete: 0, deactivate: 0, reactivate: 0, adopt: 0 },
    groups: { create: 0, update: 0, delete: 0, adopt: 0 },
    memberships: { add: 0, remove: 0 },
    state: { forget: 0, transfer: 0, schedule: 0, unschedule: 0, adopt: 0, accept: 0, unaccept: 0, hold: 0 },
  }
  for (const change of changes) {
    if (change.kind === 'membership') summary.memberships[change.action] += change.members.length
    else if (change.action === 'adopt') {
      summary[change.kind === 'user' ? 'users' : 'groups'].adopt += 1
      if (isStateOnly(change)) summary.state.adopt += 1
    } else if (isStateAction(change.action)) summary.state[change.action] += 1
    else if (change.kind === 'user') summary.users[change.action as keyof Summary['users']] += 1
    else summary.groups[change.action as keyof Summary['groups']] += 1
  }
  return summary
}

function isStateAction(action: Change['action']): action is keyof Summary['state'] {
  return action in ({ forget: 0, transfer: 0, schedule: 0, unschedule: 0, accept: 0, unaccept: 0, hold: 0 } satisfies Record<Exclude<keyof Summary['state'], 'adopt'>, 0>)
}
