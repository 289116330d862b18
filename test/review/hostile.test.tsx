/** Names that strangers chose to steer the terminal, to turn text around, or to push everything else off the screen. */
import { describe, expect, it } from 'vitest'
import type { Plan } from '../../src/plan/plan.js'
import { indexPlan } from '../../src/review/plan-index.js'
import { sizeOfText } from '../../src/review/cut.js'
import { arrivals, everything } from './plans.js'
import { openOnPaper } from './screen.js'

const NAMES: readonly [string, string][] = [
  ['escape sequences', 'ev\u001b[2J\u001b]0;title\u0007il\u009b31m'],
  ['line breaks', 'two\r\nlines\u2028and\u2029more\u0085'],
  ['text turned around', '\u202egpj.exe\u2066'],
  ['10,000 characters', 'long '.repeat(2_000)],
  ['10,000 characters without a space', 'x'.repeat(10_000)],
  ['wide letters', '王小明'.repeat(100)],
  ['marks piled up', `a${'\u0301'.repeat(500)}`],
  ['families', '👨‍👩‍👧‍👦'.repeat(50)],
]
const FREE = ['key', 'reason', 'summary', 'remedy', 'rule', 'by', 'at', 'displayName', 'title', 'externalId', 'source', 'sourceId', 'targetId', 'stack']
const WINDOWS = [{ columns: 40, rows: 10 }, { columns: 140, rows: 40 }]
const EVERYWHERE = ['1', 'down', 'enter', 'escape', 'space', '2', 'end', '3', 'down', 'enter', 'end', 'escape', 'end', 'enter', 'end', 'n', 'p', 'escape', 'space', '4', 'enter', 'escape', 'f', '?', 'q', 'escape', 'w', 'escape', 'a']

/** Every text that somebody else may have chosen ends in the name. */
function marked(plan: Plan, name: string): Plan {
  const text = JSON.stringify(plan, (key, value: unknown) => (typeof value === 'string' && FREE.includes(key) ? `${value}${name}` : value))
  const changed = JSON.parse(text) as Plan
  const people = (keys: readonly string[]) => keys.map((key) => `${key}${name}`)
  return { ...changed, changes: changed.changes.map((change) => (change.kind === 'membership' ? { ...change, members: people(change.members), memberIds: {}, memberDependsOn: {} } : change)) }
}

describe.each(NAMES)('%s', (_, name) => {
  it.each(WINDOWS)('stay in their places at $columns×$rows', async (window) => {
    const plan = marked(everything(), name)
    const paper = await openOnPaper(plan, { window, doors: { explain: () => name } })

    for (const key of EVERYWHERE) {
      await paper.press(key)
      const lines = paper.frame().split('\n')

      // eslint-disable-next-line no-control-regex
      expect(paper.frame()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/)
      expect(lines.filter((line) => sizeOfText(line) > window.columns)).toEqual([])
      expect(lines.length).toBeLessThanOrEqual(window.rows)
    }
  })
})

it('an error in the words of somebody else is told in one safe line', async () => {
  const paper = await openOnPaper(arrivals(), { doors: { write: () => Promise.reject(new Error('no \u001b[2J\nroom')) } })

  await paper.press('3 down space w enter')

  expect(paper.frame()).toContain(String.raw`no \u{1b}[2J\nroom`)
})

it('a name with the letters of a filter in it is found by them, whatever else it has', () => {
  const index = indexPlan(marked(arrivals(), '\u202eXyZ'), 'plan.json')

  expect(index.plan.changes.every((_, row) => index.texts.of(row).includes('xyz'))).toBe(true)
})
