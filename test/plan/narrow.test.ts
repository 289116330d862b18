import { describe, expect, test } from 'vitest'
import { heldWith, neededBy, weave, type Parts } from '../../src/plan/parts.js'
import { approvalBy, somebody } from '../support/approvers.js'
import { deeds, narrow } from '../support/narrowing.js'
import { membershipChange, userChange } from '../support/plans.js'
import { access, account, EMPTY, later, lines, person, planFor, settled, targetOf, team } from '../support/story.js'

const FIRST = { people: [person('ann'), person('ben')], teams: [team('Red', ['ann', 'ben']), team('Blue', ['ann'])] }
const told = ({ changes, members }: Parts) => [...changes, ...[...members].flatMap(([change, people]) => [...people].map((one) => `${change}: ${one}`))].sort()

describe('a narrowed plan', () => {
  const plan = planFor(FIRST, EMPTY)

  test('leaves out who is held, and lets the others of the group go on', () => {
    const part = narrow(plan, { hold: [{ change: 'user:create:ben@example.com' }] }, EMPTY)

    expect(lines(part)).toEqual(['user create ann@example.com', 'group create Blue', 'group create Red', 'membership add Blue: ann@example.com', 'membership add Red: ann@example.com'])
    expect(part.id).not.toBe(plan.id)
    expect(part.summary.memberships).toEqual({ add: 2, remove: 0 })
    expect(part.narrowed).toMatchObject([
      {
        from: plan.id,
        held: [{ change: 'user:create:ben@example.com' }],
        pulledIn: [],
        leftOut: [{ change: 'membership:add:Red', members: ['ben@example.com'], because: 'user:create:ben@example.com' }],
        rest: { users: { create: 1 }, memberships: { add: 1 } },
      },
    ])
  })

  test('holds one person in one group', () => {
    const part = narrow(plan, { hold: [{ change: 'membership:add:Red', member: 'ann@example.com' }] }, EMPTY)

    expect(lines(part)).toContain('membership add Red: ben@example.com')
    expect(lines(part)).toContain('membership add Blue: ann@example.com')
  })

  test('pulls in what is needed by what was asked for', () => {
    const part = narrow(plan, { only: ['group:red'] }, EMPTY)

    expect(lines(part)).toEqual(['user create ann@example.com', 'user create ben@example.com', 'group create Red', 'membership add Red: ann@example.com, ben@example.com'])
    expect(part.narrowed?.[0]?.pulledIn.map(({ change }) => change)).toEqual(['user:create:ann@example.com', 'user:create:ben@example.com'])
  })

  test("takes a person's memberships with the person, and the groups that these need", () => {
    const part = narrow(plan, { only: ['user:ben@example.com'] }, EMPTY)

    expect(lines(part)).toEqual(['user create ben@example.com', 'group create Red', 'membership add Red: ben@example.com'])
  })

  test('knows a renamed object by both its names', () => {
    const world = settled(FIRST)
    const renamed = planFor({ ...FIRST, people: [person('ann', { mail: 'anna@example.com' }), person('ben')], at: later(1) }, world)

    for (const key of ['user:ann@example.com', 'user:ANNA@example.com']) expect(lines(narrow(renamed, { only: [key] }, world))).toEqual(['user update anna@example.com'])
  })

  test('lets what is held win over what is asked for', () => {
    expect(lines(narrow(plan, { only: ['group:Red'], exclude: ['group:red'] }, EMPTY))).toEqual([])
    expect(lines(narrow(plan, { only: ['user:ben@example.com'], exclude: ['group:Red'] }, EMPTY))).toEqual(['user create ben@example.com'])
  })

  test('is the plan itself where nothing was decided', () => {
    expect(narrow(plan, {}, EMPTY)).toBe(plan)
  })

  test('refuses what is no part of it, and what is no key', () => {
    expect(() => narrow(plan, { hold: [{ change: 'user:create:zoe@example.com' }] }, EMPTY)).toThrow('no change user:create:zoe')
    expect(() => narrow(plan, { hold: [{ change: 'membership:add:Blue', member: 'ben@example.com' }] }, EMPTY)).toThrow('nobody')
    expect(() => narrow(plan, { only: ['ann@example.com'] }, EMPTY)).toThrow('write user:NAME or group:NAME')
  })

  test('drops approvals, and is judged anew', () => {
    const world = settled(FIRST)
    const strict = { limits: { delete_groups: { count: 0 } } }
    const made = planFor({ people: FIRST.people, teams: [team('Red', ['ann'])], at: later(1) }, world, strict)
    const blocked = { ...made, approvals: [approvalBy(somebody('eve'), made)] }

    const part = narrow(blocked, { exclude: ['group:Blue'] }, world, strict)

    expect(blocked.policy.blocked).toBe(true)
    expect(part.policy.blocked).toBe(false)
    expect(part.approvals).toBeUndefined()
  })

  test('says of drift what it answers, person by person', () => {
    const world = settled(FIRST)
    const target = targetOf([...world.target.users, account('zoe'), account('yan')], [access('Red', ['ann', 'ben', 'zoe', 'yan'], { externalId: 'id-Red' }), access('Blue', ['ann'], { externalId: 'id-Blue' })])
    const meddled = { ...world, target }
    const drifted = planFor({ ...FIRST, at: later(1) }, meddled)

    const part = narrow(drifted, { hold: [{ change: 'membership:remove:Red', member: 'zoe@example.com' }] }, meddled)

    expect(part.drift).toEqual([
      { kind: 'membership', key: 'Red', targetId: 't-Red', what: 'member-added', members: ['yan@example.com'], answer: 'revert', change: 'membership:remove:Red' },
      { kind: 'membership', key: 'Red', targetId: 't-Red', what: 'member-added', members: ['zoe@example.com'], answer: 'keep' },
    ])
  })

  test('counts who is not adopted now as nobody of ours', () => {
    const world = { state: undefined, target: targetOf([account('ann')], []) }
    const adopting = planFor(FIRST, world)

    expect(adopting.unmanaged.users).toBe(0)
    expect(narrow(adopting, { exclude: ['user:ann@example.com'] }, world).unmanaged.users).toBe(1)
  })
})

describe('parts of a plan', () => {
  const swap = settled(FIRST)
  const swapped = planFor({ people: [person('ann', { mail: 'ben@example.com' }), person('ben', { mail: 'ann@example.com' })], teams: FIRST.teams, at: later(1) }, swap)

  test('never break a circle of renames in half', () => {
    expect(swapped.changes).toHaveLength(3)
    for (const { id } of swapped.changes) {
      expect(told(heldWith(weave(swapped.changes), [{ change: id }]))).toEqual(swapped.changes.map((change) => change.id).sort())
      expect(told(neededBy(weave(swapped.changes), [{ change: id }]))).toEqual(swapped.changes.map((change) => change.id).sort())
    }
    expect(deeds(narrow(swapped, { exclude: ['user:ann@example.com'] }, swap).changes)).toEqual([])
  })

  test('hold a whole membership change once everybody in it is held', () => {
    const { changes } = planFor(FIRST, EMPTY)

    expect(told(heldWith(weave(changes), [{ change: 'user:create:ann@example.com' }]))).toEqual(['membership:add:Blue', 'membership:add:Red: ann@example.com', 'user:create:ann@example.com'])
  })

  test('are found in a plan of a hundred thousand changes without a search', () => {
    const users = Array.from({ length: 50_000 }, (_, index) => userChange('create', `p${index}`))
    const joins = users.map(({ id, key }, index) => membershipChange('add', `T${index}`, { [key]: { by: id }, other: { id: 't-other' } }))
    const web = weave([...users, ...joins])
    let asked = 0
    const counting = { ...web, dependents: { get: (id: string) => (asked++, web.dependents.get(id)) } as unknown as typeof web.dependents }

    const held = heldWith(counting, [{ change: 'user:create:p7' }])

    expect(told(held)).toEqual(['membership:add:T7: p7', 'user:create:p7'])
    expect(asked).toBe(2)
  })
})
