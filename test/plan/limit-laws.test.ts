import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Limit, Limits } from '../../src/model/policy.js'
import type { State } from '../../src/model/state.js'
import { judge } from '../../src/plan/policy.js'
import type { Plan } from '../../src/plan/plan.js'
import { narrow } from '../support/narrowing.js'
import { later, perform, person, planFor, policyOf, settled, team, type PlanSettings, type Source, type World } from '../support/story.js'

const PEOPLE = Array.from({ length: 12 }, (_, index) => `p${index}`)
const TEAMS = ['Red', 'Blue', 'Green']
const LIMITS = {
  remove_users: { floor: 2, percent: 20 },
  delete_users: { floor: 1, percent: 10 },
  delete_groups: { floor: 1 },
  remove_members: { floor: 4, percent: 20 },
  remove_members_per_group: { floor: 1, percent: 40 },
} satisfies Partial<Limits>

/** Everybody, all in one group and each in one or two more. */
const FULL: Source = {
  people: PEOPLE.map((name) => person(name)),
  teams: [team('Red', PEOPLE), team('Blue', PEOPLE.slice(0, 8)), team('Green', PEOPLE.slice(4))],
}

/** A few people, memberships or groups fewer than everything. */
const source: fc.Arbitrary<Source> = fc
  .record({
    gone: fc.subarray(PEOPLE, { maxLength: 2 }),
    suspended: fc.subarray(PEOPLE, { maxLength: 1 }),
    teams: fc.oneof({ weight: 4, arbitrary: fc.constant(TEAMS) }, { weight: 1, arbitrary: fc.subarray(TEAMS, { minLength: 2 }) }),
    out: fc.array(fc.tuple(fc.constantFrom(...TEAMS), fc.constantFrom(...PEOPLE)), { maxLength: 3 }),
  })
  .map(({ gone, suspended, teams, out }) => ({
    people: PEOPLE.filter((name) => !gone.includes(name)).map((name) => person(name, { suspended: suspended.includes(name) })),
    teams: FULL.teams
      .filter(({ name }) => teams.includes(name))
      .map((group) => ({ ...group, members: group.members.filter(({ id }) => !gone.some((name) => id === `id-${name}`) && !out.some(([team, name]) => team === group.name && id === `id-${name}`)) })),
  }))

const settings: fc.Arbitrary<PlanSettings> = fc.constantFrom('delete', 'deactivate').map((action) => ({ limits: LIMITS, lifecycle: { suspended: 'deactivate', removed: { action } } }))

/** A run of the schedule: hours after the one before, what the source holds then, and which parts somebody holds back. */
const run = fc.record({ hours: fc.integer({ min: 1, max: 15 }), source, held: fc.infiniteStream(fc.nat(5)) })

/** What was taken, told from the worlds before and after alone. */
interface Loss {
  at: number
  limit: string
  /** Whom: people, groups, or people of a group. */
  what: Set<string>
  managed: number
}

function losses(before: World, after: World, at: number): Loss[] {
  const [was, is] = [before.state?.groups ?? [], new Map(after.state?.groups.map((group) => [group.targetId, group]))]
  const peopleOf = (state: State | undefined) => {
    const ids = new Map(state?.users.map(({ key, targetId }) => [key, targetId]))
    return (members: readonly string[]) => new Set(members.map((key) => ids.get(key) ?? key))
  }
  const [then, now] = [peopleOf(before.state), peopleOf(after.state)]
  const grouped = new Set((after.state?.groups ?? []).flatMap(({ members }) => [...now(members)]))
  const left = new Set(was.flatMap(({ members }) => [...then(members)]).filter((id) => !grouped.has(id)))
  const active = (world: World) => new Set(world.target.users.filter(({ attributes }) => attributes.active).map(({ id }) => id))
  const there = (world: World) => new Set(world.target.users.map(({ id }) => id))
  const gone = (from: Set<string>, to: Set<string>) => [...from].filter((id) => !to.has(id))
  const users = before.state?.users.length ?? 0
  const deleted = gone(there(before), there(after))
  const members = was.flatMap((group) => {
    const now = is.get(group.targetId)
    if (now === undefined) return []
    const [old, current] = [then(group.members), peopleOf(after.state)(now.members)]
    // Who is deleted leaves every group; that is charged as a deletion.
    return [{ group, lost: [...old].filter((id) => !current.has(id) && !deleted.includes(id)) }]
  })
  return [
    { at, limit: 'remove_users', what: new Set([...gone(active(before), active(after)), ...[...left].filter((id) => there(after).has(id))]), managed: users },
    { at, limit: 'delete_users', what: new Set(deleted), managed: users },
    { at, limit: 'delete_groups', what: new Set(was.filter(({ targetId }) => !is.has(targetId)).map(({ targetId }) => targetId)), managed: was.length },
    { at, limit: 'remove_members', what: new Set(members.flatMap(({ group, lost }) => lost.map((id) => `${group.targetId} ${id}`))), managed: was.reduce((sum, group) => sum + group.members.length, 0) },
    ...members.map(({ group, lost }) => ({ at, limit: `remove_members_per_group ${group.targetId}`, what: new Set(lost), managed: group.members.length })),
  ]
}

function allowed(limit: string, managed: number): number {
  const { floor = 0, percent = 0 } = LIMITS[limit.split(' ')[0] as keyof typeof LIMITS] as Limit
  return Math.max(floor, Math.floor((percent / 100) * managed))
}

describe('limits', () => {
  test('are never passed within their window, whatever a schedule of many small plans does, and however its plans are split', () => {
    let applied = 0
    let blocked = 0
    fc.assert(
      fc.property(fc.array(run, { minLength: 3, maxLength: 8 }), settings, (runs, rules) => {
        let world = settled(FULL, undefined, rules)
        let hours = 48
        const taken: Loss[] = []
        for (const { hours: pause, source: next, held } of runs) {
          hours += pause
          const now = later(hours / 24)
          const whole = planFor({ ...next, at: now }, world, { ...rules, now })
          const plan = part(whole, held, world, { ...rules, now }, now)
          if (plan.policy.blocked) {
            blocked += 1
            continue
          }
          const after = perform(plan, world, now)
          const lost = losses(world, after, hours)
          taken.push(...lost)
          for (const { limit, what, managed } of lost) {
            const within = taken.filter((one) => one.limit === limit && one.at > hours - 24).reduce((sum, one) => sum + one.what.size, 0)
            if (what.size > 0) expect({ limit, within: Math.min(within, allowed(limit, managed)) }).toEqual({ limit, within })
          }
          if (plan.changes.length > 0) applied += 1
          world = after
        }
      }),
      { numRuns: 80 },
    )
    // Both happen, or the law says nothing.
    expect(Math.min(applied, blocked)).toBeGreaterThan(50)
  })

  test('do not depend on the order of the changes', () => {
    fc.assert(
      fc.property(source, settings, fc.infiniteStream(fc.nat()), (next, rules, order: Iterator<number>) => {
        const world = settled(FULL, undefined, rules)
        const { changes } = planFor({ ...next, at: later(1) }, world, rules)
        const shuffled = changes.map((change) => ({ change, at: Number(order.next().value) })).sort((a, b) => a.at - b.at).map(({ change }) => change)
        const numbers = (all: Plan['changes']) =>
          judge({ changes: all, state: world.state, policy: policyOf(rules), now: later(1) })
            .map(({ rule, subject, planned, allowed: most, ok }) => ({ rule, subject, planned, most, ok }))
            .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

        expect(numbers(shuffled)).toEqual(numbers(changes))
      }),
      { numRuns: 40 },
    )
  })
})

/** A random part of it, as somebody might hold things back to slip under a limit. */
function part(plan: Plan, dice: Iterator<number>, world: World, rules: PlanSettings, now: string): Plan {
  const hold = plan.changes.flatMap((change) => {
    if (change.kind === 'membership') return change.members.filter(() => dice.next().value < 2).map((member) => ({ change: change.id, member }))
    return dice.next().value < 2 ? [{ change: change.id }] : []
  })
  return narrow(plan, { hold }, world, rules, now)
}
