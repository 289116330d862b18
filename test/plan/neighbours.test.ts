import { describe, expect, test } from 'vitest'
import { resolveDesired } from '../../src/desired/resolve-desired.js'
import { diff } from '../../src/plan/diff.js'
import { neighbourOf, targetFromState } from '../../src/plan/worlds.js'
import { diffInput, lines, NOON, perform, person, planFor, resolved, settled, team, type Source, type World } from '../support/story.js'

const staff = { people: [person('alice'), person('bob')], teams: [team('Ops', ['alice', 'bob'])] }
/** The same state, under another stack's name. */
const asNeighbour = ({ state }: World) => (state === undefined ? [] : [{ ...state, stack: 'github' }])

describe('what a neighbour holds', () => {
  test('is not changed, though our state holds it too', () => {
    const world = settled(staff)
    const changed: Source = { people: [person('alice', { mail: 'alicia@example.com' }), person('bob', { suspended: true })], teams: [team('Operations', ['alice'], { id: 'id-Ops' })] }

    const plan = planFor(changed, world, { neighbours: asNeighbour(world) })

    expect(lines(plan)).toEqual([])
    expect(plan.warnings.map(({ code, kind }) => `${code} ${kind}`)).toEqual(['neighbour group', 'neighbour user', 'neighbour user'])
  })

  test('is not taken away, though our state holds it too', () => {
    const world = settled(staff)

    const plan = planFor({ people: [], teams: [] }, world, { neighbours: asNeighbour(world), lifecycle: { suspended: 'deactivate', removed: { action: 'delete' } } })

    expect(lines(plan)).toEqual([])
    expect(plan.warnings.map(({ code }) => code)).toEqual(['neighbour', 'neighbour', 'neighbour'])
  })

  test('is not adopted, whatever the mode', () => {
    const theirs = settled(staff)

    const plan = planFor(staff, { ...theirs, state: undefined }, { neighbours: asNeighbour(theirs), adopt: 'all' })

    expect(lines(plan)).toEqual([])
    expect(plan.unmanaged).toEqual({ users: 2, groups: 1 })
  })

  test('a group is not renamed to a name that a neighbour holds, and the finding names the neighbour', () => {
    const world = settled(staff)
    const theirs = settled({ people: [], teams: [team('Dev', [])] })

    const plan = planFor({ ...staff, teams: [team('Dev', ['alice'], { id: 'id-Ops' })] }, world, { neighbours: asNeighbour(theirs) })

    expect(lines(plan)).toEqual([])
    expect(plan.warnings).toMatchObject([{ code: 'neighbour', kind: 'group', summary: expect.stringContaining('github') as string }])
  })

  test("a person's memberships of our groups are ours to give and to take", () => {
    const theirs = settled({ people: [person('alice')], teams: [] })
    const neighbours = asNeighbour(theirs)
    const ours = perform(planFor(staff, { ...theirs, state: undefined }, { neighbours }), { ...theirs, state: undefined })

    const plan = planFor({ ...staff, teams: [team('Ops', ['bob'])] }, ours, { neighbours })

    expect(ours.state?.users.map(({ key }) => key)).toEqual(['bob@example.com'])
    expect(lines(planFor(staff, ours, { neighbours }))).toEqual([])
    expect(lines(plan)).toEqual(['membership remove Ops: alice@example.com'])
  })
})

describe('the state in place of the target', () => {
  const settings = { adopt: 'all' } as const
  const stateAlone = (source: Source, world: World, neighbours: ReturnType<typeof asNeighbour> = []) => {
    const { snapshots, rules } = resolved([source], settings)
    const actual = targetFromState(world.state, NOON, neighbours.map(neighbourOf))
    return diff(diffInput(resolveDesired(snapshots, rules), { target: actual, state: world.state }, { ...settings, neighbours }))
  }

  test('nothing changed is nothing to do', () => {
    expect(stateAlone(staff, settled(staff))).toMatchObject({ changes: [], drift: [], findings: [], unmanaged: { users: 0, groups: 0 } })
  })

  test('shows no drift and adopts nothing, whatever hands did to the target', () => {
    const { changes, drift } = stateAlone({ people: [...staff.people, person('carol')], teams: [team('Ops', ['alice', 'carol'])] }, settled(staff))

    expect(drift).toEqual([])
    expect(changes.map(({ kind, action }) => `${kind} ${action}`)).toEqual(['user create', 'membership remove', 'membership add'])
  })

  test("knows a neighbour's people, and makes nobody a second time", () => {
    const theirs = settled({ people: [person('alice')], teams: [] })
    const neighbours = asNeighbour(theirs)
    const world = { ...theirs, state: undefined }
    const ours = perform(planFor(staff, world, { neighbours }), world)

    expect(stateAlone(staff, ours, neighbours).changes).toEqual([])
  })
})
