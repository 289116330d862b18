import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Drift } from '../../src/model/change.js'
import { driftId } from '../../src/plan/narrow-drift.js'
import type { Plan } from '../../src/plan/plan.js'
import { differingFields } from '../../src/plan/patch.js'
import { narrow } from '../support/narrowing.js'
import { perform, planFor, settled, type World } from '../support/story.js'
import { refusals } from '../support/strict.js'
import { hands, meddle, readLater, settings, sources } from '../support/worlds.js'

const RUNS = Number(process.env['LAW_RUNS'] ?? 30)

/** A world that hands were laid on, its plan, and some of the drift that it would take back. */
const cases = fc.tuple(sources, sources, hands, settings).chain(([first, second, done, rules]) => {
  const world = meddle(settled(first, undefined, rules), { ...done, forgets: 'nothing' })
  const after = readLater(second, 2)
  const plan = planFor(after, world, rules)
  // What nobody wants any more is nobody's to accept for good: its name may be another's tomorrow.
  const wanted = new Set(after.flatMap(({ name, people, teams }) => [...people, ...teams].map(({ id }) => `${name ?? ''}/${id}`)))
  const standing = plan.drift.filter(({ answer, change: id }) => {
    const change = plan.changes.find((candidate) => candidate.id === id)
    return answer === 'revert' && change !== undefined && wanted.has(`${change.source}/${change.sourceId}`)
  })
  return fc.record({ world: fc.constant(world), after: fc.constant(after), rules: fc.constant(rules), plan: fc.constant(plan), accept: fc.subarray(standing) })
})

/** Sentences about drift that was let stand and does not stand in this world. */
function moved(accepted: readonly Drift[], plan: Plan, { target, state }: World): string[] {
  const users = new Map(target.users.map((user) => [user.id, user]))
  const groups = new Map(target.groups.map((group) => [group.id, group]))
  return accepted.flatMap((entry): string[] => {
    const { kind, what, targetId = '', members = [], key } = entry
    if (what === 'deleted') return state?.[kind === 'user' ? 'users' : 'groups'].some((held) => held.targetId === targetId && held.accepted?.deleted !== undefined) === true ? [] : [`${kind} ${key} was made again`]
    if (what === 'changed') {
      const attributes = (kind === 'user' ? users : groups).get(targetId)?.attributes ?? {}
      const was = entry.after as object
      const differs = differingFields(attributes, was, Object.keys({ ...(entry.before as object), ...was }))
      return differs.length === 0 ? [] : [`${kind} ${key} lost ${differs.join(', ')}`]
    }
    const change = plan.changes.find(({ id }) => id === entry.change)
    const ids = change?.kind === 'membership' ? change.memberIds : {}
    return members.flatMap((member) => ((groups.get(targetId)?.members ?? []).includes(ids[member] ?? '') === (what === 'member-added') ? [] : [`${member} in ${key}: ${what} no longer`]))
  })
}

describe('laws of accepting drift', () => {
  test('what was accepted stands, and is not proposed again while the sources stay as they are', () => {
    fc.assert(
      fc.property(cases, fc.infiniteStream(fc.nat()), ({ world, after, rules, plan, accept }, order) => {
        fc.pre(accept.length > 0)
        const part = narrow(plan, { accept: accept.map((entry) => ({ drift: driftId(entry) })) }, world, rules)
        expect(refusals(part, world, (choices) => order.next().value % Math.max(choices, 1))).toEqual([])

        let then = perform(part, world)
        for (let round = 0; round < 3; round++) {
          expect(moved(accept, plan, then)).toEqual([])
          then = perform(planFor(after, then, rules), then)
        }
        expect(planFor(after, then, rules).changes).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })
})
