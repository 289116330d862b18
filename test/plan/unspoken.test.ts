import { describe, expect, test } from 'vitest'
import { account, lines, person, planFor, settled, targetOf, team, type Source, type World } from '../support/story.js'

const staff: Source = { people: [person('alice')], teams: [team('Ops', ['alice'])] }
const mailed = (type: string) => account('alice', { externalId: 'id-alice', emails: [{ value: 'alice@example.com', type, primary: true }], addresses: [{ type: 'work' }] })
const inTarget = (world: World, user: ReturnType<typeof account>): World => ({ ...world, target: targetOf([user], world.target.groups) })

describe('what the source leaves open', () => {
  test('is adopted as it stands: the kind of a mail address, and an address without a place', () => {
    const plan = planFor(staff, inTarget({ target: targetOf([], []), state: undefined }, mailed('work')))

    expect(plan.changes.filter(({ kind }) => kind === 'user')).toMatchObject([{ action: 'adopt', patch: [], after: { emails: [{ type: 'work' }], addresses: [{ type: 'work' }] } }])
  })

  test('stays when the target changes it, and is no drift', () => {
    const world = settled(staff)
    const plan = planFor(staff, inTarget(world, { ...mailed('home'), id: world.target.users[0]?.id ?? '' }))

    expect([lines(plan), plan.drift]).toEqual([[], []])
  })

  test('is changed when the source says something: another kind, another address, another mail', () => {
    const world = settled(staff)
    const target = inTarget(world, { ...mailed('home'), id: world.target.users[0]?.id ?? '' })
    const says = (draft: object) => planFor({ ...staff, people: [{ ...person('alice'), draft: { ...person('alice').draft, ...draft } }] }, target)

    expect(lines(says({ emails: [{ value: 'alice@example.com', type: 'work', primary: true }] }))).toEqual(['user update alice@example.com'])
    expect(lines(says({ addresses: [{ formatted: '1 Street' }] }))).toEqual(['user update alice@example.com'])
    expect(says({ emails: [{ value: 'ames@example.com', primary: true }] }).changes).toMatchObject([{ after: { emails: [{ value: 'ames@example.com', primary: true }] } }])
  })

  test('an address with a place is taken away when the source has none', () => {
    const world = settled(staff)
    const placed = { ...mailed('work'), id: world.target.users[0]?.id ?? '' }
    const plan = planFor(staff, inTarget(world, { ...placed, attributes: { ...placed.attributes, addresses: [{ formatted: '1 Street', type: 'work' }] } }))

    expect(plan.changes).toMatchObject([{ action: 'update', patch: [{ op: 'remove', path: '/addresses' }] }])
  })

  test('an address is not asked for where addresses are not managed', () => {
    const plan = planFor(staff, inTarget({ target: targetOf([], []), state: undefined }, mailed('work')), { userFields: [] })

    expect(plan.changes.filter(({ kind }) => kind === 'user').map((change) => 'after' in change && change.after)).toEqual([expect.not.objectContaining({ addresses: expect.anything() as unknown })])
  })
})
