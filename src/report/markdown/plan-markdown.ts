/** A plan as a comment on a pull request: what changes for whom first, then everything by kind, collapsed, and cut to what fits. */
import type { Change } from '../../model/change.js'
import type { Plan, Verdict } from '../../plan/plan.js'
import { lossesOf, lossPhrases, type Losses } from '../losses.js'
import { partsOf, tally } from '../plan-parts.js'
import { standingOf } from '../policy-words.js'
import { planSentence } from '../summary-text.js'
import { counted, joined, minute, number, seconds, short } from '../words.js'
import { approvals, impactSum, narrowed } from './head-markdown.js'
import { changeItem, driftItem, findingItem, item, names, verdictItem } from './change-markdown.js'
import { code, prose } from './escape.js'
import { COMMENT, firstOf, fit, type Section, size } from './fit.js'

/** Names that the head tells before a count stands for the rest. */
const TOLD = 10

/** `file` is where the whole plan lies: what is left out is found there. */
export function planToMarkdown(plan: Plan, { file, limit = COMMENT }: { file?: string; limit?: number } = {}): string {
  const where = file === undefined ? 'the plan file' : code(file)
  const head = [heading(plan), ...undone(plan), status(plan), sum(plan), ...counts(plan), ...takesAway(lossesOf(plan.changes)), ...impactSum(plan), ...blocking(plan, file), ...approvals(plan.approvals), ...narrowed(plan.narrowed)].map((part) => part.trimEnd()).join('\n\n')
  const foot = `\n${rests(plan).join('')}`
  return `${head}\n${fit(sections(plan, file), limit - size(head) - size(foot) - 1, where)}${foot}`
}

function heading({ id, stack }: Plan): string {
  return `## Plan ${code(short(id))} for stack ${code(stack)}`
}

const SIGNS = { blocked: '🛑', waits: '⏳', nothing: '✅', passes: '🟢' } as const

function status(plan: Plan): string {
  const { drift, warnings, base } = plan
  const { tone, sentence } = standingOf(plan)
  const verdict = `${SIGNS[tone]} **${sentence}.**`
  const facts = [
    drift.length === 0 ? '' : `${counted(drift.length, 'difference')} in the target that this stack did not make`,
    warnings.length === 0 ? '' : counted(warnings.length, 'finding'),
    base.refresh === 'full' ? '' : 'the target was not read, the state stood for it',
  ].filter((fact) => fact !== '')
  return `${verdict}${facts.length === 0 ? '' : ` ${capital(facts.join('; '))}.`}`
}

function sum(plan: Plan): string {
  return `**${planSentence(plan)}**`
}

function undone({ undoes }: Plan): string[] {
  return undoes === undefined ? [] : [`Takes back plan ${code(short(undoes))}.`]
}

/** A row a kind, a column an action; what is nought throughout has no column. */
function counts({ summary }: Plan): string[] {
  const rows = Object.entries({ Groups: summary.groups, Users: summary.users, Memberships: summary.memberships, 'State only': summary.state })
  const actions = [...new Set(rows.flatMap(([, row]) => Object.entries(row).filter(([, count]) => count > 0).map(([action]) => action)))]
  if (actions.length === 0) return []
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const body = rows.filter(([, row]) => Object.values(row).some((count) => count > 0)).map(([kind, row]) => line([kind, ...actions.map((action) => cell(row, action))]))
  return [[line(['', ...actions]), line(['---', ...actions.map(() => '---:')]), ...body].join('\n')]
}

function cell(row: Readonly<Record<string, number>>, action: string): string {
  const count = row[action] ?? 0
  return count === 0 ? '' : number(count)
}

function takesAway(losses: Losses): string[] {
  const phrases = lossPhrases(losses)
  if (phrases.length === 0) return []
  const { deleted, deactivated, groups, memberships } = losses
  const told = firstOf(memberships, ({ group, people }) => item(`${code(group)} loses ${number(people.length)}: ${names(people, TOLD)}`))
  const list = (verb: string, keys: readonly string[]) => (keys.length === 0 ? [] : [item(`${verb}: ${names(keys, TOLD)}`)])
  const more = memberships.length - told.length
  return [
    `**Takes away:** ${phrases.join('; ')}.`,
    [
      ...list('people deleted', deleted),
      ...list('people deactivated', deactivated),
      ...list('groups deleted, with all their memberships', groups),
      ...told,
      ...(more > 0 ? [item(`and ${counted(more, 'more group')}`)] : []),
    ].join(''),
  ]
}

function blocking({ policy }: Plan, file: string | undefined): string[] {
  const verdicts = policy.verdicts.filter(({ ok }) => !ok)
  if (verdicts.length === 0) return []
  const told = blockingTold(policy.verdicts, file)
  const more = verdicts.length - told.length
  return [
    `**Why it is blocked:** ${number(verdicts.length)} of ${counted(policy.verdicts.length, 'verdict')}.`,
    [...told, ...(more > 0 ? [item(`and ${counted(more, 'more')}: see below`)] : [])].join(''),
  ]
}

function blockingTold(verdicts: readonly Verdict[], file: string | undefined): string[] {
  return firstOf(verdicts.filter(({ ok }) => !ok), (verdict) => verdictItem(verdict, file))
}

function sections(plan: Plan, file: string | undefined): Section[] {
  const { groups, users, memberships, stateOnly } = partsOf(plan)
  // The head told the first that block.
  const verdicts = plan.policy.verdicts.toSorted((a, b) => Number(a.ok) - Number(b.ok)).slice(blockingTold(plan.policy.verdicts, file).length)
  return [
    section('Drift: changed in the target, not by this stack', plan.drift, driftItem),
    changes('Groups', groups, plan),
    changes('Users', users, plan),
    changes('Memberships', memberships, plan),
    section('Findings: each blocks itself alone', plan.warnings, findingItem),
    changes('State only, no call', stateOnly, plan),
    section(plan.policy.blocked ? 'Other verdicts of policy' : 'Verdicts of policy', verdicts, (verdict) => verdictItem(verdict, file)),
  ]
}

function changes(title: string, items: readonly Change[], { impact }: Plan): Section {
  const draw = (index: number) => {
    const change = at(items, index)
    return changeItem(change, { told: reasonAt(items, index), impact: impact?.changes[change.id] })
  }
  return { title: `${title}: ${tallied(items)}`, items, draw, leftOut: (from) => tallied(items.slice(from)) }
}

/** A reason that neighbours share is told once, with the first of them. */
function reasonAt(items: readonly Change[], index: number): { reason: string; alike: number } | undefined {
  const alike = (at: number) => items[at]?.reason === items[index]?.reason && items[at]?.action === items[index]?.action
  if (index > 0 && alike(index - 1)) return undefined
  let next = index + 1
  while (next < items.length && alike(next)) next++
  return { reason: items[index]?.reason ?? '', alike: next - index }
}

function section<T>(title: string, items: readonly T[], draw: (item: T) => string): Section {
  return { title: `${title} (${number(items.length)})`, items, draw: (index) => draw(at(items, index)), leftOut: (from) => number(items.length - from) }
}

function tallied(items: readonly Change[]): string {
  const counts = tally(items).map(([action, count]) => `${number(count)} to ${action}`)
  return joined(counts)
}

function rests({ base, createdAt, expiresAt, replayed, unmanaged, estimate, toolVersion }: Plan): string[] {
  const state = base.lineage === null ? 'no state yet' : `state serial ${number(base.serial)}`
  const calls = Object.entries(estimate.calls).map(([api, operations]) => `${counted(Object.values(operations).reduce((total, value) => total + value, 0), 'call')} to ${code(api)}`)
  const others = [unmanaged.users === 0 ? '' : counted(unmanaged.users, 'user'), unmanaged.groups === 0 ? '' : counted(unmanaged.groups, 'group')].filter((text) => text !== '')
  const lines = [
    ...(replayed ? ['**replayed** from a saved reading: to look at, not to apply'] : []),
    `made ${prose(minute(createdAt))} by ${code(`idpscim ${toolVersion}`)}, expires ${prose(minute(expiresAt))}; ${state}, adopts by ${base.adopt}`,
    ...base.snapshots.map(({ role, name, type, evidence }) => {
      const rows = joined([counted(evidence.users, 'user'), counted(evidence.groups, 'group'), counted(evidence.memberships, 'membership')])
      const filter = evidence.filter.length === 0 ? '' : `, filter ${names(evidence.filter, TOLD)}`
      return `${role} ${role === name ? '' : `${code(name)} `}(${code(type)}): ${rows} on ${counted(evidence.pages, 'page')}${filter}${evidence.by === undefined ? '' : `, by ${prose(evidence.by)}`}`
    }),
    ...(others.length === 0 ? [] : [`unmanaged in the target, never touched: ${joined(others)}`]),
    ...(calls.length === 0 ? [] : [`estimate: ${calls.join('; ')}, ${seconds(estimate.seconds)}`]),
  ]
  return ['<details>\n<summary>What it rests on</summary>\n\n', ...lines.map((line) => item(line)), '\n</details>\n']
}

function at<T>(items: readonly T[], index: number): T {
  const found = items[index]
  if (found === undefined) throw new RangeError(`no item ${index}`)
  return found
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
