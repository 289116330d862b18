/** A plan or a state as a page, read by a parser of HTML that is not ours. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { type DefaultTreeAdapterTypes as Tree, parse } from 'parse5'
import { describe, expect, it } from 'vitest'
import { pageAssets } from '../../src/page-assets.js'
import type { PageData } from '../../src/report/html/page-data.js'
import { createSearch } from '../../src/report/html/page/search.js'
import { planToHtml } from '../../src/report/html/plan-html.js'
import { stateToHtml } from '../../src/report/html/state-html.js'
import { safe, safeName } from '../../src/report/safe.js'
import { membershipChange, userChange } from '../support/plans.js'
import { hostileText, NASTY, planOfNames, stateOfNames } from './hostile.js'
import { person, samplePlan } from './sample-plan.js'

const hostileNames = fc.array(hostileText, { minLength: 1, maxLength: 60 })
const tame = Array.from({ length: 60 }, (_, index) => `Name ${String.fromCharCode(65 + (index % 26))}${index}`)

describe('the page', () => {
  it('carries the script and style that its sources are built to (npm run generate:page)', () => {
    expect(readFileSync(new URL('../../src/report/html/page-assets.ts', import.meta.url), 'utf8')).toBe(pageAssets())
  })

  it('lets nothing run but its own script, and nothing load', () => {
    const elements = all(parse(planToHtml(samplePlan())))
    const policy = attribute(elements.find((element) => attribute(element, 'http-equiv') === 'Content-Security-Policy'), 'content')

    const [data, script, ...others] = elements.filter(({ tagName }) => tagName === 'script')
    expect(others).toEqual([])
    expect(attribute(data, 'type')).toBe('application/json')
    expect(policy).toBe(`default-src 'none'; script-src ${digest(script)}; style-src ${digest(elements.find(({ tagName }) => tagName === 'style'))}; base-uri 'none'; form-action 'none'`)
    expect(elements.flatMap(({ attrs }) => attrs).filter(({ name }) => ['src', 'href', 'style', 'action', 'srcset'].includes(name) || name.startsWith('on'))).toEqual([])
  })

  it('tells without a script what drifted, who loses what, what blocks, and what it rests on', () => {
    const text = textOf(parse(planToHtml(samplePlan(), { file: 'plan.json' })), new Set(['script', 'style']))

    expect(text).toContain('Blocked by policy: nothing of this plan will be applied')
    expect(text).toContain('1 person added to AWS-Admins in the target (by console at 2026-03-01 22:10 UTC): mallory@example.com')
    expect(text).toContain('people deleted: frank@example.com')
    expect(text).toContain('AWS-Admins loses 1: mallory@example.com')
    expect(text).toContain('planned 2, taken within the window 9, allowed 10, managed 120')
    expect(text).toContain('1,500 users, 1 group and 4,200 memberships on 12 pages')
    expect(text).toContain('JavaScript')
  })
})

describe('its lists', () => {
  it('tell everything that changes for one person, and for one group', () => {
    const plan = samplePlan({
      changes: [
        userChange('update', 'bob@example.com', { before: person('bob@example.com', 'Bob Roe'), after: person('bob@example.com', 'Bob Doe') }),
        membershipChange('add', 'Dev', { 'bob@example.com': { id: 't2' } }),
        membershipChange('remove', 'Ops', { 'bob@example.com': { id: 't2' }, 'carol@example.com': { id: 't3' } }),
      ],
    })
    const data = dataOf(planToHtml(plan))

    const bob = entryOf(data, 'people', 'bob@example.com')
    const ops = entryOf(data, 'groups', 'Ops')

    expect(told(bob, data)).toMatchObject({ badges: ['update', '−1 group', '+1 group', 'drift'], names: { 'Loses groups': ['Ops'], 'Gains groups': ['Dev'] } })
    expect(told(ops, data)).toMatchObject({ badges: ['−2 people'], names: { 'Loses people': ['bob@example.com', 'carol@example.com'] } })
    expect(bob[4].filter(([kind]) => kind === 'entry')).toHaveLength(1)
  })

  it('find by parts of words, whatever their case and accents, in titles, attributes and members', () => {
    const plan = samplePlan({
      changes: [
        userChange('create', 'z@example.com', { after: person('z@example.com', 'Zoë Müller', { title: 'Engineer' }) }),
        userChange('create', 'y@example.com', { after: person('y@example.com', 'Yan Moll') }),
        membershipChange('add', 'Dev', { 'z@example.com': { id: 't2' } }),
      ],
    })
    const data = dataOf(planToHtml(plan))
    const [changes, people] = data.views
    if (changes === undefined || people === undefined) throw new Error('no lists')
    const titles = (view: typeof changes, text: string, ticked: readonly ReadonlySet<number>[] = []) => createSearch(data)(view, { text, ticked }).map((at) => data.texts[view.entries[at]?.[0] ?? -1])

    expect(titles(changes, 'muller')).toEqual(['z@example.com'])
    expect(titles(changes, 'ZOE engin')).toEqual(['z@example.com'])
    expect(titles(changes, 'z@')).toEqual(['z@example.com', 'Dev'])
    expect(titles(changes, 'z@', [new Set([changes.facets[0]?.values.indexOf('Memberships') ?? -1])])).toEqual(['Dev'])
    expect(titles(people, 'dev')).toEqual(['z@example.com'])
    expect(titles(people, 'nobody')).toEqual([])
  })
})

describe('hostile names in HTML', () => {
  it.each([
    ['plan', (names: readonly string[]) => planToHtml(planOfNames(names), { file: names[0] ?? '' })],
    ['state', (names: readonly string[]) => stateToHtml(stateOfNames(names), { place: names[0] ?? '' })],
  ])('a whole %s has the elements that it is meant to have, and no other', (_, draw) => {
    const intended = shape(parse(draw(tame)))
    fc.assert(
      fc.property(hostileNames, (names) => {
        const page = draw(names)

        expect(shape(parse(page))).toEqual(intended)
        expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200b]/u)
      }),
      { numRuns: 40 },
    )
  })

  it('are shown, in the data and in what needs no script', () => {
    for (const nasty of NASTY) {
      const page = planToHtml(samplePlan({ stack: nasty, changes: [userChange('delete', nasty, { reason: `because of ${nasty}` })] }))

      const [heading] = all(parse(page)).filter(({ tagName }) => tagName === 'h1')
      expect(heading && textOf(heading)).toBe(`Plan aaaaaaaaaaaa for stack ${safeName(nasty)}`)
      expect(dataOf(page).texts).toEqual(expect.arrayContaining([safeName(nasty), safe(`because of ${nasty}`)]))
    }
  })

  it('of 10,000 characters are cut, and say so', () => {
    const page = planToHtml(planOfNames(['\u202e', 'x', '\u0301', '王', '<b>'].map((letter) => letter.repeat(10_000))))

    expect(page.length).toBeLessThan(150_000)
    expect(dataOf(page).texts.filter((text) => /\(10,00\d characters in all\)$/.test(text)).length).toBeGreaterThan(2)
  })
})

function dataOf(page: string): PageData {
  const script = all(parse(page)).find((element) => attribute(element, 'id') === 'data')
  return JSON.parse(textOf(script)) as PageData
}

function entryOf(data: PageData, view: string, title: string): PageData['views'][number]['entries'][number] {
  const entry = data.views.find(({ id }) => id === view)?.entries.find(([at]) => data.texts[at] === title)
  if (entry === undefined) throw new Error(`no ${title} among the ${view}`)
  return entry
}

function told([, , badges, , blocks]: PageData['views'][number]['entries'][number], { texts }: PageData): object {
  const text = (id: number) => texts[id] ?? ''
  return { badges: badges.map(([, label]) => text(label)), names: Object.fromEntries(blocks.flatMap((block) => (block[0] === 'names' ? [[text(block[2]), block[3].map(text)] as const] : []))) }
}

function all(node: Tree.ParentNode): Tree.Element[] {
  return node.childNodes.flatMap((child) => ('tagName' in child ? [child, ...all('content' in child ? child.content : child)] : []))
}

function attribute(element: Tree.Element | undefined, name: string): string | undefined {
  return element?.attrs.find((candidate) => candidate.name === name)?.value
}

function digest(element: Tree.Element | undefined): string {
  return `'sha256-${createHash('sha256').update(textOf(element)).digest('base64')}'`
}

function textOf(node: Tree.ParentNode | undefined, without: ReadonlySet<string> = new Set()): string {
  return (node?.childNodes ?? []).map((child) => ('value' in child ? child.value : 'tagName' in child && !without.has(child.tagName) ? textOf(child, without) : '')).join('')
}

/** Elements and their attributes, without their texts; what is neither element nor text is told. */
function shape(node: Tree.ParentNode): unknown[] {
  return node.childNodes.flatMap((child): unknown[] => {
    if ('tagName' in child) return [[child.tagName, child.attrs.map(({ name, value }) => `${name}=${value}`), shape(child)]]
    return ['#text', '#documentType'].includes(child.nodeName) ? [] : [child.nodeName]
  })
}
