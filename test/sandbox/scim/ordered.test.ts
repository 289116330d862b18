import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Ordered } from '../../../src/sandbox/scim/ordered.js'

const step = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), key: fc.nat(120) }),
  fc.record({ kind: fc.constant('delete' as const), key: fc.nat(120) }),
)

function build(steps: readonly { kind: 'add' | 'delete'; key: number }[]) {
  const ordered = new Ordered<string>()
  const expected = new Set<string>()
  for (const { kind, key } of steps) {
    const name = String(key)
    if (kind === 'add') {
      ordered.add(name, name)
      expected.add(name)
    } else {
      ordered.delete(name)
      expected.delete(name)
    }
  }
  return { ordered, expected: [...expected] }
}

function* walk(ordered: Ordered<string>, count: number): Generator<string[]> {
  for (let next: number | undefined = 0; next !== undefined;) {
    const page: { values: string[]; next?: number } = ordered.page(next, count)
    yield page.values
    next = page.next
  }
}

describe('an ordered collection', () => {
  it('pages exactly what it holds, in order, whatever came and went before', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), fc.integer({ min: 1, max: 20 }), (steps, count) => {
        const { ordered, expected } = build(steps)

        const pages = [...walk(ordered, count)]

        expect(pages.flat()).toEqual(expected)
        expect([...ordered.values()]).toEqual(expected)
        expect(ordered.size).toBe(expected.length)
        expect(pages.slice(0, -1).every(({ length }) => length === count)).toBe(true)
      }),
    )
  })

  it('finishes a walk without a loss or a repeat for who stays, whoever leaves meanwhile', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 150 }),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.nat(150), { maxLength: 150 }),
        (size, count, leavers) => {
          const { ordered, expected } = build(Array.from({ length: size }, (_, key) => ({ kind: 'add' as const, key })))

          const seen = during(ordered, count, leavers).flat()

          const gone = new Set(leavers.map(String))
          expect(new Set(seen).size).toBe(seen.length)
          for (const name of expected) if (!gone.has(name)) expect(seen).toContain(name)
        },
      ),
    )
  })
})

/** The pages of a walk in which all leave after the first. */
function during(ordered: Ordered<string>, count: number, leavers: readonly number[]): string[][] {
  const pages: string[][] = []
  for (const page of walk(ordered, count)) {
    if (pages.length === 0) for (const leaver of leavers) ordered.delete(String(leaver))
    pages.push(page)
  }
  return pages
}
