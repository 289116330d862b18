import { describe, expect, test } from 'vitest'
import { access, account, EMPTY, lines, perform, person, planFor, settled, targetOf, team, type Source, type World } from '../support/story.js'

const people = ['alice', 'bob', 'carol'].map((name) => person(name))
const source = (...teams: Source['teams']): Source => ({ people, teams })
const run = (...teams: Source['teams']) => settled(source(...teams))

/** The same world with somebody's hand in one group. */
function withMembers(world: World, group: string, members: readonly string[], strangers: Parameters<typeof targetOf>[0] = []): World {
  const groups = world.target.groups.map((candidate) => (candidate.attributes.displayName === group ? { ...candidate, members: members.map((name) => `t-${name}`) } : candidate))
  return { ...world, target: targetOf([...world.target.users, ...strangers], groups) }
}

describe('renaming groups', () => {
  test('a renamed group is an update of the same object, never a delete and a create', () => {
    const world = run(team('Ops', ['alice']))

    const plan = planFor(source(team('Operations', ['alice'], { id: 'id-Ops' })), world)

    expect(lines(plan)).toEqual(['group update Operations'])
    expect(plan.changes[0]).toMatchObject({ targetId: 't-Ops', patch: [{ op: 'replace', path: '/displayName', value: 'Operations' }] })
  })

  test('two groups that swap names are three updates of two objects', () => {
    const world = run(team('Red', ['alice']), team('Blue', ['bob']))
    const swapped = source(team('Blue', ['alice'], { id: 'id-Red' }), team('Red', ['bob'], { id: 'id-Blue' }))

    const plan = planFor(swapped, world)

    expect(plan.changes.map(({ kind, action }) => `${kind} ${action}`)).toEqual(['group update', 'group update', 'group update'])
    expect(plan.changes[0]?.reason).toContain('frees a name')
    expect(lines(planFor(swapped, perform(plan, world)))).toEqual([])
  })

  test('a group may take the name of one that goes', () => {
    const world = run(team('Old', ['alice']), team('New', ['bob']))

    const plan = planFor(source(team('Old', ['bob'], { id: 'id-New' })), world)

    expect(plan.changes.find(({ action }) => action === 'update')?.dependsOn).toEqual(['group:delete:Old'])
  })

  test('a group made anew at the source keeps its object, and the plan says so', () => {
    const world = run(team('Ops', ['alice']))

    const plan = planFor(source(team('Ops', ['alice'], { id: 'id-Ops-2' })), world)

    expect(plan.changes).toMatchObject([{ action: 'update', targetId: 't-Ops', reason: expect.stringContaining('made anew') as string }])
  })
})

describe('members', () => {
  test('a member whom somebody added by hand is drift, and loses the membership but not the account', () => {
    const world = withMembers(run(team('Ops', ['alice'])), 'Ops', ['alice', 'guest'], [account('guest')])

    const plan = planFor(source(team('Ops', ['alice'])), world)

    expect(lines(plan)).toEqual(['membership remove Ops: guest@example.com'])
    expect(plan.drift).toMatchObject([{ what: 'member-added', key: 'Ops', members: ['guest@example.com'], answer: 'revert', change: 'membership:remove:Ops' }])
    expect(plan.unmanaged.users).toBe(1)
  })

  test('a member whom somebody took out by hand is drift, and is put back', () => {
    const plan = planFor(source(team('Ops', ['alice', 'bob'])), withMembers(run(team('Ops', ['alice', 'bob'])), 'Ops', ['bob']))

    expect(lines(plan)).toEqual(['membership add Ops: alice@example.com'])
    expect(plan.drift).toMatchObject([{ what: 'member-removed', members: ['alice@example.com'] }])
  })

  test('what a hand did and the source now says too is neither drift nor a change', () => {
    const plan = planFor(source(team('Ops', ['alice', 'bob'])), withMembers(run(team('Ops', ['alice'])), 'Ops', ['alice', 'bob']))

    expect(lines(plan)).toEqual([])
    expect(plan.drift).toEqual([])
  })

  test('in an additive group only what we put in is taken out', () => {
    const additive = (...members: string[]): Source => ({ ...source(team('Ops', members)), members: 'additive' })
    const world = withMembers(settled(additive('alice', 'bob')), 'Ops', ['alice', 'bob', 'guest'], [account('guest')])

    expect(lines(planFor(additive('alice'), world))).toEqual(['membership remove Ops: bob@example.com'])
  })

  test('while a part of a group cannot be seen it gains members and loses none', () => {
    const world = run(team('Ops', ['alice', 'bob']))

    const plan = planFor(source(team('Ops', ['bob', 'carol'], { gainsOnly: 'a nested group lies outside the organisation' })), world)

    expect(lines(plan)).toEqual(['membership add Ops: carol@example.com'])
  })

  test('a member who is protected is not taken out', () => {
    const world = withMembers(run(team('Ops', ['alice'])), 'Ops', ['alice', 'break-glass'], [account('break-glass')])

    const plan = planFor(source(team('Ops', ['alice'])), world, { protect: { users: ['break-glass@*'] } })

    expect(lines(plan)).toEqual([])
    expect(plan.warnings).toMatchObject([{ code: 'protected', kind: 'membership', key: 'Ops' }])
    expect(plan.drift).toMatchObject([{ what: 'member-added', answer: 'keep' }])
  })

  test('people reached twice are members once', () => {
    const plan = planFor(source(team('Ops', ['alice', 'alice', 'bob'])), EMPTY)

    expect(plan.changes.at(-1)).toMatchObject({ kind: 'membership', members: ['alice@example.com', 'bob@example.com'] })
  })

  test('a renamed member stays a member without a call', () => {
    const world = run(team('Ops', ['alice', 'bob']))
    const renamed = [person('alice', { mail: 'alicia@example.com' }), person('bob'), person('carol')]

    expect(lines(planFor({ people: renamed, teams: [team('Ops', ['alice', 'bob'])] }, world))).toEqual(['user update alicia@example.com'])
  })
})

describe('adopting groups', () => {
  const world = { ...EMPTY, target: targetOf([account('alice'), account('guest')], [access('Ops', ['alice', 'guest'])]) }

  test('the plan that adopts a group removes nobody and lists who is extra', () => {
    const plan = planFor({ people: [person('alice'), person('bob')], teams: [team('Ops', ['alice', 'bob'])] }, world)

    expect(lines(plan)).toEqual(['user adopt alice@example.com', 'user create bob@example.com', 'group adopt Ops', 'membership add Ops: bob@example.com'])
    expect(plan.changes[2]).toMatchObject({ members: ['alice@example.com'], extra: ['guest@example.com'] })
    expect(plan.warnings).toMatchObject([{ code: 'extra-members', key: 'Ops' }])
  })

  test('the plan after it proposes to remove them', () => {
    const ours = { people: [person('alice')], teams: [team('Ops', ['alice'])] }

    const plan = planFor(ours, settled(ours, world))

    expect(lines(plan)).toEqual(['membership remove Ops: guest@example.com'])
  })

  test('a Control Tower group that a filter catches is a finding and stays as it is', () => {
    const tower = { ...EMPTY, target: targetOf([account('alice')], [access('AWSControlTowerAdmins', ['alice'])]) }

    const plan = planFor({ people: [person('alice'), person('bob')], teams: [team('AWSControlTowerAdmins', ['bob'])] }, tower)

    expect(plan.changes.filter(({ kind }) => kind !== 'user')).toEqual([])
    expect(plan.warnings).toMatchObject([{ code: 'protected', kind: 'group', key: 'AWSControlTowerAdmins' }])
  })
})

describe('leaving groups out', () => {
  test('a group that is no longer selected is deleted, and only because the state holds it', () => {
    const world = run(team('Ops', ['alice']), team('Dev', ['bob']))
    const crowded = { ...world, target: targetOf(world.target.users, [...world.target.groups, access('Hand made')]) }

    const plan = planFor(source(team('Ops', ['alice'])), crowded)

    expect(lines(plan)).toEqual(['group delete Dev'])
    expect(plan.unmanaged).toEqual({ users: 0, groups: 1 })
  })

  test('nothing at all is deleted while there is no state', () => {
    const crowded = { ...EMPTY, target: targetOf([account('zoe')], [access('Hand made', ['zoe'])]) }

    expect(lines(planFor(source(), crowded)).filter((line) => / (delete|remove|deactivate) /.test(line))).toEqual([])
  })

  test('a group that is gone on both sides is forgotten', () => {
    const world = run(team('Ops', ['alice']))

    expect(lines(planFor(source(), { ...world, target: targetOf(world.target.users, []) }))).toEqual(['group forget Ops'])
  })

  test('a group that somebody deleted is made anew with its members', () => {
    const world = run(team('Ops', ['alice']))

    const plan = planFor(source(team('Ops', ['alice'])), { ...world, target: targetOf(world.target.users, []) })

    expect(lines(plan)).toEqual(['group create Ops', 'membership add Ops: alice@example.com'])
    expect(plan.drift).toMatchObject([{ kind: 'group', what: 'deleted', change: 'group:create:Ops' }])
  })
})

describe('two groups with one name', () => {
  const twins = source(team('Ops', ['alice']), team('ops', ['bob'], { id: 'id-twin' }))

  test('are a finding that blocks these two and nothing else', () => {
    const plan = planFor(source(...twins.teams, team('Dev', ['carol'])), EMPTY)

    expect(lines(plan).filter((line) => !line.startsWith('user'))).toEqual(['group create Dev', 'membership add Dev: carol@example.com'])
    expect(plan.warnings.map(({ code, key }) => `${code} ${key}`)).toEqual(['name-conflict Ops', 'name-conflict ops'])
  })

  test('never count as absent: the group that we hold stays', () => {
    expect(lines(planFor(twins, run(team('Ops', ['alice']))))).toEqual([])
  })

  test('with on_conflict: first the first source has it', () => {
    const staff: Source = { name: 'staff', ...source(team('Ops', ['alice'])) }
    const lab: Source = { name: 'lab', people: [], teams: [team('Ops', [], { id: 'id-lab' })] }

    const plan = planFor([staff, lab], EMPTY, { onConflict: 'first' })

    expect(plan.changes.filter(({ kind }) => kind === 'group')).toMatchObject([{ source: 'staff', sourceId: 'id-Ops' }])
  })
})

describe('several owners', () => {
  test('a group name that a neighbour holds is a finding that names the neighbour', () => {
    const { state } = run(team('Ops', ['alice']))
    const neighbours = state === undefined ? [] : [{ ...state, stack: 'github' }]

    const plan = planFor(source(team('Ops', ['alice'])), { target: settled(source(team('Ops', ['alice']))).target, state: undefined }, { neighbours })

    expect(plan.changes).toEqual([])
    expect(plan.warnings).toMatchObject([{ code: 'neighbour', summary: expect.stringContaining('github') as string }])
  })

  test("a neighbour's person may be a member of our groups, by reference, and is not adopted", () => {
    const theirs = settled({ people: [person('alice')], teams: [] })
    const neighbours = theirs.state === undefined ? [] : [{ ...theirs.state, stack: 'github' }]

    const plan = planFor({ people: [person('alice')], teams: [team('Ops', ['alice'])] }, { target: theirs.target, state: undefined }, { neighbours })

    expect(lines(plan)).toEqual(['group create Ops', 'membership add Ops: alice@example.com'])
    expect(plan.changes[1]).toMatchObject({ memberIds: { 'alice@example.com': 't-alice' }, memberDependsOn: {} })
  })

  test('moving a group from one source to another is a transfer, not a delete and a create', () => {
    const before = [{ name: 'a', people: [person('alice')], teams: [team('Ops', ['alice'])] }, { name: 'b', people: [person('alice')], teams: [] }]
    const after = [{ name: 'a', people: [person('alice')], teams: [] }, { name: 'b', people: [person('alice')], teams: [team('Ops', ['alice'], { id: 'id-b-Ops' })] }]

    const plan = planFor(after, settled(before))

    expect(lines(plan)).toEqual(['group transfer Ops', 'group update Ops'])
    expect(plan.changes[0]).toMatchObject({ from: 'a', source: 'b' })
  })

  test('a person in two sources goes only when neither holds them', () => {
    const both = [{ name: 'a', people: [person('alice')], teams: [] }, { name: 'b', people: [person('alice', { id: 'id-b-alice' })], teams: [] }]
    const world = settled(both)

    expect(lines(planFor([{ ...both[0], people: [] } as Source, both[1] as Source], world))).toEqual(['user transfer alice@example.com', 'user update alice@example.com'])
  })
})
