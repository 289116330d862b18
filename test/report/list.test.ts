import { describe, expect, it } from 'vitest'
import { parse as parseCsv } from 'csv-parse/sync'
import fc from 'fast-check'
import { parse as parseYaml } from 'yaml'
import { listToText } from '../../src/report/list.js'

const groups = {
  of: 'group',
  columns: ['name', 'members', 'note', 'id'],
  rows: [
    { name: 'AWS Ops', members: 12, id: 'g-1' },
    { name: 'Ünïcode 日本', members: 0, id: 'g-22' },
  ],
}

describe('a list', () => {
  it('is a table for people, without columns that nobody has, and counted', () => {
    expect(listToText(groups, 'table')).toBe(['name          members  id', 'AWS Ops       12       g-1', 'Ünïcode 日本  0        g-22', '2 groups', ''].join('\n'))
    expect(listToText({ ...groups, rows: [] }, 'table')).toBe('name  members  note  id\n0 groups\n')
  })

  it('is JSON, YAML and CSV with every column for programs', () => {
    const whole = [
      { name: 'AWS Ops', members: 12, note: null, id: 'g-1' },
      { name: 'Ünïcode 日本', members: 0, note: null, id: 'g-22' },
    ]

    expect(JSON.parse(listToText(groups, 'json'))).toEqual(whole)
    expect(parseYaml(listToText(groups, 'yaml'))).toEqual(whole)
    expect(parseCsv(listToText(groups, 'csv'), { columns: true })).toEqual([
      { name: 'AWS Ops', members: '12', note: '', id: 'g-1' },
      { name: 'Ünïcode 日本', members: '0', note: '', id: 'g-22' },
    ])
  })

  it('is no formula in a spreadsheet, and steers no terminal', () => {
    const rows = [{ name: '=HYPERLINK("http://evil")\u001b[2J\u202e', id: '-2+3' }]
    const hostile = { of: 'group', columns: ['name', 'id'], rows }

    expect(parseCsv(listToText(hostile, 'csv'))[1]).toEqual([`'${rows[0]?.name ?? ''}`, "'-2+3"])
    for (const format of ['table', 'json'] as const) for (const steering of ['\u001b', '\u202e']) expect(listToText(hostile, format)).not.toContain(steering)
  })

  it('comes back whole from YAML and CSV, whatever its names are', () => {
    const name = fc.string({ unit: 'grapheme' }).filter((text) => !/^[=+\-@\t\r\uFF0B\uFF0D\uFF1D\uFF20]/.test(text) && text !== '')
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), (names) => {
        const list = { of: 'group', columns: ['name'], rows: names.map((one) => ({ name: one })) }

        expect((parseYaml(listToText(list, 'yaml')) as { name: string }[]).map((row) => row.name)).toEqual(names)
        expect(parseCsv(listToText(list, 'csv'), { columns: true }).map((row) => (row as { name: string }).name)).toEqual(names)
      }),
      { numRuns: 100 },
    )
  })
})
