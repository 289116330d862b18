/** The company that the README's pictures show: somebody left, somebody came, somebody married, and somebody was put into a group by hand. */
import type { Grant } from '../../src/model/impact.js'
import { digest } from '../../src/model/json.js'
import type { Plan } from '../../src/plan/plan.js'
import { access, account, EMPTY, person, planFor, settled, targetOf, team } from '../support/story.js'

const PROD: Grant = { account: '111122223333', accountName: 'prod', permissionSet: 'AdministratorAccess', administrator: true }
const STAGING: Grant = { account: '444455556666', accountName: 'staging', permissionSet: 'PowerUserAccess', administrator: false }

export function picturedPlan(): Plan {
  const staff = ['amelie', 'bruno', 'chidi', 'dalia', 'emil', 'farah', 'goran', 'hanna'].map((name) => person(name))
  const before = { people: staff, teams: [team('AWS Admins', ['amelie', 'bruno']), team('AWS Developers', ['bruno', 'chidi', 'dalia', 'emil']), team('AWS Billing', ['farah', 'goran'])] }
  const world = settled(before, { ...EMPTY, target: targetOf([account('root', { userName: 'break-glass@example.com' })], [access('AWSControlTowerAdmins', ['root'])]) })
  const groups = world.target.groups.map((group) => (group.attributes.displayName === 'AWS Admins' ? { ...group, members: [...(group.members ?? []), 't-mallory'] } : group))
  const drifted = { ...world, target: targetOf([...world.target.users, account('mallory')], groups) }
  const stay = staff.filter(({ id }) => id !== 'id-bruno' && id !== 'id-dalia')
  const after = {
    people: [...stay, person('dalia', { mail: 'dalia.osei@example.com' }), person('imani'), person('jonas'), { ...person('robot'), draft: { userName: 'robot@example.com', displayName: 'Build robot' } }],
    teams: [team('AWS Admins', ['amelie', 'hanna']), team('AWS Developers', ['chidi', 'dalia', 'emil', 'imani', 'jonas']), team('AWS Billing', ['farah', 'goran']), team('AWS Security', ['amelie', 'imani'])],
  }
  const nothing = { applications: { gains: [], losses: [] }, lastAdministrators: [] }
  return {
    ...planFor(after, drifted),
    // Of no plan in the world: a picture is not to change with every field that plans are given.
    id: digest('a picture'),
    stack: 'staff-aws',
    toolVersion: '1.0.0',
    impact: {
      known: true,
      scope: 'all',
      unknown: [],
      changes: {
        'membership:add:AWS Admins': { ...nothing, gains: [{ ...PROD, people: ['hanna@example.com'] }], losses: [] },
        'membership:remove:AWS Admins': { ...nothing, gains: [], losses: [{ ...PROD, people: ['bruno@example.com', 'mallory@example.com'], left: 2 }] },
        'membership:add:AWS Developers': { ...nothing, gains: [{ ...STAGING, people: ['imani@example.com', 'jonas@example.com'] }], losses: [] },
        'membership:remove:AWS Developers': { ...nothing, gains: [], losses: [{ ...STAGING, people: ['bruno@example.com'], left: 5 }] },
      },
    },
  }
}
