import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sealPlan } from '../../src/plan/plan-file.js'
import { sortFindings } from '../../src/desired/resolve-desired.js'
import { differingFields } from '../../src/plan/patch.js'
import { differencesOf, differ } from '../../src/plan/plan-difference.js'
import type { Plan } from '../../src/plan/plan.js'
import { summarise } from '../../src/plan/summary.js'
import { undoOf } from '../../src/plan/undo.js'
import { later, lines, perform, person, planFor, settled, team, type Source, type World } from '../support/story.js'
import { refusals } from '../support/strict.js'
import { hands, meddle, readLater, settings, sources } from '../support/worlds.js'

const RUNS = Number(process.env['LAW_RUNS'] ?? 30)

function undo(plan: Plan, { target, state }: World, holdUntil?: string): Plan {
  if (state === undefined) throw new Error('nothing was applied')
  const { changes, drift, findings } = undoOf({ plan, state, actual: target, ...(holdUntil === undefined ? {} : { holdUntil }) })
  const { id: _, narrowed: __, ...rest } = plan
  return sealPlan({ ...rest, changes, drift, summary: summarise(changes), warnings: sortFindings(findings) })
}

const attributesOf = ({ target }: World) => new Map([...target.users, ...target.groups].map(({ id, attributes }) => [id, attributes as object]))
const membersOf = ({ target }: World) => new Map(target.groups.map(({ id, members = [] }) => [id, members]))

describe('laws of taking back', () => {
  test('undone after it was applied, a plan leaves the target as it was, but for what it announced', () => {
    fc.assert(
      fc.property(sources, sources, hands, settings, fc.infiniteStream(fc.nat()), (first, second, done, rules, order) => {
        const world = meddle(settled(first, undefined, rules), done)
        const plan = planFor(readLater(second, 2), world, rules)
        const applied = perform(plan, world)
        const back = undo(plan, applied)

        const refused = refusals(back, applied, (choices) => order.next().value % Math.max(choices, 1))
        expect(refused.filter((why) => !why.endsWith('forgets what is there'))).toEqual([])
        const then = perform(back, applied)
        const announced = new Set(back.warnings.map(({ key }) => key.toLowerCase()))
        const deleted = new Set(plan.changes.flatMap(({ action, targetId }) => (action === 'delete' && targetId !== undefined ? [targetId] : [])))
        const [was, is] = [attributesOf(world), attributesOf(then)]
        for (const [id, before] of was) {
          if (deleted.has(id)) continue
          const after = is.get(id) ?? {}
          const differs = differingFields(before, after, Object.keys({ ...before, ...after }))
          const names = [before, after].flatMap((one) => Object.values(one).filter((value) => typeof value === 'string').map((value) => value.toLowerCase()))
          // Drift that the plan took back is in the plan's `before`: it comes back, too.
          if (differs.length > 0 && !names.some((name) => announced.has(name))) expect({ id, differs }).toEqual({ id, differs: [] })
        }
        const gone = (people: readonly string[]) => people.filter((id) => !deleted.has(id)).sort()
        const rosters = membersOf(then)
        for (const [id, members] of membersOf(world)) if (!deleted.has(id)) expect({ id, members: gone(rosters.get(id) ?? []).filter((one) => was.has(one)) }).toEqual({ id, members: gone(members) })
        const madeByPlan = [...attributesOf(applied).keys()].filter((id) => !was.has(id))
        for (const id of madeByPlan) expect(is.has(id)).toBe(false)
      }),
      { numRuns: RUNS },
    )
  })

  test('nothing repeats it while it is held, and everything does once the hold is over', () => {
    fc.assert(
      fc.property(sources, sources, (first, second) => {
        const world = settled(first)
        const after = readLater(second, 2)
        const plan = planFor(after, world)
        fc.pre(plan.changes.length > 0)
        const applied = perform(plan, world)
        const then = perform(undo(plan, applied, later(4)), applied)
        const touched = new Set(plan.changes.filter(({ kind }) => kind !== 'membership').map(({ source, sourceId, kind }) => `${kind} ${source} ${sourceId}`))

        const held = planFor(after, then)
        expect(held.changes.filter((change) => change.kind !== 'membership' && touched.has(`${change.kind} ${change.source} ${change.sourceId}`)).map(({ id }) => id)).toEqual([])
        expect(held.warnings.some(({ code }) => code === 'held')).toBe(true)
        expect(planFor(readLater(second, 5), then).warnings.some(({ code }) => code === 'held')).toBe(false)
      }),
      { numRuns: RUNS },
    )
  })
})

describe('taking back', () => {
  const staff: Source = { people: [person('ann'), person('ben')], teams: [team('Ops', ['ann', 'ben'])] }
  const world = settled(staff)

  test('a leaver comes back, with their groups, and stays while held', () => {
    const broken: Source = { people: [person('ann')], teams: [team('Ops', ['ann'])], at: later(1) }
    const plan = planFor(broken, world)
    const applied = perform(plan, world)
    const back = undo(plan, applied, later(3))

    expect(lines(back)).toEqual(expect.arrayContaining(['user unschedule ben@example.com', 'user reactivate ben@example.com', 'membership add Ops: ben@example.com']))
    const then = perform(back, applied)
    expect(lines(planFor({ ...broken, at: later(2) }, then))).toEqual([])
    expect(lines(planFor({ ...broken, at: later(4) }, then))).toEqual(lines(plan))
    expect(lines(planFor({ ...staff, at: later(2) }, then))).toEqual([])
  })

  test('what moved since stays, and says so', () => {
    const renamed: Source = { ...staff, people: [person('ann', { draft: { ...person('ann').draft, title: 'Boss' } }), person('ben')], at: later(1) }
    const plan = planFor(renamed, world)
    const applied = perform(plan, world)
    const moved = { ...applied, target: { ...applied.target, users: applied.target.users.map((user) => (user.id === 't-ann' ? { ...user, attributes: { ...user.attributes, title: 'Chief' } } : user)) } }

    const back = undo(plan, moved)

    expect(lines(back)).toEqual([])
    expect(back.warnings).toMatchObject([{ code: 'not-undone', key: 'ann@example.com', summary: expect.stringContaining('title') as string }])
  })
})

describe('two plans', () => {
  const base: Source = { people: [person('ann'), person('ben')], teams: [team('Ops', ['ann', 'ben']), team('Dev', ['ann'])] }
  const empty = settled({ people: [], teams: [] })

  test('differ in what one alone does, person by person, and in what both do to another end', () => {
    const first = planFor(base, empty)
    const second = planFor({ people: [person('ann', { draft: { ...person('ann').draft, title: 'Boss' } }), person('ben')], teams: [team('Ops', ['ann'])] }, empty)

    const difference = differencesOf(first, second)

    expect(difference.first.changes.map((change) => [change.id, change.kind === 'membership' ? change.members : []])).toEqual([
      ['group:create:Dev', []],
      ['membership:add:Dev', ['ann@example.com']],
      ['membership:add:Ops', ['ben@example.com']],
    ])
    expect(difference.second.changes).toEqual([])
    expect(difference.otherwise.map(({ first: { id } }) => id)).toEqual(['user:create:ann@example.com'])
    expect(differ(difference)).toBe(true)
    expect(differ(differencesOf(first, planFor({ ...base, at: later(1) }, empty)))).toBe(false)
  })
})
