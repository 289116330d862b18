import { describe, expect, test } from 'vitest'
import { CONTROL_TOWER_GROUPS, glob } from '../../src/model/policy.js'

describe('globs', () => {
  test.each([
    ['finance-*', 'Finance-Ops', true],
    ['finance-*', 'my-finance-ops', false],
    ['break-glass@*', 'break-glass@example.com', true],
    ['team-?', 'team-a', true],
    ['team-?', 'team-ab', false],
    ['a.b+c(d)[e]', 'a.b+c(d)[e]', true],
    ['a.b', 'aXb', false],
    ['*', 'anything at all\nwith lines', true],
    ['Zoe\u0308*', 'Zo\u00eb K.', true],
  ])('%s against %s: %s', (pattern, name, expected) => {
    expect(glob(pattern)(name)).toBe(expected)
  })

  test("know the groups of Control Tower whatever their case", () => {
    const isProtected = (name: string) => CONTROL_TOWER_GROUPS.some((pattern) => glob(pattern)(name))

    expect(['AWSControlTowerAdmins', 'awssecurityauditors', 'AWSLogArchiveViewers'].filter(isProtected)).toHaveLength(3)
    expect(['AWSDevelopers', 'My AWSControlTowerAdmins'].filter(isProtected)).toEqual([])
  })
})
