/** Who is who: several sources, records with findings, objects that somebody else claims. */
import { describe, expect, test } from 'vitest'
import { access, account, EMPTY, later, lines, perform, person, planFor, settled, targetOf, team, type Source, type World } from '../support/story.js'

const unmappable = (name: string, over: Parameters<typeof person>[1] = {}) => {
  const made = person(name, over)
  return { ...made, draft: { ...made.draft, name: { givenName: 'Only' } } }
}
const two = (a: Omit<Source, 'name'>, b: Omit<Source, 'name'>): Source[] => [
  { name: 'a', ...a },
  { name: 'b', externalId: 'prefixed', ...b },
]
const codes = (plan: ReturnType<typeof planFor>) => plan.warnings.map(({ code, key }) => `${code} ${key}`)

describe('a record with a finding', () => {
  const everybody = { people: [person('alice'), person('bob')], teams: [team('Ops', ['alice', 'bob'])] }

  test('keeps its memberships also when the state holds the person under another name', () => {
    const blocked = { ...everybody, people: [unmappable('alice', { mail: 'alicia@example.com' }), person('bob')] }

    expect(lines(planFor(blocked, settled(everybody)))).toEqual([])
  })

  test('keeps the membership of an account that is not ours yet and stands there under its name', () => {
    const world = { ...EMPTY, target: targetOf([account('alice')], [access('Ops', ['alice'], { externalId: 'id-Ops' })]) }
    const blocked = { people: [unmappable('alice')], teams: [team('Ops', ['alice'])] }

    const first = planFor(blocked, world)
    const second = planFor(blocked, perform(first, world))

    expect(first.changes).toMatchObject([{ kind: 'group', action: 'adopt' }])
    expect(first.changes[0]).not.toHaveProperty('extra')
    expect(lines(second)).toEqual([])
  })

  test('keeps the membership of an account that carries its id under another name', () => {
    const stranger = account('old', { externalId: 'id-alice' })
    const world = { ...EMPTY, target: targetOf([stranger], [access('Ops', ['old'], { externalId: 'id-Ops' })]) }
    const blocked = { people: [unmappable('alice')], teams: [team('Ops', ['alice'])] }

    expect(lines(planFor(blocked, settled(blocked, world)))).toEqual([])
  })

  test('in one source keeps the person whom another source holds as ours', () => {
    const world = settled(two(everybody, { people: [], teams: [] }))
    const left = two({ people: [person('bob')], teams: [team('Ops', ['bob'])] }, { people: [unmappable('alice', { id: 'id-b-alice' })], teams: [] })

    expect(lines(planFor(left, world))).toEqual(['membership remove Ops: alice@example.com'])
  })

  test('withholds the account of a person whom another source names without a finding', () => {
    const groupOfB = { people: [person('alice', { id: 'id-b-alice' })], teams: [team('Dev', ['b-alice'])] }
    const world = settled(two(everybody, groupOfB))

    const plan = planFor(two({ ...everybody, people: [unmappable('alice'), person('bob')] }, groupOfB), world)

    expect(lines(plan)).toEqual([])
    expect(codes(plan)).toEqual(['name-taken alice@example.com', 'unmappable alice@example.com'])
  })

  test('shared mails block every record of both people, memberships of other sources included', () => {
    const groupOfB = { people: [person('alice', { id: 'id-b-alice' })], teams: [team('Dev', ['b-alice'])] }
    const world = settled(two(everybody, groupOfB))
    const shared = [{ value: 'shared@example.com', primary: true as const }]
    const people = ['alice', 'bob'].map((name) => ({ ...person(name), draft: { ...person(name).draft, emails: shared } }))

    const plan = planFor(two({ ...everybody, people }, groupOfB), world)

    expect(lines(plan)).toEqual([])
    expect(codes(plan)).toEqual(['name-conflict alice@example.com', 'name-conflict bob@example.com'])
  })

  test('two people whose mails collide leave a third who is blocked, and whose mail it is, alone', () => {
    const carol = person('carol')
    const world = settled({ people: [carol], teams: [team('Ops', ['carol'])] })
    const mail = [{ value: 'carol@example.com', primary: true as const }]
    const newcomers = ['dave', 'erin'].map((name) => ({ ...person(name), draft: { ...person(name).draft, emails: mail } }))

    const plan = planFor({ people: [unmappable('carol'), ...newcomers], teams: [team('Ops', ['carol', 'dave', 'erin'])] }, world)

    expect(lines(plan)).toEqual([])
    expect(codes(plan)).toEqual(['unmappable carol@example.com', 'name-conflict dave@example.com', 'name-conflict erin@example.com'])
  })

  test('one newcomer with the mail of a managed person who is blocked is a finding and joins nothing', () => {
    const world = settled({ people: [person('carol')], teams: [team('Ops', ['carol'])] })
    const dave = { ...person('dave'), draft: { ...person('dave').draft, emails: [{ value: 'CAROL@example.com', primary: true as const }] } }

    const plan = planFor({ people: [unmappable('carol'), dave], teams: [team('Ops', ['carol', 'dave'])] }, world)

    expect(lines(plan)).toEqual([])
    expect(codes(plan)).toEqual(['unmappable carol@example.com', 'name-taken dave@example.com'])
  })

  test('does not keep a leaver of the same source whose name it took', () => {
    const plan = planFor({ people: [unmappable('alice', { id: 'id-alice-2' }), person('bob')], teams: [team('Ops', ['bob'])] }, settled(everybody))

    expect(lines(plan)).toEqual(['membership remove Ops: alice@example.com', 'user deactivate alice@example.com', 'user schedule alice@example.com'])
  })

  test('keeps a group that the state holds from the source that had it before', () => {
    const world = settled(two({ people: [person('alice')], teams: [team('Ops', ['alice'])] }, { people: [], teams: [] }))
    const twins = [team('Ops', ['b-alice'], { id: 'id-b1' }), team('ops', ['b-alice'], { id: 'id-b2' })]

    const plan = planFor(two({ people: [person('alice')], teams: [] }, { people: [person('alice', { id: 'id-b-alice' })], teams: twins }), world)

    expect(lines(plan)).toEqual([])
  })
})

describe('a person in several sources', () => {
  test('stays the same object when the owner changes and the name with it', () => {
    const world = settled(two({ people: [], teams: [] }, { people: [person('alice', { id: 'id-b-alice' })], teams: [team('Ops', ['b-alice'])] }))
    const renamed = (id: string) => person('alice', { id, mail: 'alicia@example.com' })

    const plan = planFor(two({ people: [renamed('id-alice')], teams: [] }, { people: [renamed('id-b-alice')], teams: [team('Ops', ['b-alice'])] }), world)

    expect(lines(plan)).toEqual(['user transfer alicia@example.com', 'user update alicia@example.com'])
    expect(new Set(plan.changes.map(({ targetId }) => targetId))).toEqual(new Set(['t-b-alice']))
  })

  test('two sources that give two people one id block both, and nothing is lost', () => {
    const a: Source = { name: 'a', people: [person('alice')], teams: [team('Ops', ['alice'])] }
    const world = settled([a, { name: 'b', people: [], teams: [] }])

    const plan = planFor([a, { name: 'b', people: [person('alicia', { id: 'id-alice' })], teams: [] }], world)

    expect(lines(plan)).toEqual([])
    expect(codes(plan)).toEqual(['name-conflict alice@example.com', 'name-conflict alicia@example.com'])
  })

  test('two groups with one id block both', () => {
    const a: Source = { name: 'a', people: [person('alice')], teams: [team('Ops', ['alice'])] }
    const world = settled([a, { name: 'b', people: [], teams: [] }])

    const plan = planFor([a, { name: 'b', people: [], teams: [team('Operations', [], { id: 'id-Ops' })] }], world)

    expect(lines(plan)).toEqual([])
    expect(codes(plan)).toEqual(['name-conflict Operations', 'name-conflict Ops'])
  })
})

describe('an object that is someone else’s claim', () => {
  test('is not adopted by name when it carries the id of another person of ours', () => {
    const world = { ...EMPTY, target: targetOf([account('alice', { externalId: 'id-bob' })], []) }

    const plan = planFor({ people: [person('alice'), person('bob')], teams: [] }, world, { adopt: 'all' })

    expect(lines(plan)).toEqual(['user adopt bob@example.com', 'user create alice@example.com'])
    expect(plan.changes[1]?.dependsOn).toEqual([plan.changes[0]?.id])
  })

  test('is not adopted by name when it carries the id of a record with a finding', () => {
    const world = { ...EMPTY, target: targetOf([account('alice', { externalId: 'id-bob' })], []) }

    const plan = planFor({ people: [person('alice'), unmappable('bob')], teams: [] }, world, { adopt: 'all' })

    expect(lines(plan)).toEqual([])
    expect(codes(plan)).toEqual(['name-taken alice@example.com', 'unmappable bob@example.com'])
  })

  test('an id and a name on two objects: the id decides, and the name is a finding', () => {
    const world = { ...EMPTY, target: targetOf([account('old', { externalId: 'id-alice' }), account('alice')], [access('Ops', ['old', 'alice'], { externalId: 'id-Ops' })]) }

    const plan = planFor({ people: [person('alice')], teams: [team('Ops', ['alice'])] }, world)

    expect(lines(plan)).toEqual(['group adopt Ops'])
    expect(codes(plan)).toContain('name-taken alice@example.com')
    expect(plan.unmanaged.users).toBe(2)
  })

  test('a managed account was lost and another may be adopted: drift says so, and the state moves to it', () => {
    const world = settled({ people: [person('alice')], teams: [team('Ops', ['alice'])] })
    const replaced: World = { ...world, target: targetOf([account('new', { userName: 'alice@example.com' })], [access('Ops', [], { externalId: 'id-Ops' })]) }
    const company = { people: [person('alice')], teams: [team('Ops', ['alice'])] }

    const plan = planFor(company, replaced)

    expect(lines(plan)).toEqual(['user adopt alice@example.com', 'membership add Ops: alice@example.com'])
    expect(plan.drift).toMatchObject([{ what: 'deleted', targetId: 't-alice', answer: 'revert', change: 'user:adopt:alice@example.com' }])
    expect(perform(plan, replaced).state?.users.map(({ targetId }) => targetId)).toEqual(['t-new'])
    expect(lines(planFor(company, perform(plan, replaced)))).toEqual([])
  })
})

describe('while a part of a group cannot be seen', () => {
  const hidden = { gainsOnly: 'a nested group lies outside the organisation' }
  const world = settled({ people: [person('alice'), person('bob')], teams: [team('Ops', ['alice', 'bob'])] })

  test('people whom only that part held are not taken for leavers', () => {
    const plan = planFor({ people: [person('bob')], teams: [team('Ops', ['bob'], hidden)] }, world, { lifecycle: { suspended: 'deactivate', removed: { action: 'delete' } } })

    expect(lines(plan)).toEqual([])
  })

  test('nor when the group itself has a finding', () => {
    const twin = team('ops', [], { id: 'id-twin' })

    expect(lines(planFor({ people: [person('bob')], teams: [team('Ops', ['bob'], hidden), twin] }, world))).toEqual([])
  })

  test('and their deletion clock stands still', () => {
    const gone = settled({ people: [person('bob')], teams: [team('Ops', ['bob'])] }, settled({ people: [person('alice'), person('bob')], teams: [team('Ops', ['alice', 'bob'])] }))
    const back = { ...gone, target: targetOf(gone.target.users, [access('Ops', ['alice', 'bob'], { externalId: 'id-Ops' })]) }

    expect(lines(planFor({ people: [person('bob')], teams: [team('Ops', ['bob'], hidden)], at: later(40) }, back))).toEqual([])
  })
})
