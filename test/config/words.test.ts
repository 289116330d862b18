import { describe, expect, test } from 'vitest'
import { DURATION, durationMs } from '../../src/config/duration.js'
import { parseCsvRecord, parseGoBoolean, splitList } from '../../src/config/flat-values.js'
import { nearest } from '../../src/config/nearest.js'

describe('durations', () => {
  test.each([
    ['30d', 2_592_000_000],
    ['24h', 86_400_000],
    ['15m', 900_000],
    ['60s', 60_000],
  ])('%s', (text, ms) => {
    expect(DURATION.test(text)).toBe(true)
    expect(durationMs(text)).toBe(ms)
  })

  test.each(['', '30', 'd', '0d', '000s', '-1h', '1.5h', '3w', '1h30m', ' 1h', '1 h'])('refuses %j', (text) => {
    expect(DURATION.test(text)).toBe(false)
  })
})

describe('CSV records', () => {
  test.each([
    ['', []],
    ['a', ['a']],
    ['a,b', ['a', 'b']],
    ['a,,', ['a', '', '']],
    [' a , b', [' a ', ' b']],
    ['"a,b",c', ['a,b', 'c']],
    ['"say ""hi"""', ['say "hi"']],
    ["name='x,y'", ["name='x", "y'"]],
    ['""', ['']],
    ['a\n', ['a']],
    ['"a', undefined],
    ['a"b', undefined],
    ['"a"b', undefined],
    ['a\nb', undefined],
  ])('%j', (text, fields) => {
    expect(parseCsvRecord(text)).toEqual(fields)
  })
})

test('variables are split at every comma, with nothing trimmed', () => {
  expect(splitList('a, "b,c",')).toEqual(['a', ' "b', 'c"', ''])
})

test('booleans are spelled as Go spells them', () => {
  expect(['1', 't', 'T', 'true', 'True', 'TRUE'].map(parseGoBoolean)).not.toContain(false)
  expect(['0', 'f', 'F', 'false', 'False', 'FALSE', ''].map(parseGoBoolean)).not.toContain(true)
  expect(['yes', 'no', 'on', 'tRUE', ' true'].map(parseGoBoolean)).toEqual([undefined, undefined, undefined, undefined, undefined])
})

describe('the nearest word', () => {
  const KNOWN = ['groups_filter', 'customer', 'name', 'type']
  test.each([
    ['groupsFilter', 'groups_filter'],
    ['gruops_filter', 'groups_filter'],
    ['custmer', 'customer'],
    ['nmae', 'name'],
    ['endpoint', undefined],
    ['x', undefined],
  ])('to %s', (word, meant) => {
    expect(nearest(word, KNOWN)).toBe(meant)
  })
})
