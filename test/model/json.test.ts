import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson, compareText, digest, digestList, foldKey } from '../../src/model/json.js'

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).reverse().map(([key, item]) => [key, shuffled(item)]))
}

describe('canonical JSON', () => {
  test("is RFC 8785's: keys in code-unit order, no white space, shortest numbers", () => {
    expect(canonicalJson({ b: [1e21, 0.1, -0], a: 'é\n', '\u20ac': 1, '\r': 2 })).toBe('{"\\r":2,"a":"é\\n","b":[1e+21,0.1,0],"€":1}')
  })

  test('one value has one digest, whatever order its keys came in', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(digest(shuffled(value))).toBe(digest(value))
      }),
    )
  })

  test('different values have different digests', () => {
    expect(digest({ a: 1 })).not.toBe(digest({ a: '1' }))
    expect(digestList(['ab', 'c'])).not.toBe(digestList(['a', 'bc']))
  })
})

describe('names', () => {
  test.each([
    ['Alice@Example.com', 'alice@example.com'],
    ['Zoe\u0308', 'Zo\u00eb'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
  ])('%s and %s are one name', (a, b) => {
    expect(foldKey(a)).toBe(foldKey(b))
  })

  test('are ordered by code units, the same in every locale', () => {
    expect(['b', 'a', 'Z', 'ä'].sort(compareText)).toEqual(['Z', 'a', 'b', 'ä'])
  })
})
