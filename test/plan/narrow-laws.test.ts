import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { needsOf } from '../../src/plan/order.js'
import { parsePlan, planToJson } from '../../src/plan/plan-file.js'
import { deeds, narrow, somePartsOf, without } from '../support/narrowing.js'
import { perform, planFor, settled } from '../support/story.js'
import { refusals } from '../support/strict.js'
import { hands, meddle, readLater, settings, sources } from '../support/worlds.js'

const RUNS = Number(process.env['LAW_RUNS'] ?? 60)

/** A world, its plan, and some parts of it. */
const cases = fc.tuple(sources, sources, hands, settings).chain(([first, second, done, rules]) => {
  const world = meddle(settled(first, undefined, rules), done)
  const after = readLater(second, 2)
  const plan = planFor(after, world, rules)
  const keys = fc.subarray([...new Set(plan.changes.flatMap((change) => [`${change.kind === 'user' ? 'user' : 'group'}:${change.key}`, ...(change.kind === 'membership' ? change.members.map((key) => `user:${key}`) : [])]))])
  return fc.record({ world: fc.constant(world), after: fc.constant(after), rules: fc.constant(rules), plan: fc.constant(plan), hold: somePartsOf(plan), more: somePartsOf(plan), keys })
})

describe('laws of narrowing, in worlds where everything collides', () => {
  test('a narrowed plan that was carried out leaves exactly the rest', () => {
    fc.assert(
      fc.property(cases, ({ world, after, rules, plan, hold }) => {
        // Where the whole plan itself leaves something to a second one, so does a part.
        fc.pre(hold.length > 0 && planFor(after, perform(plan, world), rules).changes.length === 0)
        const part = narrow(plan, { hold }, world, rules)

        const rest = planFor(after, perform(part, world), rules)

        expect(deeds(rest.changes)).toEqual(without(deeds(plan.changes), deeds(part.changes)))
      }),
      { numRuns: RUNS },
    )
  })

  test('a narrowed plan holds all that it needs, and a strict target refuses nothing of it, in whatever order', () => {
    fc.assert(
      fc.property(cases, fc.infiniteStream(fc.nat()), ({ world, rules, plan, hold, keys }, order) => {
        for (const part of [narrow(plan, { hold }, world, rules), narrow(plan, { only: keys }, world, rules), narrow(plan, { exclude: keys, hold }, world, rules)]) {
          const ids = new Set(part.changes.map(({ id }) => id))
          expect(part.changes.flatMap(needsOf).filter((need) => !ids.has(need))).toEqual([])
          expect(refusals(part, world, (choices) => order.next().value % Math.max(choices, 1))).toEqual([])
          expect(perform(part, world).target.users.filter(({ attributes }) => attributes.userName.startsWith('idpscim-tmp-'))).toEqual([])
          expect(part.policy.verdicts[0]).toMatchObject({ rule: 'protect', ok: true })
          expect(parsePlan(planToJson(part), 'a file').id).toBe(part.id)
        }
      }),
      { numRuns: RUNS },
    )
  })

  test('holding more leaves less, asking for more leaves more, and what was named comes or goes', () => {
    fc.assert(
      fc.property(cases, ({ world, plan, hold, more, keys }) => {
        const all = deeds(plan.changes)
        const held = deeds(narrow(plan, { hold }, world).changes)
        const heldMore = deeds(narrow(plan, { hold: [...hold, ...more] }, world).changes)
        const asked = deeds(narrow(plan, { only: keys }, world).changes)
        const askedLess = deeds(narrow(plan, { only: keys.slice(1) }, world).changes)

        expect(without(held, all)).toEqual([])
        expect(without(heldMore, held)).toEqual([])
        expect(without(askedLess, asked)).toEqual([])
        expect(deeds(narrow(plan, { only: keys, exclude: keys }, world).changes)).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })

  test('what is held in two steps is held as in one', () => {
    fc.assert(
      fc.property(cases, ({ world, plan, hold, more }) => {
        const once = narrow(plan, { hold: [...hold, ...more] }, world)
        const first = narrow(plan, { hold }, world)
        const present = new Map(first.changes.map((change) => [change.id, change]))
        const left = more.filter(({ change: id, member }) => {
          const change = present.get(id)
          return change !== undefined && (member === undefined || (change.kind === 'membership' && change.members.includes(member)))
        })

        const twice = narrow(first, { hold: left }, world)

        expect(twice.changes).toEqual(once.changes)
        expect(twice.changesDigest).toBe(once.changesDigest)
        expect(twice.unmanaged).toEqual(once.unmanaged)
      }),
      { numRuns: RUNS },
    )
  })
})
