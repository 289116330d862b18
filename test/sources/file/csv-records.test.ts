import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvRecords } from '../../../src/sources/file/csv-records.js'

const values = (text: string) => {
  const read = csvRecords(text)
  return 'fault' in read ? read.fault : read.records.map((record) => record.map((value) => value.text))
}

describe('records of a CSV file', () => {
  test('values may hold separators, quotes and line breaks within quotes', () => {
    expect(values('a,b\n"x, ""y""","1\r\n2"\n')).toEqual([['a', 'b'], ['x, "y"', '1\r\n2']])
  })

  test.each([
    ['commas', 'a,b\n1,2'],
    ['semicolons, as spreadsheets of half the world write them', 'a;b\r\n1;2\r\n'],
    ['tabs', 'a\tb\r1\t2\r'],
    ['a byte order mark', '\uFEFFa,b\n1,2\n'],
    ['blank lines, and lines of separators alone', 'a,b\n\n , \n1,2\n,\n'],
    ['spaces around values', 'a , b\n 1 , "2" \n'],
    ['line ends of several systems', 'a,b\r\n1,2\n'],
  ])('%s', (_, text) => {
    expect(values(text)).toEqual([['a', 'b'], ['1', '2']])
  })

  test('each value knows where it begins', () => {
    const read = csvRecords('user,name\n"a\nb", c\nd,"e"\n')

    expect('records' in read && read.records.map((record) => record.map(({ at }) => at))).toEqual([[0, 5], [10, 17], [19, 21]])
  })

  test.each([
    ['a quote that is never closed', 'a,b\n1,"2\n3,4\n', 6],
    ['text behind a closing quote', 'a,b\n"1"x,2\n', 7],
    ['a quote within a bare value', 'a,b\n1,Al "Scarface" C\n', 9],
  ])('%s is a fault at its place', (_, text, at) => {
    expect(values(text)).toMatchObject({ at })
  })

  test('another reader finds the same values in whatever a writer makes', () => {
    const value = fc.oneof(fc.constantFrom('', 'x', 'a,b', 'say "hi"', 'two\nlines', 'cr\r\nlf', '"', '""', ' padded ', 'é;\t'), fc.string({ maxLength: 6 }))
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
    fc.assert(
      fc.property(fc.array(fc.array(value, { minLength: 2, maxLength: 2 }), { maxLength: 5 }), fc.constantFrom('\n', '\r\n'), (rows, end) => {
        const text = [['h1', 'h2'], ...rows].map((row) => row.map(quoted).join(',') + end).join('')

        const theirs = parse(text, { relax_column_count: true, record_delimiter: end })

        expect(values(text)).toEqual(theirs.filter((row) => row.some((one) => one !== '')))
      }),
      { numRuns: 200 },
    )
  })
})
