/** The deletion clock of people who left, and the one place where time enters. */
import { describe, expect, test } from 'vitest'
import { later, lines, NOON, perform, person, planFor, settled, targetOf, team, type PlanSettings, type World } from '../support/story.js'

const both = { people: [person('alice'), person('bob')], teams: [team('Ops', ['alice', 'bob'])] }
const without = (at = NOON) => ({ people: [person('bob')], teams: [team('Ops', ['bob'])], at })
const left = (): World => settled(without(), settled(both))
const removed = (deleteAfterDays?: number): PlanSettings => ({
  lifecycle: { suspended: 'deactivate', removed: { action: 'deactivate', ...(deleteAfterDays === undefined ? {} : { deleteAfterMs: deleteAfterDays * 86_400_000 }) } },
})

describe('the deletion clock', () => {
  test("is judged against the end of the source's reading, not against the wall", () => {
    expect(lines(planFor(without(later(29)), left(), { now: later(400) }))).toEqual([])
    expect(lines(planFor(without(later(30)), left(), { now: NOON }))).toEqual(['user delete alice@example.com'])
  })

  test('is judged against the reading of the source that had the person, not of another', () => {
    const a = { name: 'a', people: [person('alice'), person('bob')], teams: [team('Ops', ['alice', 'bob'])] }
    const b = { name: 'b', externalId: 'prefixed' as const, people: [], teams: [] }
    const gone = settled([{ name: 'a', ...without() }, b], settled([a, b]))

    expect(lines(planFor([{ name: 'a', ...without(later(29)) }, { ...b, at: later(31) }], gone))).toEqual([])
    expect(lines(planFor([{ name: 'a', ...without(later(31)) }, { ...b, at: later(29) }], gone))).toEqual(['user delete alice@example.com'])
  })

  test('starts for a suspended person who leaves, without a call', () => {
    const suspended = { ...both, people: [person('alice', { suspended: true }), person('bob')] }
    const world = settled(suspended, settled(both))

    const plan = planFor(without(), world)

    expect(lines(plan)).toEqual(['membership remove Ops: alice@example.com', 'user schedule alice@example.com'])
    expect(plan.summary.state.schedule).toBe(1)
  })

  test('stops when the person comes back suspended, who stays switched off', () => {
    const plan = planFor({ ...both, people: [person('alice', { suspended: true }), person('bob')] }, left())

    expect(lines(plan)).toEqual(['user unschedule alice@example.com', 'membership add Ops: alice@example.com'])
    expect(plan.summary.state.unschedule).toBe(1)
  })

  test('follows the configuration: a longer wait moves the day, a shorter one may have run out', () => {
    const longer = planFor(without(later(30)), left(), removed(90))

    expect(longer.changes).toMatchObject([{ action: 'schedule', since: NOON, due: later(90) }])
    expect(lines(planFor(without(later(8)), left(), removed(7)))).toEqual(['user delete alice@example.com'])
    expect(lines(planFor(without(later(30)), perform(longer, left()), removed(90)))).toEqual([])
  })

  test('stops when the configuration says that nobody is deleted any more', () => {
    const plan = planFor(without(later(60)), left(), removed())

    expect(lines(plan)).toEqual(['user unschedule alice@example.com'])
    expect(lines(planFor(without(later(60)), perform(plan, left()), removed()))).toEqual([])
  })

  test('is read as a time, however its text is written', () => {
    const world = left()
    const short = (text: string) => text.replace('.000Z', 'Z')
    const users = world.state?.users.map((user) => ({ ...user, ...(user.deletion === undefined ? {} : { deletion: { since: short(user.deletion.since), due: short(user.deletion.due) } }) }))
    const rewritten: World = { ...world, ...(world.state === undefined ? {} : { state: { ...world.state, users: users ?? [] } }) }

    expect(lines(planFor(without(later(29)), rewritten))).toEqual([])
    expect(lines(planFor(without(later(30)), rewritten))).toEqual(['user delete alice@example.com'])
  })

  test('a name is released by a deletion before it is taken', () => {
    const twin = person('twin', { mail: 'alice@example.com' })
    const company = { people: [person('bob'), twin], teams: [team('Ops', ['bob', 'twin'])] }
    const vouchedAgainst = settled({ ...company, people: [person('bob'), person('twin', { mail: 'twin@example.com' })] }, left())

    const plan = planFor({ ...company, at: later(31) }, vouchedAgainst)

    expect(lines(plan)).toEqual(['user delete alice@example.com', 'user update alice@example.com'])
    expect(plan.changes[1]).toMatchObject({ targetId: 't-twin', dependsOn: ['user:delete:alice@example.com'] })
  })
})

describe('time', () => {
  test('does not show in the digest of the changes: the same readings plan the same whatever the hour', () => {
    const world = settled(both)
    const [today, tomorrow] = [planFor(without(), world, { now: NOON }), planFor(without(), world, { now: later(1) })]

    expect(tomorrow.changesDigest).toBe(today.changesDigest)
    expect(tomorrow.id).not.toBe(today.id)
  })

  test("tomorrow's reading of the same world plans the same changes, clocks that would start included", () => {
    const world = settled(both)

    expect(planFor(without(later(1)), world, { now: later(1) }).changesDigest).toBe(planFor(without(), world).changesDigest)
  })
})

describe('switching off somebody who left', () => {
  test('tells apart what somebody else changed in the account', () => {
    const world = settled(both)
    const edited = { ...world, target: targetOf(world.target.users.map((user) => (user.id === 't-alice' ? { ...user, attributes: { ...user.attributes, displayName: 'Mallory' } } : user)), world.target.groups) }

    const plan = planFor(without(), edited)

    expect(plan.drift).toMatchObject([{ what: 'changed', before: { displayName: 'Alice Doe' }, after: { displayName: 'Mallory' }, change: 'user:deactivate:alice@example.com' }])
  })
})
