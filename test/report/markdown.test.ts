/** A plan or a state as a comment on a pull request, read by a parser of GitHub's Markdown that is not ours. */
import fc from 'fast-check'
import type { Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { describe, expect, it } from 'vitest'
import type { Drift } from '../../src/model/change.js'
import { differencesOf } from '../../src/plan/plan-difference.js'
import type { Plan } from '../../src/plan/plan.js'
import { differenceToMarkdown } from '../../src/report/markdown/difference-markdown.js'
import { driftReportToMarkdown } from '../../src/report/markdown/drift-markdown.js'
import { code, prose } from '../../src/report/markdown/escape.js'
import { size } from '../../src/report/markdown/fit.js'
import { planToMarkdown } from '../../src/report/markdown/plan-markdown.js'
import { stateToMarkdown } from '../../src/report/markdown/state-markdown.js'
import { safe, safeName } from '../../src/report/safe.js'
import { userChange } from '../support/plans.js'
import { hostileText, planOfNames, stateOfNames } from './hostile.js'
import { samplePlan } from './sample-plan.js'

const read = (markdown: string) => fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
const tame = Array.from({ length: 60 }, (_, index) => `Name ${String.fromCharCode(65 + (index % 26))}${index}`)
const hostileNames = fc.array(hostileText, { minLength: 1, maxLength: 60 })

describe('a plan as Markdown', () => {
  it('tells in a minute what changes for whom, then the rest by kind', async () => {
    await expect(planToMarkdown(samplePlan(), { file: 'plan.json' })).toMatchFileSnapshot('plan.md')
  })

  it('says that nothing is to do', () => {
    const text = planToMarkdown(samplePlan({ changes: [], drift: [], warnings: [], policy: { blocked: false, verdicts: [] } }))

    expect(text).toContain('**Nothing to do.**')
    expect(text).not.toContain('Takes away')
  })

  it('fits a comment, and tells exactly what it leaves out of each section', () => {
    const users = [...Array.from({ length: 4_000 }, (_, index) => userChange('create', `p${index}@example.com`)), ...Array.from({ length: 30 }, (_, index) => userChange('delete', `leaver${index}@example.com`))]
    const plan = samplePlan({ changes: users })

    const text = planToMarkdown(plan, { file: 'staff.json' })

    expect(size(text)).toBeLessThanOrEqual(65_000)
    expect(size(text)).toBeGreaterThan(60_000)
    const told = text.match(/^- \*\*create\*\* user/gm)?.length ?? 0
    const leftOut = /_Left out here: ([\d,]+) to create; see `staff\.json`\._/.exec(text)?.[1]?.replace(',', '')
    expect(Number(leftOut)).toBe(4_000 - told)
    expect(text.match(/^- \*\*delete\*\* user/gm)).toHaveLength(30)
  })

  it('lets a short section stand whole beside a long one', () => {
    const plan = samplePlan()
    const crowd = Array.from({ length: 4_000 }, (_, index) => userChange('create', `p${index}@example.com`))

    const text = planToMarkdown(samplePlan({ changes: [...plan.changes, ...crowd] }))

    expect(text).toContain('- **forget** user `gus@example.com`')
    expect(text).toContain('_remedy:_ Give the account a family name in staff.')
  })
})

describe('drift, and two plans, as Markdown', () => {
  const users = Array.from({ length: 4_000 }, (_, index) => userChange('create', `p${index}@example.com`))

  it('fit a comment, and tell exactly what they leave out', () => {
    const [entry] = samplePlan().drift
    const drift = driftMarkdown(users.map(({ key }) => ({ ...entry, key }) as Drift))
    const [first, second] = [samplePlan({ changes: [] }), samplePlan({ changes: users })]
    const two = twoPlans(first, second, 'plan.json')

    for (const [text, title] of [[drift, 'Differences'], [two, 'Only in the second']] as const) {
      expect(size(text)).toBeLessThanOrEqual(65_000)
      expect(size(text)).toBeGreaterThan(60_000)
      expect(text).toContain(`<details open>\n<summary>${title} (4,000)</summary>`)
      expect(Number(/_Left out here: ([\d,]+); see /.exec(text)?.[1]?.replace(',', ''))).toBe(4_000 - (text.match(/^- /gm)?.length ?? 0) + (text === two ? 2 : 0))
    }
  })

  it('say that there is nothing to tell', () => {
    const plan = samplePlan()

    expect(driftMarkdown([])).toBe('## Drift of stack `staff`\n\nTarget read 2026-03-02 12:00 UTC. No drift: the target holds what this stack left there.\n')
    expect(twoPlans(plan, plan, 'plan.json')).toMatch(/No difference: both plans do the same\.\n$/)
  })
})

describe('hostile names in Markdown', () => {
  it('a name is one code span that shows it', () => {
    fc.assert(
      fc.property(hostileText, (name) => {
        const found = leaves(read(`- x ${code(name)} y`))

        expect(found.map(({ type }) => type)).toEqual(['text', 'inlineCode', 'text'])
        const [, shown] = found
        expect(shown).toMatchObject({ value: safeName(name).replace(/`{4,}/g, (run) => `(${run.length} backticks)`) })
      }),
    )
  })

  it('a sentence is words and code spans, and says what it said', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (one, two) => {
        const sentence = `${one} is not ${two}`

        const found = leaves(read(`- ${prose(sentence)}`))

        expect(found.filter(({ type }) => type !== 'text' && type !== 'inlineCode')).toEqual([])
        const shown = found.map((node) => ('value' in node ? node.value : '')).join('')
        expect(words(shown)).toEqual(words(safe(sentence).replace(/`{4,}/g, (run) => `(${run.length} backticks)`)))
        expect(found.filter((node) => node.type === 'text' && /[@#<>&`*_~|$[\]\\]|:\/\/|www\.|\b[0-9a-f]{7,}\b/i.test(node.value))).toEqual([])
      }),
    )
  })

  it.each([
    ['plan', (names: readonly string[]) => planToMarkdown(planOfNames(names), { file: names[0] ?? '', limit: 1_000_000 })],
    ['drift', (names: readonly string[]) => driftMarkdown(planOfNames(names).drift, names[0])],
    ['difference', (names: readonly string[]) => twoPlans(samplePlan({ changes: [], drift: [] }), planOfNames(names), names[0] ?? '')],
    ['state', (names: readonly string[]) => stateToMarkdown(stateOfNames(names), { place: names[0] ?? '', limit: 1_000_000 })],
  ])('a whole %s keeps its shape, whatever the names', (_, draw) => {
    const intended = shape(read(draw(tame)))
    fc.assert(
      fc.property(hostileNames, (names) => {
        expect(shape(read(draw(names)))).toEqual(intended)
      }),
      { numRuns: 40 },
    )
  })

  it('names of 10,000 characters leave room for every section', () => {
    const text = planToMarkdown(planOfNames(['\u202e', 'x', '`', '\u0301', '王', '<b>', '\u{1f600}'].map((letter) => letter.repeat(10_000 / letter.length))))

    expect(size(text)).toBeLessThanOrEqual(65_000)
    expect(text.match(/^<details>$/gm)).toHaveLength(8)
    expect(text).toContain('characters in all)')
  })
})

function driftMarkdown(drift: readonly Drift[], stack = 'staff'): string {
  return driftReportToMarkdown({ stack, at: '2026-03-02T12:00:00.000Z', state: null, drift })
}

function twoPlans(first: Plan, second: Plan, place: string): string {
  return differenceToMarkdown({ difference: differencesOf(first, second), first: { plan: first, place }, second: { plan: second, place } })
}

function leaves(node: Nodes | undefined): Nodes[] {
  return node === undefined ? [] : 'children' in node ? node.children.flatMap((child) => leaves(child)) : [node]
}

function words(text: string): string[] {
  return text.split(/[ \t]+/).filter((word) => word !== '')
}

/** The tree without its words: a sentence is `…`, however many code spans it needs; HTML is told literally, its numbers left out. */
function shape(node: Nodes): unknown {
  if (node.type === 'html') return node.value.replace(/\d+/g, '0')
  if (!('children' in node)) return '…'
  const parts = node.children.map((child) => shape(child)).filter((part, index, all) => part !== '…' || all[index - 1] !== '…')
  return [node.type, ...parts]
}
