import { describe, expect, test } from 'vitest'
import { needsIndex, satisfies } from '../../../src/sources/entra/groups-filter.js'

const group = { id: '1f', displayName: "AWS O'Brien's", mail: null, securityEnabled: true, groupTypes: ['Unified'] }

describe('a group satisfies', () => {
  test.each([
    ["startswith(displayName,'aws o''b')", true],
    ["startsWith( displayName , 'AWS-' )", false],
    ["displayName eq 'aws o''brien''s'", true],
    ["id in ('2f','1F')", true],
    ["id in ('2f')", false],
    ['securityEnabled eq true', true],
    ['mail eq null', true],
    ["mail ne null or displayName eq 'x'", false],
    ["not (displayName eq 'x') and securityEnabled eq true", true],
    ["displayName eq 'x' or (startswith(displayName,'AWS') and endswith(displayName,'s'))", true],
  ])('%s: %s', (filter, expected) => {
    expect(satisfies(filter, group)).toBe(expected)
  })

  test.each(["groupTypes/any(c:c eq 'Unified')", "groupTypes eq 'Unified'", "description eq 'x'", "displayName eq 'x", 'displayName eq', "displayName eq 'x')", "contains(displayName,'x')", "displayName gt 'x'"])('%s: that cannot be told here', (filter) => {
    expect(satisfies(filter, group)).toBeUndefined()
  })

  test('what one half settles needs no other', () => {
    expect(satisfies("description eq 'x' or securityEnabled eq true", group)).toBe(true)
    expect(satisfies("description eq 'x' and securityEnabled eq false", group)).toBe(false)
    expect(satisfies("description eq 'x' and securityEnabled eq true", group)).toBeUndefined()
  })
})

test.each([
  ["startswith(displayName,'AWS')", false],
  ["displayName eq 'not ne endswith('", false],
  ["displayName ne 'x'", true],
  ["not startswith(displayName,'x')", true],
  ["endsWith(mail,'@x.example')", true],
])('only the index answers %s: %s', (filter, expected) => {
  expect(needsIndex(filter)).toBe(expected)
})
