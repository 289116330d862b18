import { describe, expect, test } from 'vitest'
import { account, access, EMPTY, later, lines, NOON, perform, person, planFor, settled, targetOf, team, type World } from '../support/story.js'

const team2 = (members: readonly string[]) => [team('Ops', members)]
const started = (names: readonly string[], world: World = EMPTY) => settled({ people: names.map((name) => person(name)), teams: team2(names) }, world)

describe('joining', () => {
  test('a person in the source and not in the target is created, with the group they are in', () => {
    const plan = planFor({ people: [person('alice')], teams: team2(['alice']) }, EMPTY)

    expect(lines(plan)).toEqual(['user create alice@example.com', 'group create Ops', 'membership add Ops: alice@example.com'])
    expect(plan.changes[2]).toMatchObject({ dependsOn: ['group:create:Ops'], memberDependsOn: { 'alice@example.com': ['user:create:alice@example.com'] } })
    expect(plan.changes[0]).toMatchObject({ after: { externalId: 'id-alice', active: true } })
  })

  test('a suspended person whom the target lacks is not created', () => {
    const plan = planFor({ people: [person('alice', { suspended: true }), person('bob')], teams: team2(['alice', 'bob']) }, EMPTY)

    expect(lines(plan)).toEqual(['user create bob@example.com', 'group create Ops', 'membership add Ops: bob@example.com'])
    expect(plan.warnings).toMatchObject([{ code: 'suspended-not-created', key: 'alice@example.com' }])
  })

  test('a person whose mail another account of the target holds is a finding, and joins no group', () => {
    const world = { ...EMPTY, target: targetOf([account('hand', { userName: 'hand-made', emails: [{ value: 'alice@example.com', primary: true }] })], []) }

    const plan = planFor({ people: [person('alice'), person('bob')], teams: team2(['alice', 'bob']) }, world)

    expect(lines(plan)).toEqual(['user create bob@example.com', 'group create Ops', 'membership add Ops: bob@example.com'])
    expect(plan.warnings).toMatchObject([{ code: 'name-taken', key: 'alice@example.com' }])
  })
})

describe('adopting', () => {
  const byId = { ...EMPTY, target: targetOf([account('alice', { externalId: 'id-alice' })], []) }
  const byKey = { ...EMPTY, target: targetOf([account('alice')], []) }
  const foreign = { ...EMPTY, target: targetOf([account('alice', { externalId: 'other-7' })], []) }
  const source = { people: [person('alice')], teams: [] }

  test.each([
    ['ids', byId, ['user adopt alice@example.com']],
    ['ids', byKey, []],
    ['ids', foreign, []],
    ['keys', byId, ['user adopt alice@example.com']],
    ['keys', byKey, ['user adopt alice@example.com']],
    ['keys', foreign, []],
    ['all', foreign, ['user adopt alice@example.com']],
  ] as const)('mode %s takes what it covers and leaves the rest as a finding', (adopt, world, expected) => {
    const plan = planFor(source, world, { adopt })

    expect(lines(plan)).toEqual(expected)
    expect(plan.warnings.map(({ code }) => code)).toEqual(expected.length === 0 ? ['not-adopted'] : [])
  })

  test('an object that is as it shall be is taken into the state without a call', () => {
    const plan = planFor(source, byId, { adopt: 'ids' })

    expect(plan.changes[0]).toMatchObject({ action: 'adopt', patch: [] })
    expect(plan.summary.state.adopt).toBe(1)
    expect(plan.estimate.calls['scim']).not.toHaveProperty('PatchUser')
  })

  test('where attributes differ the adoption carries their patch', () => {
    const plan = planFor(source, byKey)

    expect(plan.changes[0]).toMatchObject({ patch: [{ op: 'add', path: '/externalId', value: 'id-alice' }] })
  })

  test('adopting a suspended person switches them off', () => {
    const plan = planFor({ people: [person('alice', { suspended: true })], teams: [] }, byId)

    expect(plan.changes[0]).toMatchObject({ action: 'adopt', patch: [{ op: 'replace', path: '/active', value: false }] })
  })
})

describe('renaming', () => {
  test('a renamed person is an update of the same object, never a delete and a create', () => {
    const world = started(['alice', 'bob'])

    const plan = planFor({ people: [person('alice', { mail: 'alicia@example.com' }), person('bob')], teams: team2(['alice', 'bob']) }, world)

    expect(lines(plan)).toEqual(['user update alicia@example.com'])
    expect(plan.changes[0]).toMatchObject({ targetId: 't-alice', before: { userName: 'alice@example.com' }, after: { userName: 'alicia@example.com' } })
  })

  test('a difference in case alone is an update', () => {
    const world = started(['alice'])

    const plan = planFor({ people: [person('alice', { mail: 'Alice@example.com' })], teams: team2(['alice']) }, world)

    expect(lines(plan)).toEqual(['user update Alice@example.com'])
  })

  test('two people who swap names: one steps aside first, and both keep their objects', () => {
    const world = started(['alice', 'bob'])
    const swapped = [person('alice', { mail: 'bob@example.com' }), person('bob', { mail: 'alice@example.com' })]

    const plan = planFor({ people: swapped, teams: team2(['alice', 'bob']) }, world)

    expect(plan.changes.map(({ action }) => action)).toEqual(['update', 'update', 'update'])
    const [first, second, third] = plan.changes
    expect(first).toMatchObject({ reason: expect.stringContaining('frees a name') as string })
    expect(second?.dependsOn).toEqual([first?.id])
    expect(new Set(third?.dependsOn)).toEqual(new Set([first?.id, second?.id]))
    expect(new Set(plan.changes.map(({ targetId }) => targetId))).toEqual(new Set(['t-alice', 't-bob']))
    expect(lines(planFor({ people: swapped, teams: team2(['alice', 'bob']) }, perform(plan, world)))).toEqual([])
  })

  test('five people who pass their names round in a circle cost one extra change', () => {
    const names = ['ann', 'ben', 'cid', 'dot', 'eve']
    const world = started(names)
    const people = names.map((name, index) => person(name, { mail: `${names[(index + 1) % 5] ?? ''}@example.com` }))

    const plan = planFor({ people, teams: team2(names) }, world)

    expect(plan.changes.filter(({ kind }) => kind === 'user')).toHaveLength(6)
    expect(lines(planFor({ people, teams: team2(names) }, perform(plan, world)))).toEqual([])
  })

  test('a name is released before it is taken', () => {
    const world = started(['alice'])

    const plan = planFor({ people: [person('alice', { mail: 'alicia@example.com' }), person('twin', { mail: 'alice@example.com' })], teams: team2(['alice', 'twin']) }, world)

    const create = plan.changes.find(({ action }) => action === 'create')
    expect(create?.dependsOn).toEqual(['user:update:alice@example.com'])
  })

  test('a rename to a name that a stranger holds leaves the name and keeps the rest of the change', () => {
    const world = started(['alice'])
    const crowded = { ...world, target: targetOf([...world.target.users, account('bob')], world.target.groups) }

    const plan = planFor({ people: [person('alice', { mail: 'bob@example.com', suspended: true })], teams: team2(['alice']) }, crowded)

    expect(plan.changes).toMatchObject([{ action: 'deactivate', patch: [{ op: 'replace', path: '/active', value: false }] }])
    expect(plan.warnings).toMatchObject([{ code: 'name-taken' }])
  })
})

describe('a recycled mailbox', () => {
  const recycled = { people: [person('bob'), person('alice', { id: 'id-alice-2' })], teams: [team('Ops', ['bob', 'alice-2'])] }

  test('is never matched silently: the newcomer is a finding, and the one who left is switched off', () => {
    const plan = planFor(recycled, started(['alice', 'bob']))

    expect(plan.warnings).toMatchObject([{ code: 'recycled', key: 'alice@example.com', remedy: expect.stringContaining('--same-person alice@example.com') as string }])
    expect(lines(plan)).toEqual(['membership remove Ops: alice@example.com', 'user deactivate alice@example.com', 'user schedule alice@example.com'])
  })

  test('is the same person when somebody says so', () => {
    const plan = planFor(recycled, started(['alice', 'bob']), { samePersons: ['ALICE@example.com'] })

    expect(plan.warnings).toEqual([])
    expect(plan.changes).toMatchObject([{ action: 'update', targetId: 't-alice', patch: [{ op: 'replace', path: '/externalId', value: 'id-alice-2' }] }])
  })

  test('is a new person once the old account has gone by its clock', () => {
    const first = settled(recycled, started(['alice', 'bob']))
    const month = settled({ ...recycled, at: later(31) }, first, { now: later(31) })

    const plan = planFor({ ...recycled, at: later(31) }, month)

    expect(lines(plan)).toEqual(['user create alice@example.com', 'membership add Ops: alice@example.com'])
  })
})

describe('leaving', () => {
  const gone = (at = NOON) => ({ people: [person('bob')], teams: team2(['bob']), at })

  test('a person who left is deactivated, leaves the groups, and is put on the clock', () => {
    const plan = planFor(gone(), started(['alice', 'bob']))

    expect(lines(plan)).toEqual(['membership remove Ops: alice@example.com', 'user deactivate alice@example.com', 'user schedule alice@example.com'])
    expect(plan.changes[2]).toMatchObject({ due: later(30), dependsOn: ['user:deactivate:alice@example.com'] })
  })

  test('nothing more happens before the clock has run out, and then the account is deleted', () => {
    const left = settled(gone(), started(['alice', 'bob']))

    expect(lines(planFor(gone(later(29)), left))).toEqual([])
    expect(lines(planFor(gone(later(30)), left))).toEqual(['user delete alice@example.com'])
  })

  test('coming back calls the deletion off and switches the same account on', () => {
    const left = settled(gone(), started(['alice', 'bob']))

    const plan = planFor({ people: [person('alice'), person('bob')], teams: team2(['alice', 'bob']) }, left)

    expect(lines(plan)).toEqual(['user unschedule alice@example.com', 'user reactivate alice@example.com', 'membership add Ops: alice@example.com'])
  })

  test('with removed: delete the account goes at once, its memberships with it', () => {
    const plan = planFor(gone(), started(['alice', 'bob']), { lifecycle: { suspended: 'deactivate', removed: { action: 'delete' } } })

    expect(lines(plan)).toEqual(['user delete alice@example.com'])
  })

  test('where the target cannot deactivate, memberships go at once and the delete waits for the clock', () => {
    const plan = planFor(gone(), started(['alice', 'bob']), { deactivate: false })

    expect(lines(plan)).toEqual(['membership remove Ops: alice@example.com', 'user schedule alice@example.com'])
  })

  test('a person who is gone from both sides is forgotten without a call', () => {
    const world = started(['alice', 'bob'])
    const without = { ...world, target: targetOf(world.target.users.filter(({ id }) => id !== 't-alice'), [access('Ops', ['bob'], { externalId: 'id-Ops' })]) }

    const plan = planFor(gone(), without)

    expect(lines(plan)).toEqual(['user forget alice@example.com'])
    expect(plan.summary.state.forget).toBe(1)
  })

  test('a record that cannot be mapped is a finding and never counts as having left', () => {
    const unmappable = person('alice')
    const plan = planFor({ people: [{ ...unmappable, draft: { ...unmappable.draft, name: { givenName: 'Alice' } } }, person('bob')], teams: team2(['alice', 'bob']) }, started(['alice', 'bob']))

    expect(lines(plan)).toEqual([])
    expect(plan.warnings).toMatchObject([{ code: 'unmappable', key: 'alice@example.com', summary: expect.stringContaining('name.familyName') as string }])
  })
})

describe('suspension', () => {
  const suspended = { people: [person('alice', { suspended: true }), person('bob')], teams: team2(['alice', 'bob']) }

  test('a suspended person is deactivated and keeps memberships', () => {
    expect(lines(planFor(suspended, started(['alice', 'bob'])))).toEqual(['user deactivate alice@example.com'])
  })

  test('with suspended: remove memberships go too', () => {
    const plan = planFor(suspended, started(['alice', 'bob']), { lifecycle: { suspended: 'remove', removed: { action: 'deactivate' } } })

    expect(lines(plan)).toEqual(['membership remove Ops: alice@example.com', 'user deactivate alice@example.com'])
  })

  test('coming back needs no new grants', () => {
    const away = settled(suspended, started(['alice', 'bob']))

    expect(lines(planFor({ people: [person('alice'), person('bob')], teams: team2(['alice', 'bob']) }, away))).toEqual(['user reactivate alice@example.com'])
  })
})

describe('drift of people', () => {
  test('an attribute that somebody changed in the target is told apart and taken back', () => {
    const world = started(['alice'])
    const edited = { ...world, target: targetOf([account('alice', { externalId: 'id-alice', displayName: 'Mallory' })], world.target.groups) }

    const plan = planFor({ people: [person('alice')], teams: team2(['alice']) }, edited)

    expect(plan.drift).toMatchObject([{ what: 'changed', before: { displayName: 'Alice Doe' }, after: { displayName: 'Mallory' }, answer: 'revert', change: 'user:update:alice@example.com' }])
    expect(plan.changes[0]?.reason).toContain('somebody else')
  })

  test('an account that somebody deleted is made anew and put back into its groups', () => {
    const world = started(['alice', 'bob'])
    const without = { ...world, target: targetOf(world.target.users.filter(({ id }) => id !== 't-alice'), [access('Ops', ['bob'], { externalId: 'id-Ops' })]) }

    const plan = planFor({ people: [person('alice'), person('bob')], teams: team2(['alice', 'bob']) }, without)

    expect(lines(plan)).toEqual(['user create alice@example.com', 'membership add Ops: alice@example.com'])
    expect(plan.drift).toMatchObject([{ what: 'deleted', key: 'alice@example.com', change: 'user:create:alice@example.com' }])
  })

  test('an account that somebody switched on again after its owner left is switched off', () => {
    const left = settled({ people: [person('bob')], teams: team2(['bob']) }, started(['alice', 'bob']))
    const revived = { ...left, target: targetOf(left.target.users.map((user) => ({ ...user, attributes: { ...user.attributes, active: true } })), left.target.groups) }

    const plan = planFor({ people: [person('bob')], teams: team2(['bob']) }, revived)

    expect(lines(plan)).toEqual(['user deactivate alice@example.com'])
    expect(plan.drift).toMatchObject([{ what: 'changed', after: { active: true } }])
  })

  test('an attribute outside user_fields is left to whoever wrote it', () => {
    const world = settled({ people: [person('alice')], teams: [] }, EMPTY, { userFields: [] })
    const titled = { ...world, target: targetOf([account('alice', { externalId: 'id-alice', title: 'CTO' })], []) }

    expect(lines(planFor({ people: [person('alice')], teams: [] }, titled, { userFields: [] }))).toEqual([])
    expect(lines(planFor({ people: [person('alice')], teams: [] }, titled))).toEqual(['user update alice@example.com'])
  })
})

describe('protected people', () => {
  const protect = { users: ['break-glass@*'] }

  test('a protected person is neither adopted, changed nor removed: what would have happened is a finding', () => {
    const world = started(['alice', 'break-glass'])

    const plan = planFor({ people: [person('alice')], teams: team2(['alice']) }, world, { protect })

    expect(lines(plan)).toEqual([])
    expect(plan.warnings.map(({ code, kind }) => `${code} ${kind}`)).toEqual(['protected membership', 'protected user'])
  })
})
