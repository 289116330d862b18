/** A plan in numbers: its summary and what it will cost. */
import { describe, expect, test } from 'vitest'
import { access, account, EMPTY, later, person, planFor, settled, targetOf, team } from '../support/story.js'

const world = settled({ people: ['ann', 'ben', 'cid', 'dot', 'eve'].map((name) => person(name)), teams: [team('Ops', ['ann', 'ben', 'cid']), team('Dev', ['dot'])] })

describe('the summary', () => {
  test('counts objects by action, memberships in people, and what calls nobody apart', () => {
    const left = settled({ people: ['ann', 'ben', 'cid', 'dot'].map((name) => person(name)), teams: [team('Ops', ['ann', 'ben', 'cid']), team('Dev', ['dot'])] }, world)
    const target = targetOf([...left.target.users, account('fay', { externalId: 'id-fay' })], [...left.target.groups, access('QA', ['ann'], { externalId: 'id-QA' })])
    const people = [person('ann', { mail: 'anna@example.com' }), person('ben', { suspended: true }), person('eve'), person('fay'), person('gus'), person('hal')]
    const teams = [team('Ops', ['ann', 'ben', 'eve', 'gus', 'hal']), team('QA', ['ann'])]

    const { summary } = planFor({ people, teams, at: later(1) }, { ...left, target })

    expect(summary).toEqual({
      users: { create: 2, update: 1, delete: 0, deactivate: 3, reactivate: 1, adopt: 1 },
      groups: { create: 0, update: 0, delete: 1, adopt: 1 },
      memberships: { add: 3, remove: 1 },
      state: { forget: 0, transfer: 0, schedule: 2, unschedule: 1, adopt: 2, accept: 0, unaccept: 0, hold: 0 },
    })
  })
})

describe('the estimate', () => {
  test('of nothing to do is nothing', () => {
    expect(planFor({ people: ['ann', 'ben', 'cid', 'dot', 'eve'].map((name) => person(name)), teams: [team('Ops', ['ann', 'ben', 'cid']), team('Dev', ['dot'])] }, world).estimate).toEqual({ calls: { scim: {} }, seconds: 0 })
  })

  test('of state-only actions is no call at all', () => {
    const left = settled({ people: [person('ann')], teams: [] })
    const plan = planFor({ people: [], teams: [] }, { ...left, target: targetOf(left.target.users.map((user) => ({ ...user, attributes: { ...user.attributes, active: false } })), []) })

    expect(plan.changes).toMatchObject([{ action: 'schedule' }])
    expect(plan.estimate.calls).toEqual({ scim: {} })
  })

  test('counts writes, and the reads that prove the plan, by pages or singly, whichever is fewer', () => {
    const crowd = Array.from({ length: 250 }, (_, index) => `p${index}`)
    const company = settled({ people: crowd.map((name) => person(name)), teams: [team('All', crowd)] })
    const people = crowd.slice(0, 100).map((name) => person(name, { suspended: true }))

    const { estimate } = planFor({ people: [...people, ...crowd.slice(100).map((name) => person(name))], teams: [team('All', crowd.slice(200))] }, company)

    // Three pages of people instead of a hundred single readings, and three of the group's members.
    expect(estimate).toEqual({ calls: { scim: { ListUsers: 6, PatchGroup: 2, PatchUser: 100 } }, seconds: 4 })
  })

  test('counts memberships by the people in them against the pace of memberships', () => {
    const crowd = Array.from({ length: 250 }, (_, index) => `p${index}`)

    const { estimate } = planFor({ people: crowd.map((name) => person(name)), teams: [team('All', crowd)] }, EMPTY)

    expect(estimate).toEqual({ calls: { scim: { CreateGroup: 1, CreateUser: 250, ListGroups: 1, ListUsers: 1, PatchGroup: 3 } }, seconds: 10 })
  })
})
