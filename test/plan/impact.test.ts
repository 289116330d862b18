import { describe, expect, test } from 'vitest'
import type { Assignments } from '../../src/model/assignments.js'
import { impactOf } from '../../src/model/impact.js'
import { impactOfDeletions, impactOfPlan } from '../../src/plan/impact.js'
import { access, account, EMPTY, person, planFor, settled, targetOf, team, type World } from '../support/story.js'

const PROD = '111122223333'
const DEV = '444455556666'

/** By group: `permission set in account`, or an application's name. */
function assigned(groups: Record<string, readonly string[]>): Assignments {
  const accounts = (given: readonly string[]) => given.flatMap((text) => {
    const [, set, account] = /^(\S+) in (\d{12})$/.exec(text) ?? []
    return set === undefined || account === undefined ? [] : [{ account, permissionSet: `arn:${set}` }]
  })
  return {
    formatVersion: 1,
    readAt: '2026-03-02T11:59:00.000Z',
    target: 'target',
    groups: Object.fromEntries(Object.entries(groups).map(([id, given]) => [id, { accounts: accounts(given), applications: given.filter((text) => !text.includes(' in ')).map((name) => `arn:${name}`) }])),
    permissionSets: { 'arn:Admin': { name: 'Admin', administrator: true }, 'arn:Root': { name: 'Root', administrator: true }, 'arn:Read': { name: 'Read', administrator: false } },
    accounts: { [PROD]: 'Production' },
    applications: { 'arn:Grafana': 'Grafana' },
    gaps: [],
  }
}

const staff = ['alice', 'bob'].map((name) => person(name))
const grant = (permissionSet: string, account = PROD) => ({ account, ...(account === PROD ? { accountName: 'Production' } : {}), permissionSet, administrator: permissionSet !== 'Read' })

function worth(source: Parameters<typeof planFor>[0], world: World, assignments: Assignments, settings = {}) {
  const { changes } = planFor(source, world, settings)
  return { changes, impact: impactOfPlan({ changes, target: world.target, assignments, refresh: 'full' }) }
}

describe('what a plan is worth', () => {
  test('is what people gain by joining a group, also those who do not exist yet', () => {
    const world = settled({ people: staff, teams: [team('Ops', ['alice'])] })

    const { impact } = worth({ people: [...staff, person('carol')], teams: [team('Ops', ['alice', 'bob', 'carol'])] }, world, assigned({ 't-Ops': [`Read in ${PROD}`, 'Grafana'] }))

    expect(impact.changes).toEqual({
      'membership:add:Ops': {
        gains: [{ ...grant('Read'), people: ['bob@example.com', 'carol@example.com'] }],
        losses: [],
        applications: { gains: [{ application: 'Grafana', people: ['bob@example.com', 'carol@example.com'] }], losses: [] },
        lastAdministrators: [],
      },
    })
  })

  test('is nothing for whoever moves between groups that give the same, and the difference for others', () => {
    const world = settled({ people: staff, teams: [team('Old', ['alice', 'bob']), team('New', [])] })

    const { impact } = worth({ people: staff, teams: [team('Old', []), team('New', ['alice'])] }, world, assigned({ 't-Old': [`Read in ${PROD}`], 't-New': [`Read in ${PROD}`, `Read in ${DEV}`] }))

    expect(impact.changes['membership:remove:Old']?.losses).toEqual([{ ...grant('Read'), people: ['bob@example.com'], left: 1 }])
    expect(impact.changes['membership:add:New']?.gains).toEqual([{ ...grant('Read', DEV), people: ['alice@example.com'] }])
  })

  test('takes what a group of nobody here gives into account', () => {
    const world = settled({ people: staff, teams: [team('Ops', ['alice', 'bob'])] })
    const target = targetOf(world.target.users, [...world.target.groups, access('Foreign', ['alice'])])

    const { impact } = worth({ people: staff, teams: [team('Ops', [])] }, { ...world, target }, assigned({ 't-Ops': [`Read in ${PROD}`], 't-Foreign': [`Read in ${PROD}`] }))

    expect(impact.changes['membership:remove:Ops']?.losses).toEqual([{ ...grant('Read'), people: ['bob@example.com'], left: 1 }])
  })

  test('is all that somebody has, for whom is switched off, and again for whom is switched on', () => {
    const world = settled({ people: staff, teams: [team('Ops', ['alice', 'bob'])] })
    const suspended = { people: [person('alice', { suspended: true }), person('bob')], teams: [team('Ops', ['alice', 'bob'])] }
    const assignments = assigned({ 't-Ops': [`Read in ${PROD}`] })

    const off = worth(suspended, world, assignments)
    const on = worth({ people: staff, teams: [team('Ops', ['alice', 'bob'])] }, settled(suspended, world), assignments)

    expect(off.impact.changes['user:deactivate:alice@example.com']?.losses).toEqual([{ ...grant('Read'), people: ['alice@example.com'], left: 1 }])
    expect(on.impact.changes['user:reactivate:alice@example.com']?.gains).toEqual([{ ...grant('Read'), people: ['alice@example.com'] }])
  })

  test('names an account that loses its last administrator, whatever the permission set, and none that keeps one', () => {
    const world = settled({ people: staff, teams: [team('Admins', ['alice']), team('Roots', ['bob'])] })
    const assignments = assigned({ 't-Admins': [`Admin in ${PROD}`, `Admin in ${DEV}`], 't-Roots': [`Root in ${PROD}`] })

    const { impact } = worth({ people: staff, teams: [team('Admins', []), team('Roots', ['bob'])] }, world, assignments)

    const change = impact.changes['membership:remove:Admins']
    expect(change?.lastAdministrators).toEqual([{ account: DEV, people: ['alice@example.com'] }])
    expect(change?.losses.map(({ account: where, left }) => [where, left])).toEqual([[PROD, 0], [DEV, 0]])
  })

  test('counts nobody as left who is switched off', () => {
    const world = settled({ people: staff, teams: [team('Admins', ['alice', 'bob'])] })
    const target = targetOf(world.target.users.map((user) => (user.id === 't-bob' ? { ...user, attributes: { ...user.attributes, active: false } } : user)), world.target.groups)
    const suspended = [person('alice'), person('bob', { suspended: true })]

    const { impact } = worth({ people: suspended, teams: [team('Admins', ['bob'])] }, { ...world, target }, assigned({ 't-Admins': [`Admin in ${PROD}`] }))

    expect(impact.changes['membership:remove:Admins']?.lastAdministrators).toEqual([{ account: PROD, accountName: 'Production', people: ['alice@example.com'] }])
  })

  test('of a group that is deleted is what its people lose and what is assigned to it; members of others do not count', () => {
    const world = settled({ people: staff, teams: [team('Ops', ['alice']), team('Admins', ['bob'])] })

    const { changes, impact } = worth({ people: staff, teams: [team('Admins', ['bob'])] }, world, assigned({ 't-Ops': [`Admin in ${PROD}`, 'Grafana'], 't-Admins': [`Admin in ${PROD}`] }))

    expect(impact.changes['group:delete:Ops']).toMatchObject({
      losses: [{ ...grant('Admin'), people: ['alice@example.com'], left: 1 }],
      applications: { losses: [{ application: 'Grafana', people: ['alice@example.com'] }] },
      assignments: { accounts: [grant('Admin')], applications: ['Grafana'] },
      lastAdministrators: [],
    })
    expect(impactOfDeletions(changes, assigned({ 't-Ops': ['Grafana'] }))).toMatchObject({
      scope: 'deleted-groups', changes: { 'group:delete:Ops': { losses: [], assignments: { accounts: [], applications: ['Grafana'] } } },
    })
    expect(impactOf(impactOfDeletions(changes, assigned({})), 'group:delete:Ops').known).toBe(false)
  })

  test('does not take somebody new for the one whose name they get', () => {
    const world = settled({ people: [person('alice'), person('bob')], teams: [team('Ops', ['alice'])] })
    const renamed = { people: [person('alice', { mail: 'alice.jones@example.com' }), person('bob'), person('newcomer', { mail: 'alice@example.com' })], teams: [team('Ops', ['alice', 'newcomer'])] }

    const { impact } = worth(renamed, world, assigned({ 't-Ops': [`Read in ${PROD}`] }))

    expect(impact.changes['membership:add:Ops']?.gains).toEqual([{ ...grant('Read'), people: ['alice@example.com'] }])
  })

  test('says what it does not know: groups that nobody read, and ids for names that are missing', () => {
    const world = settled({ people: staff, teams: [team('Ops', ['alice'])] })
    const unread = { id: 't-Far', attributes: { displayName: 'Far' } }
    const assignments = { ...assigned({ 't-Ops': [`Write in ${PROD}`], 't-Far': [`Read in ${PROD}`] }), gaps: ["permission sets' names could not be read: denied"] }

    const { impact } = worth({ people: staff, teams: [team('Ops', [])] }, { ...world, target: targetOf(world.target.users, [...world.target.groups, unread]) }, assignments)

    expect(impact.changes['membership:remove:Ops']?.losses).toMatchObject([{ permissionSet: 'arn:Write', administrator: false }])
    expect(impact.unknown).toEqual(["Permission sets' names could not be read: denied.", 'Who is in Far was not read: what these groups give is not counted.', expect.stringContaining('Only what groups give') as string])
  })

  test('lists a thousand people and counts the rest', () => {
    const crowd = Array.from({ length: 1200 }, (_, n) => person(`p${String(n).padStart(4, '0')}`))
    const ids = crowd.map(({ id }) => id.slice(3))
    const world = { ...EMPTY, target: targetOf(ids.map((name) => account(name, { externalId: `id-${name}` })), [access('All', [], { externalId: 'id-All' })]) }

    const { impact } = worth({ people: crowd, teams: [team('All', ids)] }, world, assigned({ 't-All': [`Read in ${PROD}`] }))

    const [gain] = impact.changes['membership:add:All']?.gains ?? []
    expect([gain?.people.length, gain?.more]).toEqual([1000, 200])
  })
})
