/** Seconds and sizes of reports of a large first plan, and of one that changes everybody: `npx tsx test/bench/report.bench.ts [people] [groups] [memberships]`. */
import type { Change } from '../../src/model/change.js'
import { printableJson } from '../../src/model/printable-json.js'
import type { Plan } from '../../src/plan/plan.js'
import { summarise } from '../../src/plan/summary.js'
import { planToHtml } from '../../src/report/html/plan-html.js'
import { planToMarkdown } from '../../src/report/markdown/plan-markdown.js'
import { planToText } from '../../src/report/plan-text.js'
import { person } from '../support/people.js'
import { groupChange, membershipChange, planOf, userChange } from '../support/plans.js'

const [people = 90_000, groups = 5_000, memberships = 400_000] = process.argv.slice(2).map(Number)

function changes(): Change[] {
  const users = Array.from({ length: people }, (_, n) => {
    const [key, targetId] = [`p${n}@example.com`, `t${n}`]
    if (n % 3 === 0) return userChange('create', key, { after: person(n) })
    if (n % 3 === 1) return userChange('update', key, { before: person(n, { title: 'Engineer' }), after: person(n, { title: 'Owner' }), targetId })
    return userChange('deactivate', key, { before: person(n), after: person(n, { active: false }), targetId })
  })
  const size = Math.floor(memberships / groups)
  const teams = Array.from({ length: groups }, (_, g) => [
    groupChange('create', `AWS group ${g}`, { after: { displayName: `AWS group ${g}` } }),
    membershipChange(g % 2 === 0 ? 'add' : 'remove', `AWS group ${g}`, Object.fromEntries(Array.from({ length: size }, (__, at) => [`p${(g * 7919 + at * 31) % people}@example.com`, { id: `t${at}` }]))),
  ])
  return [...users, ...teams.flat()]
}

function measure(name: string, draw: () => string): void {
  globalThis.gc?.()
  const [begun, cpu] = [performance.now(), process.cpuUsage()]
  const { length } = draw()
  const { user, system } = process.cpuUsage(cpu)
  console.log(`${name.padEnd(20)} ${((performance.now() - begun) / 1_000).toFixed(2)} s (CPU ${((user + system) / 1e6).toFixed(2)} s), ${(length / 1e6).toFixed(1)} million characters`)
}

const all = changes()
const plan: Plan = planOf(all, undefined, { summary: summarise(all) })
console.log(`${plan.changes.length} changes, ${memberships} memberships`)
measure('text, 200 a section', () => planToText(plan, { color: true, width: 100, limit: 200 }))
measure('text, all', () => planToText(plan, { color: true, width: 100 }))
measure('markdown', () => planToMarkdown(plan))
measure('html', () => planToHtml(plan))
measure('json', () => printableJson(plan, 2))
