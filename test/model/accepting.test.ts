/** The quick test says what the schema says. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { accepting } from '../../src/model/accepting.js'
import { Change } from '../../src/model/change.js'
import { samplePlan } from '../report/sample-plan.js'

const isChange = accepting(Change)
const says = (value: unknown) => ({ quick: isChange(value), zod: Change.safeParse(value).success })

describe('a change', () => {
  it('is accepted by both', () => {
    for (const change of samplePlan().changes) expect(says(JSON.parse(JSON.stringify(change)))).toEqual({ quick: true, zod: true })
  })

  it('with anything in it taken away, put in or replaced is judged as zod judges it', () => {
    const changes = samplePlan().changes.map((change) => ({ ...change, ...(change.kind === 'membership' ? { members: change.members.slice(0, 3), memberDependsOn: { 'a@example.com': ['x'] } } : {}) }))
    const anything = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom<unknown>('create', 'add', 'user', 'membership', true, false, 'x', '2026-01-01T00:00:00.000Z', [], {}, ['x']))
    let refused = 0
    fc.assert(
      fc.property(fc.constantFrom(...changes), fc.nat(), fc.constantFrom('remove', 'replace', 'add'), anything, (change, at, how, value) => {
        const mutant: unknown = JSON.parse(JSON.stringify(change))
        const places = objectsIn(mutant)
        const [object, key] = places[at % places.length] ?? fail()
        if (how === 'remove') Reflect.deleteProperty(object, key)
        else if (how === 'replace') object[key] = value
        else object[`${key}x`] = value

        const { quick, zod } = says(JSON.parse(JSON.stringify(mutant)))
        if (!zod) refused++
        expect(quick).toBe(zod)
      }),
      { numRuns: 3_000 },
    )
    expect(refused).toBeGreaterThan(500)
  })
})

describe('what is not known here', () => {
  it.each([
    ['a number', z.number().int(), [1, 1.5, 'x']],
    ['a format', z.iso.datetime(), ['2026-01-01T00:00:00.000Z', 'today']],
    ['an object that takes keys away', z.object({ a: z.string() }), [{ a: 'x', b: 1 }, { b: 1 }]],
    ['a tuple', z.tuple([z.string(), z.boolean()]), [['x', true], ['x']]],
    ['a pattern', z.string().regex(/^a/), ['ab', 'b']],
    ['a union', z.union([z.string(), z.array(z.boolean()).min(1)]), ['x', [true], [], 1]],
  ] as const)('is left to zod: %s', (_, schema, values) => {
    for (const value of values) expect(accepting(schema)(value)).toBe(schema.safeParse(value).success)
  })
})

/** Every key of every object in it. */
function objectsIn(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== 'object' || value === null) return []
  const inside = Object.entries(value).flatMap(([, inner]) => objectsIn(inner))
  return Array.isArray(value) ? inside : [...Object.keys(value).map((key): [Record<string, unknown>, string] => [value as Record<string, unknown>, key]), ...inside]
}

function fail(): never {
  throw new Error('nothing to change')
}
