import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resolveDesired } from '../../src/desired/resolve-desired.js'
import { foldKey } from '../../src/model/json.js'
import { diff } from '../../src/plan/diff.js'
import { diffInput, lines, perform, person, planFor, resolved, settled, team, type PlanSettings, type Source, type World } from '../support/story.js'
import { hands, meddle, readLater, settings, sources } from '../support/worlds.js'

const RUNS = Number(process.env['LAW_RUNS'] ?? 60)
const PEOPLE = ['ann', 'ben', 'cid', 'dot']
const GROUPS = ['Red', 'Blue', 'Green']

/** A source whose records are all in order, with ids of its own; where `own` is set, with names of its own too. */
function orderly(name: string, own: boolean): fc.Arbitrary<Source> {
  const prefix = own ? `${name}-` : ''
  return fc
    .record({ people: fc.subarray(PEOPLE), groups: fc.subarray(GROUPS), members: fc.array(fc.subarray(PEOPLE), { minLength: GROUPS.length, maxLength: GROUPS.length }) })
    .map(({ people, groups, members }) => ({
      name,
      externalId: 'prefixed' as const,
      people: people.map((one) => person(`${prefix}${one}`, { id: `id-${name}-${one}` })),
      teams: groups.map((group) => {
        const who = (members[GROUPS.indexOf(group)] ?? []).filter((one) => people.includes(one))
        return team(`${prefix}${group}`, who.map((one) => `${name}-${one}`), { id: `id-${name}-${group}` })
      }),
    }))
}
const three = (own: boolean) => fc.tuple(orderly('a', own), orderly('b', own), orderly('c', own)).map((all): Source[] => [...all])
const NAMES = ['a', 'b', 'c']

/** The bytes of what a plan would do, the snapshots in an order other than the configuration's. */
function bytes(all: readonly Source[], world: World, rules: PlanSettings, snapshotOrder: readonly number[]): string {
  const { snapshots, rules: desiredRules } = resolved(all, rules)
  const { changes, drift } = diff(diffInput(resolveDesired(snapshotOrder.flatMap((index) => snapshots[index] ?? []), desiredRules), world, rules))
  return JSON.stringify({ changes, drift })
}

const rosters = ({ target }: World) => {
  const names = new Map(target.users.map(({ id, attributes }) => [id, attributes.userName]))
  return Object.fromEntries(target.groups.map(({ attributes, members = [] }) => [attributes.displayName, members.map((id) => names.get(id)).sort()]))
}

describe('laws of several sources in one stack', () => {
  test('whatever order their rows and their snapshots come in, the changes are the same, byte for byte', () => {
    fc.assert(
      fc.property(sources, sources, hands, settings, (first, second, done, rules) => {
        const world = meddle(settled(first, undefined, rules), done)
        const turned: World = { state: world.state, target: { ...world.target, users: world.target.users.toReversed(), groups: world.target.groups.toReversed() } }
        const reordered = second.map((one) => ({ ...one, people: one.people.toReversed(), teams: one.teams.toReversed().map((group) => ({ ...group, members: group.members.toReversed() })) }))

        expect(bytes(reordered, turned, rules, [1, 0])).toBe(bytes(second, world, rules, [0, 1]))
      }),
      { numRuns: RUNS },
    )
  })

  test('sources that have nothing in common are of equal rank: their order in the configuration does not show', () => {
    fc.assert(
      fc.property(three(true), three(true), fc.shuffledSubarray(NAMES, { minLength: 3 }), (first, second, order) => {
        const world = settled(first)
        const permuted = order.map((name) => second[NAMES.indexOf(name)] ?? second[0]).filter((one) => one !== undefined)

        expect(bytes(permuted, world, {}, [0, 1, 2])).toBe(bytes(second, world, {}, [0, 1, 2]))
      }),
      { numRuns: RUNS },
    )
  })

  test('nobody whom any of them holds is switched off or deleted, wherever they were before', () => {
    fc.assert(
      fc.property(three(false), three(false), (first, second) => {
        const held = new Set(second.flatMap(({ people }) => people.map(({ label }) => foldKey(label))))
        const gone = planFor(readLater(second, 60), settled(first), { lifecycle: { suspended: 'deactivate', removed: { action: 'delete' } } }).changes.filter(
          ({ kind, action }) => kind === 'user' && (action === 'deactivate' || action === 'delete'),
        )

        expect(gone.filter(({ key }) => held.has(foldKey(key)))).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })

  test('the first source has the group, whoever had it before: the way to a state does not show in it', () => {
    fc.assert(
      fc.property(three(false), three(false), (first, second) => {
        const rules: PlanSettings = { onConflict: 'first', lifecycle: { suspended: 'deactivate', removed: { action: 'delete' } } }
        let world = settled(first, undefined, rules)
        for (let round = 0; round < 2; round++) world = perform(planFor(second, world, rules), world)

        expect(rosters(world)).toEqual(rosters(settled(second, undefined, rules)))
        expect(lines(planFor(second, world, rules))).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })

  test('what moves from one source to another is handed over, never deleted and made anew', () => {
    fc.assert(
      fc.property(orderly('a', false), (first) => {
        const moved: Source[] = [{ name: 'a', people: [], teams: [] }, { ...first, name: 'b', people: first.people.map((one) => ({ ...one, id: `b-${one.id}` })), teams: first.teams.map((group) => ({ ...group, id: `b-${group.id}`, members: group.members.map(({ id }) => ({ id: `b-${id}` })) })) }]
        const world = settled([first, { name: 'b', people: [], teams: [] }])
        const plan = planFor(moved, world)

        expect([...new Set(plan.changes.map(({ kind, action }) => `${kind} ${action}`))].sort()).toEqual(
          [...(first.people.length > 0 ? ['user transfer', 'user update'] : []), ...(first.teams.length > 0 ? ['group transfer', 'group update'] : [])].sort(),
        )
        expect(perform(plan, world).target.users.map(({ id }) => id)).toEqual(world.target.users.map(({ id }) => id))
      }),
      { numRuns: RUNS },
    )
  })
})
