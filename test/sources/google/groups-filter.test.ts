import { describe, expect, test } from 'vitest'
import { satisfies } from '../../../src/sources/google/groups-filter.js'

const group = { name: 'AWS Admins', email: 'aws-admins@example.com' }

describe('a filter that can be judged here', () => {
  test.each([
    ['name:AWS*', true],
    ['name:aws*', true],
    ["name:'AWS Ad*'", true],
    ["name:'AWS Ad'*", true],
    ["name='AWS Admins'", true],
    ['name=AWS', false],
    ['name:Azure*', false],
    ['email:aws-*', true],
    ['email=aws-admins@example.com', true],
    ['email=AWS-ADMINS@example.com', true],
    ['email:admins*', false],
    ['name:AWS* email:aws-*', true],
    ['name:AWS* email:other*', false],
    ['  name:AWS*  ', true],
  ])('%s: %s', (filter, expected) => {
    expect(satisfies(filter, group)).toBe(expected)
  })

  test('compares names in one composition, and unescapes quotes', () => {
    expect(satisfies("name='Åsa\\'s team'", { name: "A\u030Asa's team", email: 'x@example.com' })).toBe(true)
  })
})

describe('a filter that only Google can judge', () => {
  test.each(['memberKey=ada@example.com', 'name:AWS', 'name=AWS*', '*', 'AWS', 'name:*', '', "name:'AWS", 'name:AWS* orgName=x', 'isAdmin=true'])('%s', (filter) => {
    expect(satisfies(filter, group)).toBeUndefined()
  })
})
