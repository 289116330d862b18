import { describe, expect, test } from 'vitest'
import { access, account, EMPTY, lines, person, planFor, settled, targetOf, team } from '../support/story.js'

/** A target that neither keeps our id nor can switch people off. */
const LIMITED = { deactivate: false, externalId: false } as const
const company = { people: [person('alice'), person('bob')], teams: [team('Ops', ['alice', 'bob'])] }

describe('a target that keeps no external ids', () => {
  test('is asked for none, and has nothing left to do after the apply', () => {
    const first = planFor(company, EMPTY, LIMITED)

    expect(JSON.stringify(first.changes)).not.toContain('externalId')
    expect(planFor(company, settled(company, EMPTY, LIMITED), LIMITED).changes).toEqual([])
  })

  test('knows a renamed person by the state alone', () => {
    const renamed = { ...company, people: [person('alice', { mail: 'alice.jones@example.com' }), person('bob')] }

    expect(lines(planFor(renamed, settled(company, EMPTY, LIMITED), LIMITED))).toEqual(['user update alice.jones@example.com'])
  })

  test('and without the state by the name, where the mode covers names', () => {
    const { target } = settled(company, EMPTY, LIMITED)

    expect(lines(planFor(company, { target, state: undefined }, LIMITED))).toEqual(['user adopt alice@example.com', 'user adopt bob@example.com', 'group adopt Ops'])
    expect(planFor(company, { target, state: undefined }, { ...LIMITED, adopt: 'ids' }).changes).toEqual([])
  })

  test('may hold ids that came by another way: they are matched, and left alone', () => {
    const target = targetOf([account('alice', { userName: 'old@example.com', externalId: 'id-alice' })], [access('Old', ['alice'], { externalId: 'id-Ops' })])

    const plan = planFor(company, { target, state: undefined }, { ...LIMITED, adopt: 'ids' })

    expect(lines(plan)).toEqual(['user adopt alice@example.com', 'user create bob@example.com', 'group adopt Ops', 'membership add Ops: bob@example.com'])
    expect(plan.changes.flatMap((change) => ('patch' in change ? (change.patch ?? []) : [])).map(({ path }) => path)).not.toContain('/externalId')
  })

  test('never takes by name what carries the id of somebody else', () => {
    const target = targetOf([account('alice', { externalId: 'somebody' })], [])

    const plan = planFor({ people: [person('alice')], teams: [] }, { target, state: undefined }, LIMITED)

    expect(plan.changes).toEqual([])
    expect(plan.warnings).toMatchObject([{ code: 'not-adopted', key: 'alice@example.com' }])
  })
})

describe('a target that cannot switch people off', () => {
  const suspended = { ...company, people: [person('alice', { suspended: true }), person('bob')] }

  test('takes the memberships of a suspended person, says why, and gives them back', () => {
    const world = settled(company, EMPTY, LIMITED)

    const off = planFor(suspended, world, LIMITED)

    expect(lines(off)).toEqual(['membership remove Ops: alice@example.com'])
    expect(off.changes[0]?.reason).toBe('suspended in staff: this target cannot switch people off, so their memberships go')
    const after = settled(suspended, world, LIMITED)
    expect(planFor(suspended, after, LIMITED).changes).toEqual([])
    expect(lines(planFor(company, after, LIMITED))).toEqual(['membership add Ops: alice@example.com'])
  })

  test('leaves a switch alone that somebody else turned, and says so while the source says otherwise', () => {
    const world = settled(company, EMPTY, LIMITED)
    const turned = { ...world, target: targetOf(world.target.users.map((user) => (user.id === 't-alice' ? { ...user, attributes: { ...user.attributes, active: false } } : user)), world.target.groups) }

    const plan = planFor(company, turned, LIMITED)

    expect(plan.changes).toEqual([])
    expect(plan.warnings).toMatchObject([{ code: 'not-supported', key: 'alice@example.com', targetId: 't-alice' }])
    const renamed = planFor({ ...company, people: [person('alice', { mail: 'a@example.com' }), person('bob')] }, turned, LIMITED)
    expect(renamed.changes).toMatchObject([{ action: 'update', before: { active: false }, after: { active: false } }])
    expect(planFor(suspended, turned, LIMITED).warnings).toEqual([])
  })
})
