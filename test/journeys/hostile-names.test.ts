/** A company whose every field is chosen by somebody who means harm: the built program shows it, in every format, and obeys nothing of it. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { parse } from 'parse5'
import { describe, expect, test } from 'vitest'
import { parsePlan, planToJson } from '../../src/plan/plan-file.js'
import { NASTY } from '../report/hostile.js'
import { type Ended, useStages } from '../support/program.js'

const stage = useStages()

const names = [...NASTY, 'x'.repeat(10_000), '\u202e'.repeat(10_000), '`'.repeat(10_000), 'y '.repeat(5_000)]
const mail = (name: string, index: number) => `${name.replace(/[\s@]/g, '').slice(0, 60)}${index}@example.com`

function hostileCompany(): object {
  const users = names.map((name, index) => ({
    id: `u${index}`,
    primaryEmail: mail(name, index),
    name: { givenName: name, familyName: `${name}!`, fullName: `${name} ${index}` },
    suspended: index % 9 === 0,
    organizations: [{ title: name, department: name, costCenter: name, primary: true }],
    phones: [{ value: name, type: name }],
    addresses: [{ formatted: name, type: 'work' }],
    externalIds: [{ value: name, type: 'organization' }],
  }))
  const groups = names.map((name, index) => ({ id: `g${index}`, name: `${name}${index % 2 === 0 ? '' : index}`, email: `g-${mail(name, index)}`, members: [index, index + 1, index + 7].map((at) => mail(names[at % names.length] ?? '', at % names.length)) }))
  return {
    google: { domain: 'example.com', users, groups },
    aws: {
      users: names.filter(isTaken).slice(0, 20).map((name, index) => ({ userName: `old${index}@example.com`, displayName: name, name: { givenName: 'x', familyName: name } })),
      groups: names.filter(isTaken).slice(20).map((name) => ({ displayName: name, members: ['old1@example.com'] })),
    },
  }
}

/** AWS refuses controls and format characters itself; the rest it takes. */
function isTaken(name: string): boolean {
  return /^[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r \u00A0\u3000]{1,1024}$/u.test(name)
}

/** Nothing but printable text and line breaks, whatever the bytes. */
function expectHarmless(text: string): void {
  expect(text.replaceAll('\n', '').match(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|[\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\u2060\ufeff\u00ad\u3164]/u)).toBeNull()
}

/** Names of 10,000 characters do not flood a screen either. */
function expectShort(text: string): void {
  expect(text.split('\n').filter((line) => line.length > 5_000).map((line) => line.slice(0, 200))).toEqual([])
}

describe('a company of hostile names', () => {
  test('is planned, shown and applied, and fools no format, no log line and no message', async () => {
    const { dir, idpscim, setFaults } = await stage({ seed: hostileCompany() })

    const planned = await idpscim('plan', '--adopt', 'all')
    expect([planned.code, planned.stderr]).toEqual([0, expect.any(String)])
    const plan = parsePlan(await readFile(join(dir, 'plan.json')), 'plan.json')
    const shown = await inFormats((...format) => idpscim('show', 'plan.json', ...format))
    const unknown = await idpscim('plan', '--only', 'user:\u009b31m\u202egpj')
    await setFaults([{ api: 'scim', operation: 'CreateUser', kind: 'error', at: 1, times: 3, status: 400 }])
    const applied = await idpscim('apply', 'plan.json', '--log-format', 'json')
    const resumed = await idpscim('apply', 'plan.json')
    const states = await inFormats((...format) => idpscim('show', 'state.json', ...format))
    const listed = await idpscim('state', 'list')

    expect(planned.code).toBe(0)
    expect(plan.changes.length).toBeGreaterThan(100)
    expect(plan.warnings.length).toBeGreaterThan(20)
    for (const { code, stderr } of [...Object.values(shown), ...Object.values(states), listed]) expect([code, stderr]).toEqual([0, ''])
    for (const { stdout } of [shown.text, shown.json, shown.markdown, states.text, states.json, states.markdown, listed]) expectHarmless(stdout)
    for (const { stdout, stderr } of [planned, unknown, applied, resumed]) expectHarmless(`${stdout}\n${stderr}`)
    for (const { stdout, stderr } of [planned, unknown, resumed, shown.text, states.text]) expectShort(`${stdout}\n${stderr}`)
    expect(unknown.stderr).toContain('\\u{9b}31m\\u{202e}gpj')
    expect([applied.code, resumed.code]).toEqual([6, 0])
    expect(applied.stderr.trim().split('\n').map((line) => typeof JSON.parse(line))).not.toContain('string')

    expect(planToJson(JSON.parse(shown.json.stdout) as typeof plan)).toBe(planToJson(plan))
    for (const { markdown, html } of [shown, states]) {
      expectOnlyOurs(markdown.stdout)
      expect(elementsOf(parse(html.stdout)).filter((name) => ['script', 'style', 'img', 'svg', 'a', 'iframe', 'br'].includes(name))).toEqual(['style', 'script', 'script'])
    }
  }, 120_000)
})

async function inFormats(show: (...format: string[]) => Promise<Ended>): Promise<Record<'text' | 'json' | 'markdown' | 'html', Ended>> {
  const [text, json, markdown, html] = await Promise.all([show('--format', 'text'), show('--format', 'json'), show('--format', 'markdown'), show('--format', 'html')])
  return { text, json, markdown, html }
}

/** The elements that a comment is meant to have: no link, image, code block, quote, footnote, task or foreign HTML. */
function expectOnlyOurs(markdown: string): void {
  const found = new Set<string>()
  const walk = (node: { type: string; value?: string; children?: unknown[]; checked?: boolean | null }) => {
    found.add(node.type === 'html' ? (node.value ?? '').replace(/<summary>[\w\s:,.()]*<\/summary>/, '<summary></summary>') : node.type)
    if (typeof node.checked === 'boolean') found.add('task')
    for (const child of (node.children ?? []) as (typeof node)[]) walk(child)
  }
  walk(fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }))

  const ours = ['root', 'heading', 'paragraph', 'text', 'strong', 'emphasis', 'inlineCode', 'list', 'listItem', 'table', 'tableRow', 'tableCell', '<details>\n<summary></summary>', '</details>']
  expect([...found].filter((type) => !ours.includes(type))).toEqual([])
  expect(Array.from(markdown).length).toBeLessThanOrEqual(65_536)
}

function elementsOf(node: object): string[] {
  const { tagName, childNodes = [] } = node as { tagName?: string; childNodes?: object[] }
  return [...(tagName === undefined ? [] : [tagName]), ...childNodes.flatMap(elementsOf)]
}
