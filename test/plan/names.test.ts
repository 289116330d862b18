/** Names are released before they are taken; what nobody lets go is a finding, once for each object. */
import { describe, expect, test } from 'vitest'
import type { UserChange } from '../../src/model/change.js'
import { access, account, EMPTY, lines, perform, person, planFor, settled, targetOf, team, type World } from '../support/story.js'

const staff = (...names: string[]) => ({ people: names.map((name) => person(name)), teams: [team('Ops', names)] })
const codes = (plan: ReturnType<typeof planFor>) => plan.warnings.map(({ code, key }) => `${code} ${key}`)
const crowded = (world: World, ...strangers: ReturnType<typeof account>[]): World => ({ ...world, target: targetOf([...world.target.users, ...strangers], world.target.groups) })

describe('a chain of renames', () => {
  const names = ['ann', 'ben', 'cid']
  const moved = (last: string) => names.map((name, index) => person(name, { mail: `${names[index + 1] ?? last}@example.com` }))

  test('is done from its end', () => {
    const plan = planFor({ ...staff(...names), people: moved('dot') }, settled(staff(...names)))

    expect(plan.changes.map(({ id, dependsOn }) => [id, dependsOn])).toEqual([
      ['user:update:cid@example.com', []],
      ['user:update:ben@example.com', ['user:update:cid@example.com']],
      ['user:update:ann@example.com', ['user:update:ben@example.com']],
    ])
  })

  test('whose last name a stranger holds does not move, and each of them is told once', () => {
    const plan = planFor({ ...staff(...names), people: moved('dot') }, crowded(settled(staff(...names)), account('dot')))

    expect(lines(plan)).toEqual([])
    expect(codes(plan)).toEqual(['name-taken ben@example.com', 'name-taken cid@example.com', 'name-taken dot@example.com'])
  })

  test('however long, is settled', () => {
    const many = Array.from({ length: 300 }, (_, index) => `p${String(index).padStart(4, '0')}`)
    const people = many.map((name, index) => person(name, { mail: `${many[index + 1] ?? 'last'}@example.com` }))
    const world = settled({ people: many.map((name) => person(name)), teams: [] })

    expect(planFor({ people, teams: [] }, crowded(world, account('last'))).warnings).toHaveLength(300)
    expect(planFor({ people, teams: [] }, world).changes).toHaveLength(300)
  })
})

describe('a circle', () => {
  test('over a name, a mail and an id is broken by one extra change', () => {
    const world = settled(staff('ann', 'ben', 'cid'))
    const named = { ann: { mail: [{ value: 'ann@example.com', primary: true as const }] } }
    const users = world.target.users.map(({ id, attributes }) => ({ id, attributes: id === 't-cid' ? { ...attributes, externalId: 'id-ann-2' } : attributes }))
    // ann has a new id, which cid's account carries; cid takes ben's name; ben takes ann's mail.
    const ann = { ...person('ann', { id: 'id-ann-2' }), draft: { ...person('ann').draft, emails: [{ value: 'new@example.com', primary: true as const }] } }
    const ben = { ...person('ben', { mail: 'benno@example.com' }), draft: { ...person('ben', { mail: 'benno@example.com' }).draft, emails: named.ann.mail } }
    const cid = { ...person('cid', { mail: 'ben@example.com' }), draft: { ...person('cid', { mail: 'ben@example.com' }).draft, emails: [{ value: 'cid@example.com', primary: true as const }] } }
    const company = { people: [ann, ben, cid], teams: [team('Ops', ['ann-2', 'ben', 'cid'])] }
    const settings = { samePersons: ['ann@example.com'] }

    const plan = planFor(company, { ...world, target: targetOf(users, world.target.groups) }, settings)

    expect(plan.changes).toHaveLength(4)
    expect(plan.changes.filter(({ reason }) => reason.startsWith('frees a name'))).toHaveLength(1)
    expect(lines(planFor(company, perform(plan, { ...world, target: targetOf(users, world.target.groups) }), settings))).toEqual([])
  })

  test('of groups that are adopted frees a name before anybody takes it', () => {
    const world = { ...EMPTY, target: targetOf([], [access('Red', [], { externalId: 'id-Blue' }), access('Blue', [], { externalId: 'id-Red' })]) }
    const company = { people: [person('alice')], teams: [team('Red', ['alice']), team('Blue', [])] }

    const plan = planFor(company, world)
    const [first, ...rest] = plan.changes.filter(({ kind }) => kind === 'group')

    expect(first).toMatchObject({ action: 'update', reason: expect.stringContaining('frees a name') as string })
    expect(rest.map(({ action, dependsOn }) => [action, dependsOn.includes(first?.id ?? '')])).toEqual([
      ['adopt', true],
      ['adopt', true],
    ])
    expect(lines(planFor(company, perform(plan, world)))).toEqual([])
  })

  test('of two groups whose names differ in case alone needs none', () => {
    const people = [person('alice')]
    const world = settled({ people, teams: [team('Ops', ['alice']), team('Dev', [])] })

    const plan = planFor({ people, teams: [team('OPS', ['alice'], { id: 'id-Ops' }), team('dev', [], { id: 'id-Dev' })] }, world)

    expect(lines(plan)).toEqual(['group update dev', 'group update OPS'])
    expect(plan.changes.flatMap(({ dependsOn }) => dependsOn)).toEqual([])
  })
})

describe('a name that cannot be had', () => {
  test('leaves the person under the old one, in memberships too', () => {
    const world = crowded(settled({ people: [person('alice'), person('bob')], teams: [team('Ops', ['bob'])] }), account('alicia'))

    const plan = planFor({ people: [person('alice', { mail: 'alicia@example.com' }), person('bob')], teams: [team('Ops', ['alice', 'bob'])] }, world)

    expect(lines(plan)).toEqual(['membership add Ops: alice@example.com'])
    expect(plan.changes[0]).toMatchObject({ memberIds: { 'alice@example.com': 't-alice' } })
  })

  test('keeps an account from being adopted, and from the groups', () => {
    const world = { ...EMPTY, target: targetOf([account('alice', { externalId: 'id-alice', userName: 'old' }), account('hand', { userName: 'alice@example.com' })], []) }

    const plan = planFor({ people: [person('alice'), person('bob')], teams: [team('Ops', ['alice', 'bob'])] }, world)

    expect(lines(plan)).toEqual(['user create bob@example.com', 'group create Ops', 'membership add Ops: bob@example.com'])
    expect(codes(plan)).toEqual(['name-taken alice@example.com'])
    expect(plan.unmanaged.users).toBe(2)
  })

  test('because two changes take it goes to one of them', () => {
    const mail = (value: string) => [{ value, primary: true as const }]
    const world = settled(staff('alice', 'bob'))
    // Somebody changed the leaver's mail; switching off takes that back, and a newcomer has the mail by now.
    const users = world.target.users.map(({ id, attributes }) => ({ id, attributes: id === 't-alice' ? { ...attributes, emails: mail('hand@example.com') } : attributes }))
    const newcomer = { ...person('carol'), draft: { ...person('carol').draft, emails: mail('alice@example.com') } }

    const plan = planFor({ people: [person('bob'), newcomer], teams: [team('Ops', ['bob', 'carol'])] }, { ...world, target: targetOf(users, world.target.groups) })
    const mailOf = ({ after }: UserChange) => after?.emails?.[0]?.value

    expect(codes(plan)).toEqual(['name-taken alice@example.com'])
    expect(plan.changes.flatMap((change) => (change.kind === 'user' ? [[change.action, mailOf(change)]] : []))).toEqual([
      ['create', 'alice@example.com'],
      ['deactivate', 'hand@example.com'],
      ['schedule', undefined],
    ])
  })
})

describe('an additive group', () => {
  const additive = (...members: string[]) => ({ people: [person('alice'), person('bob')], teams: [team('Ops', members)], members: 'additive' as const })

  test('loses whom we put in, whatever somebody called the account since', () => {
    const world = settled(additive('alice', 'bob'))
    const users = world.target.users.map(({ id, attributes }) => ({ id, attributes: id === 't-bob' ? { ...attributes, userName: 'robert@example.com' } : attributes }))

    const plan = planFor({ ...additive('alice'), people: [person('alice')] }, { ...world, target: targetOf(users, world.target.groups) })

    expect(plan.changes.filter(({ kind }) => kind === 'membership')).toMatchObject([{ action: 'remove', memberIds: { 'robert@example.com': 't-bob' } }])
  })

  test('keeps a stranger who took the name of somebody whom we put in', () => {
    const world = settled(additive('alice', 'bob'))
    const users = [...world.target.users.map(({ id, attributes }) => ({ id, attributes: id === 't-bob' ? { ...attributes, userName: 'robert@example.com' } : attributes })), account('guest', { userName: 'bob@example.com' })]
    const groups = [access('Ops', ['alice', 'guest'], { externalId: 'id-Ops' })]

    const plan = planFor({ ...additive('alice'), people: [person('alice')] }, { ...world, target: targetOf(users, groups) })

    expect(plan.changes.filter(({ kind }) => kind === 'membership')).toEqual([])
  })
})
