import { describe, expect, test } from 'vitest'
import { resolveDesired } from '../../src/desired/resolve-desired.js'
import type { Assignments } from '../../src/model/assignments.js'
import type { Finding } from '../../src/model/finding.js'
import { createExplainer } from '../../src/plan/explain/explain.js'
import type { Remembered } from '../../src/plan/explain/remembered.js'
import { neighbourOf } from '../../src/plan/worlds.js'
import { access, account, NOON, person, planFor, policyOf, resolved, settled, snapshotOf, targetOf, team, type PlanSettings, type Source, type World } from '../support/story.js'

const assignments: Assignments = {
  formatVersion: 1,
  readAt: '2026-03-02T11:59:00.000Z',
  target: 'target',
  groups: { 't-Ops': { accounts: [{ account: '111122223333', permissionSet: 'arn:Admin' }], applications: ['arn:Grafana'] }, 't-Dev': { accounts: [], applications: [] } },
  permissionSets: { 'arn:Admin': { name: 'Admin', administrator: true } },
  accounts: { '111122223333': 'Production' },
  applications: { 'arn:Grafana': 'Grafana' },
  gaps: [],
}

/** Two groups, one of them with a group within a group. */
const company: Source = {
  people: [person('alice'), person('bob')],
  teams: [team('Ops', [], { members: [{ id: 'id-alice', via: ['ops-all@example.com', 'night@example.com'] }] }), team('Dev', ['bob'])],
}

function about(source: Source | readonly Source[], world: World, settings: PlanSettings = {}, more: Partial<Remembered> = {}): Remembered {
  const { snapshots, rules } = resolved('people' in source ? [source] : source, settings)
  const neighbours = (settings.neighbours ?? []).map(neighbourOf)
  const { protect } = policyOf(settings)
  return { at: NOON, sources: snapshots, desired: resolveDesired(snapshots, rules), target: world.target, state: world.state, neighbours, protect, plan: planFor(source, world, settings), assignments, unknown: [], ...more }
}

function outside(group: string, mail: string): Finding {
  const label = `${group.toLowerCase()}@example.com`
  return { code: 'outside-organisation', kind: 'membership', key: group, source: 'staff', sourceId: `id-${group}`, summary: `${mail} is a member of ${label}, but no user`, remedy: 'none' }
}

const explainPerson = (key: string, scene: Remembered, asked?: readonly string[]) => createExplainer(scene).person(key, asked)
const explainGroup = (key: string, scene: Remembered) => createExplainer(scene).group(key)

const standingIn = (explanation: ReturnType<typeof explainPerson>, group: string) => {
  const found = explanation?.groups.find(({ key }) => key === group)
  return found === undefined ? undefined : `${found.standing}: ${found.why}`
}

describe('a person', () => {
  test('has a group by the nested groups between, put in by us, and what it gives in AWS', () => {
    const explanation = explainPerson('ALICE@example.com', about(company, settled(company)))

    expect(explanation).toMatchObject({
      key: 'alice@example.com',
      sources: [{ source: 'staff', type: 'google', sourceId: 'id-alice', label: 'alice@example.com', selected: true, suspended: false }],
      shallBe: { userName: 'alice@example.com', active: true },
      managed: { targetId: 't-alice', source: 'staff' },
      target: { id: 't-alice', active: true },
      changes: [],
      access: [{ grant: { account: '111122223333', accountName: 'Production', permissionSet: 'Admin', administrator: true }, groups: ['Ops'] }, { application: 'Grafana', groups: ['Ops'] }],
    })
    expect(explanation?.groups).toEqual([
      {
        key: 'Ops', standing: 'has', why: 'is a member in staff', ours: true,
        paths: [{ source: 'staff', via: ['ops-all@example.com', 'night@example.com'], group: 'ops@example.com', filter: [] }],
        gives: { accounts: [{ account: '111122223333', accountName: 'Production', permissionSet: 'Admin', administrator: true }], applications: ['Grafana'] },
      },
    ])
  })

  test('is found by what the source calls them, and by their id there', () => {
    const world = about(company, settled(company))

    expect(explainPerson('id-alice', world)?.key).toBe('alice@example.com')
    expect(explainPerson('nobody@example.com', world)).toBeUndefined()
  })

  test('will be in a group, and out of another, as the plan says', () => {
    const moved = { ...company, teams: [team('Ops', ['bob']), team('Dev', [])] }
    const explanation = explainPerson('bob@example.com', about(moved, settled(company)))

    expect(standingIn(explanation, 'Ops')).toBe('gains: is a member in staff; the plan adds them')
    expect(standingIn(explanation, 'Dev')).toBe('loses: not members in staff')
    expect(explanation?.access).toEqual([
      { grant: { account: '111122223333', accountName: 'Production', permissionSet: 'Admin', administrator: true }, groups: ['Ops'], change: 'gains' },
      { application: 'Grafana', groups: ['Ops'], change: 'gains' },
    ])
  })

  test('loses nothing that another group still gives, also one that nobody here manages', () => {
    const both = { ...assignments, groups: { ...assignments.groups, 't-Foreign': { accounts: [{ account: '111122223333', permissionSet: 'arn:Admin' }], applications: [] } } }
    const { target, state } = settled(company)
    const { members: _, ...foreign } = access('Foreign')
    const world = { target: { ...target, groups: [...target.groups, foreign] }, state }
    const left = { ...company, teams: [team('Ops', ['bob']), team('Dev', ['bob'])] }

    const [known, unknown] = [{ alsoIn: ['t-Foreign'] }, {}].map((more) => explainPerson('alice@example.com', about(left, world, {}, { assignments: both, ...more })))

    expect(standingIn(known, 'Foreign')).toBe('keeps: this stack does not manage the group')
    expect(known?.access.map(({ grant, groups, change }) => [grant?.permissionSet, groups, change])).toEqual([['Admin', ['Foreign', 'Ops'], undefined], [undefined, ['Ops'], 'loses']])
    expect(unknown?.access[0]).toMatchObject({ groups: ['Ops'], change: 'loses' })
  })

  test('who is in no selected group is found by asking the source without its filters', () => {
    const selected = about({ people: [], teams: [] }, { target: targetOf([], []), state: undefined })
    const [staff] = selected.sources
    const filtered = staff === undefined ? [] : [{ ...staff, evidence: { ...staff.evidence, filter: ['name:AWS*'] } }]

    const explanation = explainPerson('alice@example.com', { ...selected, sources: filtered, unfiltered: [snapshotOf(company)] }, ['Ops'])

    expect(explanation).toMatchObject({ key: 'alice@example.com', sources: [{ source: 'staff', selected: false }] })
    expect(explanation?.unselected).toEqual([{ source: 'staff', group: 'ops@example.com', via: ['ops-all@example.com', 'night@example.com'], filter: ['name:AWS*'] }])
    expect(standingIn(explanation, 'Ops')).toBe('lacks: ops@example.com in staff is left out: the filter "name:AWS*" does not select it')
  })

  test('who is in two sources has the ways of both, and of a third that names them', () => {
    const sources: Source[] = [
      { ...company, teams: [team('Ops', ['alice'])] },
      { name: 'contractors', people: [person('alice', { id: 'c-1' })], teams: [team('Dev', [], { members: [{ id: 'c-1', via: ['all-hands'] }] })], externalId: 'prefixed' },
      { name: 'files', type: 'file', people: [], teams: [team('Guild', [], { elsewhere: [{ userName: 'alice@example.com', where: 'guild.yaml' }] })], peopleFrom: ['staff'], externalId: 'prefixed' },
    ]

    const explanation = explainPerson('alice@example.com', about(sources, settled(sources)))

    expect(explanation?.sources.map(({ source, sourceId }) => [source, sourceId])).toEqual([['staff', 'id-alice'], ['contractors', 'c-1']])
    expect(explanation?.shallBe).toMatchObject({ source: 'staff' })
    expect(explanation?.groups.map(({ key, standing, paths }) => [key, standing, paths.map(({ source, via }) => [source, via])])).toEqual([
      ['Dev', 'has', [['contractors', ['all-hands']]]],
      ['Guild', 'has', [['files', []]]],
      ['Ops', 'has', [['staff', []]]],
    ])
  })

  test('is told apart from somebody who gets the name that another is about to release', () => {
    const swapped = { ...company, people: [person('alice', { mail: 'bob@example.com' }), person('bob', { mail: 'robert@example.com' })] }
    const world = about(swapped, settled(company))

    expect(explainPerson('bob@example.com', world)).toMatchObject({ managed: { targetId: 't-alice' }, target: { id: 't-alice' } })
    expect(explainPerson('robert@example.com', world)).toMatchObject({ managed: { targetId: 't-bob' }, target: { id: 't-bob' } })
    expect(explainPerson('alice@example.com', world)?.key).toBe('bob@example.com')
  })

  test.each<[string, Source, PlanSettings, string]>([
    ['protected', { ...company, teams: [team('Ops', ['alice', 'bob']), team('Dev', ['bob'])] }, { protect: { users: ['bob@*'] } }, 'lacks: bob@example.com is protected by policy: joining the group "Ops" is not planned'],
    ['named as a member without being in the source', { ...company, findings: [outside('Ops', 'bob@example.com')], people: [person('alice')] }, {}, 'lacks: bob@example.com is a member of ops@example.com, but no user'],
  ])('lacks a group for being %s', (_, source, settings, why) => {
    expect(standingIn(explainPerson('bob@example.com', about(source, settled(company), settings), ['Ops']), 'Ops')).toBe(why)
  })

  test('lacks a group that is held as it was before a plan that was taken back', () => {
    const { target, state } = settled(company)
    const held = state && { ...state, holds: [{ kind: 'group' as const, key: 'Ops', source: 'staff', sourceId: 'id-Ops', members: ['bob@example.com'], until: '2026-03-03T12:00:00.000Z', plan: 'f'.repeat(64) }] }
    const joined = { ...company, teams: [team('Ops', ['alice', 'bob']), team('Dev', ['bob'])] }

    expect(standingIn(explainPerson('bob@example.com', about(joined, { target, state: held }), ['Ops']), 'Ops')).toBe('lacks: is held as it is until 2026-03-03T12:00:00.000Z: plan ffffffffffff was taken back')
  })

  test.each<[string, Source, string]>([
    ['no source selects it', company, 'lacks: no source has a group of this name'],
    ['they are no member by any path', { ...company, teams: [...company.teams, team('Asked', ['bob'])] }, 'lacks: is no member there, neither directly nor through a nested group: asked@example.com in staff'],
    ['their record cannot be mapped', { people: [person('alice', { draft: { userName: 'alice@example.com', displayName: 'Alice' } }), person('bob')], teams: [team('Asked', ['alice', 'bob'])] }, 'lacks: alice@example.com cannot become a user of the target: it has no usable name'],
    ['they are suspended and new', { people: [person('alice', { suspended: true }), person('bob')], teams: [team('Asked', ['alice', 'bob'])] }, 'lacks: alice@example.com is suspended in staff and not in the target: nothing is created'],
  ])('lacks a group because %s', (_, source, why) => {
    const explanation = explainPerson('alice@example.com', about(source, { target: targetOf([], []), state: undefined }), ['Asked'])

    expect(standingIn(explanation, 'Asked')).toBe(why)
  })

  test('lacks a group while suspended, where suspension takes memberships', () => {
    const suspended = { ...company, people: [person('alice', { suspended: true }), person('bob')] }
    const settings: PlanSettings = { lifecycle: { suspended: 'remove', removed: { action: 'deactivate' } } }
    const world = settled(suspended, settled(company), settings)

    expect(standingIn(explainPerson('alice@example.com', about(suspended, world, settings)), 'Ops')).toBe('lacks: is a member in staff, and suspended in staff: memberships are withheld meanwhile')
  })

  test('keeps what nobody here manages, and gets nothing by it while switched off', () => {
    const target = targetOf([account('mallory', { active: false })], [access('Foreign', ['mallory'])])
    const world = about({ people: [], teams: [] }, { target, state: undefined }, {}, { assignments: { ...assignments, groups: { 't-Foreign': { accounts: [{ account: '111122223333', permissionSet: 'arn:Admin' }], applications: [] } } } })

    const explanation = explainPerson('mallory@example.com', world)

    expect(standingIn(explanation, 'Foreign')).toBe('keeps: this stack does not manage the group')
    expect(explanation?.access).toEqual([])
    expect(explanation?.sources).toEqual([])
  })

  test('is explained under both names while a rename is planned', () => {
    const renamed = { ...company, people: [person('alice', { mail: 'alice.jones@example.com' }), person('bob')] }
    const world = about(renamed, settled(company))

    const [byNew, byOld] = [explainPerson('alice.jones@example.com', world), explainPerson('alice@example.com', world)]

    expect(byNew).toEqual(byOld)
    expect(byNew).toMatchObject({ key: 'alice.jones@example.com', target: { id: 't-alice' }, changes: [{ action: 'update' }] })
    expect(standingIn(byNew, 'Ops')).toBe('has: is a member in staff')
  })
})

describe('a group', () => {
  test('has its members with the way of each, and what it gives', () => {
    const more = { ...company, teams: [team('Ops', ['bob'], { members: [{ id: 'id-alice', via: ['night@example.com'] }, { id: 'id-bob' }] }), team('Dev', ['bob'])] }

    const explanation = explainGroup('ops@example.com', about(more, settled(company)))

    expect(explanation).toMatchObject({ key: 'Ops', managed: { targetId: 't-Ops' }, gives: { applications: ['Grafana'] } })
    expect(explanation?.members?.map(({ key, standing, paths }) => [key, standing, paths.map(({ via }) => via)])).toEqual([
      ['alice@example.com', 'has', [['night@example.com']]],
      ['bob@example.com', 'gains', [[]]],
    ])
  })

  test('that is deleted says so of everybody in it', () => {
    const explanation = explainGroup('Ops', about({ ...company, teams: [team('Dev', ['bob'])] }, settled(company)))

    expect(explanation?.changes).toMatchObject([{ action: 'delete' }])
    expect(explanation?.members).toMatchObject([{ key: 'alice@example.com', standing: 'loses', why: 'goes with the group, which is deleted: is no longer selected in staff' }])
  })

  test('of another stack is said to be so, and so is one that policy protects', () => {
    const theirs = settled({ people: [person('alice')], teams: [team('Theirs', ['alice'])] })
    const world = { target: targetOf(theirs.target.users, [...theirs.target.groups, access('AWSAuditAccountAdmins', ['alice'])]), state: undefined }
    const neighbours = theirs.state === undefined ? [] : [{ ...theirs.state, stack: 'other' }]
    const scene = about({ people: [], teams: [] }, world, { neighbours })

    expect(explainGroup('Theirs', scene)).toMatchObject({ heldBy: 'other', protected: false, members: [{ standing: 'keeps', why: 'the stack "other" manages this group, and this one leaves it alone' }] })
    expect(explainGroup('AWSAuditAccountAdmins', scene)).toMatchObject({ protected: true, members: [{ standing: 'keeps' }] })
    expect(explainPerson('alice@example.com', scene)).toMatchObject({ heldBy: 'other' })
  })

  test('that no filter selects still shows who is in it at the source', () => {
    const scene = about({ people: [], teams: [] }, { target: targetOf([], []), state: undefined }, {}, { unfiltered: [snapshotOf(company)] })

    expect(explainGroup('Ops', scene)).toMatchObject({
      sources: [{ label: 'ops@example.com', selected: false }],
      members: [{ key: 'alice@example.com', standing: 'lacks', paths: [{ via: ['ops-all@example.com', 'night@example.com'] }] }],
    })
  })

  test('is nobody that nobody knows', () => {
    expect(explainGroup('Nope', about(company, settled(company)))).toBeUndefined()
  })
})
