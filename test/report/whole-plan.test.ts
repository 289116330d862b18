/** What a reviewer must not miss stands in every format: what the changes are worth, who approved, and what the plan is a part of. */
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5'
import { describe, expect, it } from 'vitest'
import { planToHtml } from '../../src/report/html/plan-html.js'
import { planToMarkdown } from '../../src/report/markdown/plan-markdown.js'
import { planToText } from '../../src/report/plan-text.js'
import { richPlan } from './hostile.js'

const formats: Record<string, () => string> = {
  text: () => planToText(richPlan(), { color: false, width: 80 }),
  markdown: () => planToMarkdown(richPlan()),
  html: () => shown(parse(planToHtml(richPlan()))),
}

describe.each(Object.entries(formats))('a plan as %s', (_, draw) => {
  const text = draw().replace(/[`*_]/g, '').replace(/\s+/g, ' ')

  it('tells who gains and who loses access, and that nobody administrates an account any more', () => {
    expect(text).toContain('1 person loses access, 1 as administrator')
    expect(text).toContain('1 account without any known administrator')
    expect(text).toMatch(/[Ll]oses? Admin in prod \(1111\), administrator/)
    expect(text).toContain('Something was not looked at.')
  })

  it('tells how it was narrowed', () => {
    expect(text).toMatch(/only group:AWS-?Admins/)
    expect(text).toContain('holding delete user frank')
    expect(text).toMatch(/accepting members added to AWS-Admins \(mallory\)/)
    expect(text).toContain('pulled in: create user alice, for add people to AWS-Developers')
  })

  it('tells what is let stand in the target, against what', () => {
    expect(text).toMatch(/displayName: \\?"Kept\\?" stays; the source said \\?"kept/)
    expect(text).toMatch(/in the group, and not at the source: zoe/)
  })

  it('tells which plan it takes back, and what is left alone after it', () => {
    expect(text).toContain(`akes back plan ${'d'.repeat(12)}`)
    expect(text).toMatch(/until\W+2026-03-09 00:00 UTC/)
    expect(text).toMatch(/7 more/)
    expect(text).toMatch(/[Aa]t least 2 people gain access/)
  })

  it('tells who approved, and what that lifts', () => {
    expect(text).toMatch(/Dora/)
    expect(text).toMatch(/lifts removemembersper_group:AWS-Admins ?: she leaves|lifts remove_?members_?per_?group:AWS-Admins ?: she leaves/)
  })

  it('tells who loses what, and what blocks', () => {
    expect(text).toContain('1 person deleted; 1 person deactivated; 1 group deleted; 1 person loses 1 membership of 1 group')
    expect(text).toMatch(/rules\.admins need ?two/)
  })
})

/** Its texts, those of its lists among them. */
function shown(node: Tree.ParentNode): string {
  return node.childNodes.map((child) => ('value' in child ? child.value : 'tagName' in child && child.tagName !== 'style' ? ` ${shown(child)} ` : '')).join('')
}
