import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldKey } from '../../src/model/json.js'
import { chargesOf } from '../../src/plan/charges.js'
import { lines, perform, planFor, settled, type World } from '../support/story.js'
import { refusals } from '../support/strict.js'
import { hands, meddle, readLater, settings, sources } from '../support/worlds.js'

const RUNS = Number(process.env['LAW_RUNS'] ?? 60)
const ids = (rows: readonly { id: string }[]) => new Set(rows.map(({ id }) => id))

describe('laws of planning, in worlds where everything collides', () => {
  test('in whatever order the dependencies allow, each change finds what it expects and no name is held twice', () => {
    fc.assert(
      fc.property(sources, sources, hands, settings, fc.infiniteStream(fc.nat()), (first, second, done, rules, order) => {
        const world = meddle(settled(first, undefined, rules), done)
        const plan = planFor(readLater(second, 2), world, rules)

        expect(refusals(plan, world, (choices) => order.next().value % Math.max(choices, 1))).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })

  test('plans that are carried out come to an end', () => {
    fc.assert(
      fc.property(sources, sources, hands, settings, (first, second, done, rules) => {
        const after = readLater(second, 2)
        let world: World = meddle(settled(first, undefined, rules), done)
        for (let round = 0; round < 4; round++) world = perform(planFor(after, world, rules), world)

        expect(lines(planFor(after, world, rules))).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })

  test('input order never shows', () => {
    fc.assert(
      fc.property(sources, sources, hands, settings, (first, second, done, rules) => {
        const world = meddle(settled(first, undefined, rules), done)
        const { target, state } = world
        const turned: World = {
          target: { ...target, users: target.users.toReversed(), groups: target.groups.toReversed() },
          state: state && { ...state, users: state.users.toReversed(), groups: state.groups.toReversed() },
        }
        const reordered = second.map((one) => ({ ...one, people: one.people.toReversed(), teams: one.teams.toReversed().map((group) => ({ ...group, members: group.members.toReversed() })) }))

        expect(planFor(reordered, turned, rules)).toEqual({ ...planFor(second, world, rules), base: expect.anything() as unknown, id: expect.anything() as unknown })
      }),
      { numRuns: RUNS },
    )
  })

  test('only what the state holds or the plan adopts is touched, and nothing that is protected or that a neighbour holds', () => {
    fc.assert(
      fc.property(sources, sources, hands, settings, fc.boolean(), (first, second, done, rules, shared) => {
        const world = meddle(settled(first, undefined, rules), done)
        const theirs = world.state && { ...world.state, users: world.state.users.slice(0, 1), groups: world.state.groups.slice(0, 1) }
        const neighbours = theirs !== undefined && shared ? [theirs] : []
        const plan = planFor(readLater(second, 2), world, { ...rules, neighbours })
        const ours = new Set([...(world.state?.users ?? []), ...(world.state?.groups ?? [])].map(({ targetId }) => targetId))
        const held = new Set(neighbours.flatMap(({ users, groups }) => [...users, ...groups]).map(({ targetId }) => targetId))
        const adopted = new Set(plan.changes.flatMap(({ action, targetId }) => (action === 'adopt' && targetId !== undefined ? [targetId] : [])))

        for (const { action, targetId } of plan.changes) {
          // Forgetting what is gone changes nothing but our memory.
          if (targetId === undefined || action === 'forget') continue
          expect(ours.has(targetId) || adopted.has(targetId)).toBe(true)
          expect(held).not.toContain(targetId)
          if (action === 'delete') expect(ours).toContain(targetId)
        }
        expect(plan.policy.verdicts[0]).toMatchObject({ rule: 'protect', ok: true })
      }),
      { numRuns: RUNS },
    )
  })

  test('limits are charged with everybody who is switched off, deleted, or left without a group', () => {
    fc.assert(
      fc.property(sources, sources, settings, (first, second, rules) => {
        const world = settled(first, undefined, rules)
        const plan = planFor(readLater(second, 2), world, rules)
        const after = perform(plan, world)
        const accounts = new Map(after.target.users.map((user) => [user.id, user.attributes.active]))
        const inGroups = ({ target }: World, managed: World) => {
          const groups = new Set(managed.state?.groups.map(({ targetId }) => targetId))
          return new Set(target.groups.flatMap(({ id, members }) => (groups.has(id) ? (members ?? []) : [])))
        }
        const [before, left] = [inGroups(world, world), inGroups(after, after)]
        const taken = world.target.users.filter(({ id, attributes }) => !accounts.has(id) || (attributes.active && accounts.get(id) === false) || (before.has(id) && !left.has(id)))

        const charged = chargesOf(plan.changes, world.state).find(({ limit }) => limit === 'remove_users')?.count ?? 0
        expect(charged).toBe(taken.length)
      }),
      { numRuns: RUNS },
    )
  })

  test('a group of which a part cannot be seen loses nobody, and nobody in it is switched off or deleted', () => {
    fc.assert(
      fc.property(sources, sources, settings, (first, second, rules) => {
        const world = settled(first, undefined, rules)
        const hidden = new Set(second.flatMap(({ name, teams }) => teams.flatMap(({ id, gainsOnly }) => (gainsOnly === undefined ? [] : [`${name ?? ''}/${id}`]))))
        const groups = new Set(world.state?.groups.flatMap(({ source, sourceId, targetId }) => (hidden.has(`${source}/${sourceId}`) ? [targetId] : [])))
        const shown = new Set(second.flatMap(({ people }) => people.flatMap(({ id, draft }) => [id, foldKey(draft.userName ?? '')])))
        const after = perform(planFor(readLater(second, 2), world, rules), world)

        const accounts = new Map(after.target.users.map(({ id, attributes }) => [id, attributes]))
        for (const { id, members = [] } of world.target.groups.filter((group) => groups.has(group.id))) {
          const kept = ids((after.target.groups.find((group) => group.id === id)?.members ?? []).map((member) => ({ id: member })))
          for (const member of members) {
            expect(kept).toContain(member)
            const held = world.state?.users.find(({ targetId }) => targetId === member)
            if (held !== undefined && !shown.has(held.sourceId) && !shown.has(foldKey(held.key))) expect(accounts.get(member)?.active).toBe(world.target.users.find((user) => user.id === member)?.attributes.active)
          }
        }
      }),
      { numRuns: RUNS },
    )
  })
})
