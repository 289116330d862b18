/** Field by field: what differs between two versions of one object. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fieldChanges } from '../../src/report/fields.js'

describe('fieldChanges', () => {
  it('names values that came, went and changed by their path', () => {
    const before = { title: 'Owner', nickName: 'bobby', emails: [{ value: 'a@x', primary: true }] }
    const after = { title: 'Engineer', emails: [{ value: 'b@x', primary: true }], enterprise: { manager: { value: '7' } }, phoneNumbers: [{ value: '+1' }] }

    expect(fieldChanges(before, after)).toEqual([
      { path: 'emails[0].value', before: 'a@x', after: 'b@x' },
      { path: 'enterprise.manager.value', after: '7' },
      { path: 'nickName', before: 'bobby' },
      { path: 'phoneNumbers[0].value', after: '+1' },
      { path: 'title', before: 'Owner', after: 'Engineer' },
    ])
  })

  it('finds nothing between equals, and something between others', () => {
    const value = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(fc.string(), fc.boolean(), fc.record({ d: fc.string() })))
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(fieldChanges(one, structuredClone(one))).toEqual([])
        expect(fieldChanges(one, other).length === 0).toBe(JSON.stringify(sorted(one)) === JSON.stringify(sorted(other)))
      }),
    )
  })
})

function sorted(value: Record<string, unknown>): [string, unknown][] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
}
