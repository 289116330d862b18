import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { canonicalJson, digest, digestList } from '../../src/model/json.js'

describe('the canonical form', () => {
  test('is that of RFC 8785, as another implementation writes it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value))
      }),
      { numRuns: 200 },
    )
  })

  test('puts numbers among keys in text order, and leaves absent values out', () => {
    expect(canonicalJson({ b: 1, '10': 2, '9': 3, a: undefined })).toBe('{"10":2,"9":3,"b":1}')
  })

  test('has a text for half a surrogate pair: one broken name must not stop a plan', () => {
    expect(canonicalJson('a\uD800')).toBe('"a\\ud800"')
  })

  test('is digested piece by piece to the same sum', () => {
    const long = { texts: Array.from({ length: 20_000 }, (_, index) => `text ${index}`) }

    expect(digest(long)).toBe(createHash('sha256').update(canonicalJson(long)).digest('hex'))
    expect(digestList([1, long])).toBe(createHash('sha256').update(`1\n${canonicalJson(long)}\n`).digest('hex'))
  })
})
