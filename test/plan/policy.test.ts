import { describe, expect, test } from 'vitest'
import { DEFAULT_LIMITS, NO_RULES } from '../../src/model/policy.js'
import { judge } from '../../src/plan/policy.js'
import { account, EMPTY, later, NOON, perform, person, planFor, settled, targetOf, team, type World } from '../support/story.js'

const names = (count: number) => Array.from({ length: count }, (_, index) => `p${String(index).padStart(3, '0')}`)
const company = (staff: readonly string[], at = NOON) => ({ people: staff.map((name) => person(name)), teams: [team('All', staff)], at })
const verdict = (plan: ReturnType<typeof planFor>, rule: string) => plan.policy.verdicts.find((candidate) => candidate.rule === rule)

describe('limits', () => {
  test('thirty percent of the people gone blocks the plan, which is made all the same', () => {
    const staff = names(40)
    const plan = planFor(company(staff.slice(12)), settled(company(staff)))

    expect(plan.policy.blocked).toBe(true)
    expect(plan.summary.users.deactivate).toBe(12)
    expect(verdict(plan, 'limits.remove_users')).toMatchObject({ ok: false, planned: 12, taken: 0, allowed: 10, managed: 40, remedy: expect.any(String) as string })
  })

  test('a limit allows the greater of floor and percent', () => {
    const staff = names(400)
    const world = settled(company(staff))
    const limits = { remove_members: { percent: 100 }, remove_members_per_group: { percent: 100 } }

    expect(planFor(company(staff.slice(20)), world, { limits }).policy.blocked).toBe(false)
    expect(planFor(company(staff.slice(21)), world, { limits }).policy.blocked).toBe(true)
  })

  test('and never more than count', () => {
    const staff = names(400)
    const limits = { remove_users: { percent: 50, floor: 10, count: 3 } }

    expect(planFor(company(staff.slice(3)), settled(company(staff)), { limits }).policy.blocked).toBe(false)
    expect(planFor(company(staff.slice(4)), settled(company(staff)), { limits }).policy.blocked).toBe(true)
  })

  test('ten small deletes in ten runs within the window do not pass where one big one would not', () => {
    let staff = names(40)
    let world: World = settled(company(staff))
    let blockedAt = 0
    for (let run = 1; run <= 10 && blockedAt === 0; run++) {
      staff = staff.slice(2)
      const plan = planFor(company(staff, later(run / 24)), world, { now: later(run / 24) })
      if (plan.policy.blocked) {
        blockedAt = run
        expect(verdict(plan, 'limits.remove_users')).toMatchObject({ planned: 2, taken: 10, allowed: 10 })
      } else world = perform(plan, world, later(run / 24))
    }

    expect(blockedAt).toBe(6)
  })

  test('what was taken before the window no longer counts', () => {
    const staff = names(40)
    const world = perform(planFor(company(staff.slice(8)), settled(company(staff))), settled(company(staff)))

    expect(planFor(company(staff.slice(16), later(0.9)), world, { now: later(0.9) }).policy.blocked).toBe(true)
    expect(planFor(company(staff.slice(16), later(1.1)), world, { now: later(1.1) }).policy.blocked).toBe(false)
  })

  test('a plan that takes nothing passes, whatever was taken before', () => {
    const staff = names(40)
    const world = perform(planFor(company(staff.slice(10)), settled(company(staff))), settled(company(staff)))

    expect(planFor({ ...company(staff.slice(10)), people: [...company(staff.slice(10)).people, person('new')] }, world).policy.blocked).toBe(false)
  })

  test('people left without any managed group are charged, those who keep one are not', () => {
    const staff = names(12)
    const both = { people: staff.map((name) => person(name)), teams: [team('A', staff), team('B', staff.slice(0, 6))] }

    const plan = planFor({ ...both, teams: [team('A', []), team('B', staff.slice(0, 6))] }, settled(both))

    expect(verdict(plan, 'limits.remove_users')).toMatchObject({ planned: 6 })
    expect(verdict(plan, 'limits.remove_members')).toMatchObject({ planned: 12 })
  })

  test('deleting a group charges the people whose last one it was', () => {
    const staff = names(5)
    const both = { people: staff.map((name) => person(name)), teams: [team('A', staff)] }

    const plan = planFor({ ...both, teams: [] }, settled(both))

    expect(verdict(plan, 'limits.delete_groups')).toMatchObject({ planned: 1 })
    expect(verdict(plan, 'limits.remove_users')).toMatchObject({ planned: 5, changes: ['group:delete:A'] })
  })

  test('a person who is renamed, switched off and left without a group is charged once', () => {
    const both = { people: [person('alice'), person('bob')], teams: [team('A', ['alice', 'bob'])] }
    const people = [person('alice', { mail: 'alicia@example.com', suspended: true }), person('bob')]

    const plan = planFor({ people, teams: [team('A', ['bob'])] }, settled(both))

    expect(verdict(plan, 'limits.remove_users')).toMatchObject({ planned: 1 })
  })

  test('a person who moves from one group to another is not charged as left without any', () => {
    const both = { people: [person('alice')], teams: [team('A', ['alice']), team('B', [])] }

    const plan = planFor({ ...both, teams: [team('A', []), team('B', ['alice'])] }, settled(both))

    expect(verdict(plan, 'limits.remove_users')).toMatchObject({ planned: 0 })
    expect(verdict(plan, 'limits.remove_members')).toMatchObject({ planned: 1 })
  })

  test('switching somebody off by adopting them is charged', () => {
    const world = { ...EMPTY, target: targetOf([account('alice', { externalId: 'id-alice' })], []) }

    expect(verdict(planFor({ people: [person('alice', { suspended: true })], teams: [] }, world), 'limits.remove_users')).toMatchObject({ planned: 1, changes: ['user:adopt:alice@example.com'] })
  })

  test('one group may not lose half of its members', () => {
    const staff = names(60)
    const two = (left: readonly string[]) => ({ people: staff.map((name) => person(name)), teams: [team('All', staff), team('Admins', left)] })

    const plan = planFor(two(staff.slice(31)), settled(two(staff)))

    expect(verdict(plan, 'limits.remove_members_per_group')).toMatchObject({ ok: false, subject: 'Admins', planned: 31, allowed: 30 })
  })
})

describe('protected names', () => {
  test('a plan that names what is protected since is refused when it is judged again', () => {
    const plan = planFor({ people: [], teams: [] }, settled(company(['alice'])))
    const policy = { protect: { groups: [], users: ['ALICE@*'] }, limits: DEFAULT_LIMITS, ...NO_RULES }

    const [protect] = judge({ changes: plan.changes, state: undefined, policy, now: NOON })

    expect(plan.policy.verdicts[0]).toMatchObject({ rule: 'protect', ok: true })
    expect(protect).toMatchObject({ rule: 'protect', ok: false, summary: expect.stringContaining('alice@example.com') as string })
  })
})
