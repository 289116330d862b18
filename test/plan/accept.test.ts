import { describe, expect, test } from 'vitest'
import { driftId } from '../../src/plan/narrow-drift.js'
import type { Plan } from '../../src/plan/plan.js'
import { narrow } from '../support/narrowing.js'
import { access, account, later, lines, perform, person, planFor, settled, targetOf, team, type Source, type World } from '../support/story.js'

const STAFF: Source = { people: [person('ann'), person('ben')], teams: [team('Admins', ['ann']), team('Ops', ['ann', 'ben'])] }
const AGAIN = { ...STAFF, at: later(1) }

/** The settled world after somebody laid hands on its target. */
function after(hand: (world: World) => Partial<Record<'users' | 'groups', World['target']['users'] | World['target']['groups']>>): World {
  const world = settled(STAFF)
  const { users = world.target.users, groups = world.target.groups } = hand(world) as Partial<Pick<World['target'], 'users' | 'groups'>>
  return { ...world, target: targetOf(users, groups) }
}
const group = ({ target }: World, name: string) => target.groups.find(({ attributes }) => attributes.displayName === name)
const acceptAll = (plan: Plan, world: World) => narrow(plan, { accept: plan.drift.map((entry) => ({ drift: driftId(entry) })) }, world)
/** The world once what the plan shows as drift was accepted. */
const accepted = (world: World, source: Source = AGAIN) => perform(acceptAll(planFor(source, world), world), world)

const ADMIN_BY_HAND = after(({ target }) => ({ users: [...target.users, account('zoe')], groups: target.groups.map((one) => (one.id === 't-Admins' ? access('Admins', ['ann', 'zoe'], { externalId: 'id-Admins' }) : one)) }))
const RENAMED = after(({ target }) => ({ groups: target.groups.map((one) => (one.id === 't-Ops' ? { ...one, attributes: { ...one.attributes, displayName: 'Crew' } } : one)) }))
const DELETED = after(({ target }) => ({ users: target.users.filter(({ id }) => id !== 't-ben'), groups: target.groups.map((one) => ({ ...one, members: (one.members ?? []).filter((id) => id !== 't-ben') })) }))

describe('an administrator added by hand', () => {
  test('is taken out', () => {
    const world = perform(planFor(AGAIN, ADMIN_BY_HAND), ADMIN_BY_HAND)

    expect(group(world, 'Admins')?.members).toEqual(['t-ann'])
  })

  test('stays once accepted, until the source wants the same; taken out by hand again, it is drift again', () => {
    const plan = planFor(AGAIN, ADMIN_BY_HAND)
    const part = acceptAll(plan, ADMIN_BY_HAND)
    const world = perform(part, ADMIN_BY_HAND)

    expect(lines(part)).toEqual(['group accept Admins'])
    expect(part.summary.state.accept).toBe(1)
    expect(part.drift).toMatchObject([{ what: 'member-added', members: ['zoe@example.com'], answer: 'accept', change: 'group:accept:Admins:member-added' }])
    expect(part.narrowed?.[0]).toMatchObject({ accepted: [{ drift: 'membership:member-added:Admins' }], rest: { memberships: { remove: 0 } } })
    expect(lines(planFor(AGAIN, world))).toEqual([])
    expect(planFor(AGAIN, world).drift).toEqual([])
    expect(planFor(AGAIN, world).warnings).toMatchObject([{ code: 'accepted', key: 'Admins', summary: expect.stringContaining('zoe@example.com is in it') as string }])

    const wanted = { people: [...STAFF.people, person('zoe')], teams: [team('Admins', ['ann', 'zoe']), team('Ops', ['ann', 'ben'])], at: later(2) }
    const joined = perform(planFor(wanted, world), world)
    expect(lines(planFor(wanted, world))).toEqual(['user adopt zoe@example.com', 'group unaccept Admins'])
    expect(lines(planFor({ ...wanted, teams: STAFF.teams }, joined))).toEqual(['membership remove Admins: zoe@example.com'])
  })

  test('is told apart from another who was added in the same way', () => {
    const both = { ...ADMIN_BY_HAND, target: targetOf([...ADMIN_BY_HAND.target.users, account('yan')], [access('Admins', ['ann', 'yan', 'zoe'], { externalId: 'id-Admins' }), access('Ops', ['ann', 'ben'], { externalId: 'id-Ops' })]) }

    const part = narrow(planFor(AGAIN, both), { accept: [{ drift: 'membership:member-added:Admins', members: ['yan@example.com'] }] }, both)

    expect(lines(part)).toEqual(['group accept Admins', 'membership remove Admins: zoe@example.com'])
    expect(part.drift.map(({ answer, members }) => [answer, members])).toEqual([
      ['accept', ['yan@example.com']],
      ['revert', ['zoe@example.com']],
    ])
  })

  test('who goes by another name later stays all the same', () => {
    const world = accepted(ADMIN_BY_HAND)
    const adopted = perform(planFor({ ...AGAIN, people: [...STAFF.people, person('zoe')], teams: [...STAFF.teams, team('Zoo', ['zoe'])] }, world), world)
    const renamed = { people: [...STAFF.people, person('zoe', { mail: 'zora@example.com' })], teams: [...STAFF.teams, team('Zoo', ['zoe'])], at: later(3) }

    const then = perform(planFor(renamed, adopted), adopted)

    expect(then.state?.groups.find(({ key }) => key === 'Admins')?.accepted).toEqual({ added: ['zora@example.com'] })
    expect(lines(planFor(renamed, then))).toEqual([])
  })
})

describe('a member taken out by hand', () => {
  const world = after(({ target }) => ({ groups: target.groups.map((one) => (one.id === 't-Ops' ? access('Ops', ['ann'], { externalId: 'id-Ops' }) : one)) }))

  test('stays out once accepted, and comes back when left and wanted again', () => {
    const then = accepted(world)
    const left = { ...AGAIN, teams: [team('Admins', ['ann']), team('Ops', ['ann'])] }

    expect(lines(planFor(AGAIN, world))).toEqual(['membership add Ops: ben@example.com'])
    expect(lines(planFor(AGAIN, then))).toEqual([])
    expect(lines(planFor(left, then))).toEqual(['group unaccept Ops'])
    expect(lines(planFor(AGAIN, perform(planFor(left, then), then)))).toEqual(['membership add Ops: ben@example.com'])
  })
})

describe('a group renamed by hand', () => {
  test('gets its name back', () => {
    expect(group(perform(planFor(AGAIN, RENAMED), RENAMED), 'Ops')?.id).toBe('t-Ops')
  })

  test('keeps the new name once accepted, until the source names it otherwise', () => {
    const world = accepted(RENAMED)

    expect(world.state?.groups.find(({ targetId }) => targetId === 't-Ops')).toMatchObject({ key: 'Crew', accepted: { attributes: { displayName: 'Ops' } } })
    expect(lines(planFor(AGAIN, world))).toEqual([])
    const joined = { ...AGAIN, teams: [team('Admins', ['ann', 'ben']), team('Ops', ['ann'])] }
    expect(lines(planFor(joined, world))).toEqual(['membership remove Crew: ben@example.com', 'membership add Admins: ben@example.com'])
    const renamed = { ...AGAIN, teams: [team('Admins', ['ann']), team('Operators', ['ann', 'ben'], { id: 'id-Ops' })] }
    expect(lines(planFor(renamed, world))).toEqual(['group unaccept Crew', 'group update Operators'].map((line) => line.replace('unaccept Crew', 'unaccept Operators')))
    expect(lines(planFor(AGAIN, perform(planFor(renamed, world), world)))).toEqual(['group update Ops'])
  })

  test('drifts from the accepted name as from any other', () => {
    const world = accepted(RENAMED)
    const again = { ...world, target: targetOf(world.target.users, world.target.groups.map((one) => (one.id === 't-Ops' ? { ...one, attributes: { ...one.attributes, displayName: 'Gang' } } : one))) }

    expect(planFor(AGAIN, again)).toMatchObject({ changes: [{ id: 'group:update:Gang', key: 'Crew' }], drift: [{ before: { displayName: 'Crew' }, after: { displayName: 'Gang' } }] })
  })

  test('ends quietly when the source takes the same name, and does not come back with the old one', () => {
    const world = accepted(RENAMED)
    const same = { ...AGAIN, teams: [team('Admins', ['ann']), team('Crew', ['ann', 'ben'], { id: 'id-Ops' })] }

    expect(lines(planFor(same, world))).toEqual(['group unaccept Crew'])
    expect(lines(planFor(AGAIN, perform(planFor(same, world), world)))).toEqual(['group update Ops'])
  })
})

describe('a user deleted by hand', () => {
  test('is made again', () => {
    expect(lines(planFor(AGAIN, DELETED))).toEqual(['user create ben@example.com', 'membership add Ops: ben@example.com'])
  })

  test('stays away once accepted, until the source says something else of them, or lets them go', () => {
    const part = acceptAll(planFor(AGAIN, DELETED), DELETED)
    const world = perform(part, DELETED)

    expect(lines(part)).toEqual(['user accept ben@example.com'])
    expect(lines(planFor(AGAIN, world))).toEqual([])
    expect(planFor(AGAIN, world).warnings).toMatchObject([{ code: 'accepted', key: 'ben@example.com' }])
    const promoted = { ...AGAIN, people: [person('ann'), person('ben', { draft: { ...person('ben').draft, title: 'Lead' } })] }
    expect(lines(planFor(promoted, world))).toEqual(['user create ben@example.com', 'membership add Ops: ben@example.com'])
    expect(perform(planFor(promoted, world), world).state?.users.map(({ key, accepted: stands }) => [key, stands])).toEqual([
      ['ann@example.com', undefined],
      ['ben@example.com', undefined],
    ])
    expect(lines(planFor({ ...AGAIN, people: [person('ann')], teams: [team('Admins', ['ann']), team('Ops', ['ann'])] }, world))).toEqual(['user forget ben@example.com'])
  })

  test('is nobody where the state stands for the target', () => {
    const world = accepted(DELETED)

    expect(world.state?.groups.find(({ key }) => key === 'Ops')?.members).toEqual(['ann@example.com'])
  })
})

describe('attributes changed by hand', () => {
  test('stay once accepted, while the rest of the same change goes on', () => {
    const titled = { ...STAFF, people: [person('ann', { draft: { ...person('ann').draft, title: 'Chief', nickName: 'A' } }), person('ben')] }
    const first = settled(titled)
    const world = { ...first, target: targetOf(first.target.users.map((user) => (user.id === 't-ann' ? { ...user, attributes: { ...user.attributes, title: 'Boss', active: false } } : user)), first.target.groups) }
    const source = { ...titled, people: [person('ann', { draft: { ...person('ann').draft, title: 'Chief', nickName: 'Annie' } }), person('ben')], at: later(1) }

    const part = acceptAll(planFor(source, world), world)

    expect(part.changes).toMatchObject([
      { action: 'accept', accepted: { attributes: { active: true, title: 'Chief' } }, before: { active: false, title: 'Boss' } },
      { action: 'update', patch: [{ path: '/nickName', value: 'Annie' }], after: { title: 'Boss', active: false } },
    ])
    const then = perform(part, world)
    expect(lines(planFor(source, then))).toEqual([])
    const promoted = { ...source, people: [person('ann', { draft: { ...person('ann').draft, title: 'President', nickName: 'Annie' } }), person('ben')] }
    expect(planFor(promoted, then).changes).toMatchObject([
      { action: 'unaccept', accepted: { attributes: { title: 'Chief' } } },
      { action: 'update', patch: [{ path: '/title', value: 'President' }] },
    ])
  })

  test('that nothing takes back, or that are none, cannot be accepted', () => {
    const plan = planFor(AGAIN, RENAMED)

    expect(() => narrow(plan, { accept: [{ drift: 'user:changed:ann@example.com' }] }, RENAMED)).toThrow('shows no drift')
    const kept = narrow(plan, { exclude: ['group:Ops'] }, RENAMED)
    expect(() => narrow(kept, { accept: [{ drift: 'group:changed:Crew' }] }, RENAMED)).toThrow('nothing to accept')
    expect(() => narrow(planFor(AGAIN, ADMIN_BY_HAND), { accept: [{ drift: 'membership:member-added:Admins', members: ['ann@example.com'] }] }, ADMIN_BY_HAND)).toThrow('nobody in the drift')
  })
})
