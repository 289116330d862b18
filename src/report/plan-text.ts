/** A plan as a person reviews it: what it rests on, drift, the changes by kind, what stands in the way, and the sum last. */
import type { Change } from '../model/change.js'
import type { Finding } from '../model/finding.js'
import type { Plan } from '../plan/plan.js'
import { approvalLines } from './approval-text.js'
import { type ChangeTextOptions, membershipLines, objectLines } from './change-text.js'
import { driftLines } from './drift-text.js'
import { impactSumLines } from './impact-text.js'
import { type TextOptions, wrap } from './layout.js'
import { narrowingLines } from './narrowing-text.js'
import { lossesOf, lossPhrases } from './losses.js'
import { paints } from './paint.js'
import { partsOf, tally } from './plan-parts.js'
import { verdictLines } from './policy-text.js'
import { standingOf } from './policy-words.js'
import { safe } from './safe.js'
import { summaryLines } from './summary-text.js'
import { counted, joined, minute, number, seconds, short } from './words.js'

export interface PlanTextOptions extends TextOptions {
  /** Where the whole plan lies; long lists point there. */
  file?: string
  /** Entries that each section lists before a count stands for the rest; all without it. */
  limit?: number
}

export function planToText(plan: Plan, options: PlanTextOptions): string {
  const { width, limit = Infinity } = options
  const paint = paints(options.color)
  const how: ChangeTextOptions = { width, paint, ...(options.file === undefined ? {} : { file: options.file }), ...(plan.impact === undefined ? {} : { impact: plan.impact.changes }) }
  const parts = partsOf(plan)
  const section = <T>(title: string, all: readonly T[], draw: (listed: readonly T[]) => string[], inWords: (left: readonly T[]) => string) => {
    if (all.length === 0) return []
    const left = all.slice(limit)
    const more = left.length === 0 ? [] : wrap(`not listed here: ${inWords(left)}; --limit 0 lists all, --format html is a page to search`, { width, first: '  … ' }).map(paint.warn)
    return ['', paint.title(title), ...draw(all.slice(0, limit)), ...more]
  }
  return [
    ...header(plan, how),
    ...(plan.narrowed === undefined ? [] : ['', paint.title('Narrowed: a part of a larger plan'), ...narrowingLines(plan.narrowed, how)]),
    ...section('Drift: changed in the target, not by this stack', plan.drift, (drift) => drift.flatMap((entry) => driftLines(entry, how)), (left) => counted(left.length, 'difference')),
    ...section('Groups', parts.groups, (groups) => objectLines(groups, how), tallied),
    ...section('Users', parts.users, (users) => objectLines(users, how), tallied),
    ...section('Memberships', parts.memberships, (memberships) => membershipLines(memberships, how), (left) => `${tallied(left)}, in ${counted(groupsOf(left), 'group')}`),
    ...section('State only, no call', parts.stateOnly, (changes) => objectLines(changes, how), tallied),
    ...section('Findings: each blocks itself alone', plan.warnings, (findings) => findings.flatMap((finding) => findingLines(finding, how)), (left) => counted(left.length, 'finding')),
    ...section(
      standingOf(plan).sentence,
      plan.policy.verdicts.filter((verdict) => !verdict.ok),
      (blocking) => blocking.flatMap((verdict) => verdictLines(verdict, how)),
      (left) => counted(left.length, 'verdict'),
    ),
    ...section('Approvals: apply checks their signatures', plan.approvals ?? [], (approvals) => approvals.flatMap((approval) => approvalLines(approval, how)), (left) => counted(left.length, 'approval')),
    '',
    ...footer(plan, how),
    ...impactSumLines(plan.impact, how),
    ...summaryLines(plan, width).map(paint.title),
    '',
  ].join('\n')
}

function tallied(changes: readonly Change[]): string {
  return joined(tally(changes).map(([action, count]) => `${number(count)} to ${action}`))
}

function groupsOf(changes: readonly Change[]): number {
  return new Set(changes.map(({ key }) => key)).size
}

function header(plan: Plan, { width, paint }: ChangeTextOptions): string[] {
  const { base } = plan
  const state = base.lineage === null ? 'no state yet' : `state serial ${number(base.serial)}`
  const target = base.refresh === 'full' ? 'target read in full' : 'target not read: the state stands for it'
  return [
    ...wrap(`Plan ${short(plan.id)} for stack ${safe(plan.stack)}`, { width }).map(paint.title),
    ...wrap(plan.replayed ? `REPLAYED from a reading of ${minute(plan.createdAt)}: to look at, not to apply` : `made ${minute(plan.createdAt)}, expires ${minute(plan.expiresAt)}`, { width, first: '  ' }),
    ...(plan.undoes === undefined ? [] : wrap(`takes back plan ${short(plan.undoes)}`, { width, first: '  ' })),
    ...wrap(`${state}, ${target}, adopts by ${base.adopt}`, { width, first: '  ' }),
    ...base.snapshots.flatMap(({ role, name, type, evidence }) => {
      const rows = [counted(evidence.users, 'user'), counted(evidence.groups, 'group'), counted(evidence.memberships, 'membership')]
      const filter = evidence.filter.length === 0 ? '' : `, filter ${evidence.filter.map(safe).join(' | ')}`
      return wrap(`${role === name ? role : `${role} ${safe(name)}`} (${safe(type)}): ${joined(rows)} on ${counted(evidence.pages, 'page')}${filter}${evidence.by === undefined ? '' : `, by ${safe(evidence.by)}`}`, { width, first: '  ', rest: '    ' })
    }),
  ]
}

function findingLines(finding: Finding, { width, paint }: ChangeTextOptions): string[] {
  const kind = finding.kind === 'membership' ? 'members of' : finding.kind
  // Most sentences about somebody begin with who it is.
  const text = finding.summary.startsWith(`${finding.key} `) ? `${kind} ${finding.summary}` : `${kind} ${finding.key}: ${finding.summary}`
  return [
    ...wrap(`${safe(text)} (${finding.code})`, { width, first: '  ! ', rest: '      ' }).map(paint.warn),
    ...wrap(`remedy: ${safe(finding.remedy)}`, { width, first: '      ' }),
  ]
}

function footer(plan: Plan, { width, paint }: ChangeTextOptions): string[] {
  const { unmanaged, estimate } = plan
  const lost = lossPhrases(lossesOf(plan.changes))
  const calls = Object.entries(estimate.calls).map(([api, operations]) => {
    const total = Object.values(operations).reduce((sum, value) => sum + value, 0)
    const parts = Object.entries(operations).map(([operation, value]) => `${safe(operation)} ${number(value)}`)
    return `${counted(total, 'call')} to ${safe(api)} (${parts.join(', ')})`
  })
  const foreign = [unmanaged.users === 0 ? '' : counted(unmanaged.users, 'user'), unmanaged.groups === 0 ? '' : counted(unmanaged.groups, 'group')]
  const others = foreign.filter((text) => text !== '')
  return [
    ...(others.length === 0 ? [] : wrap(`Unmanaged in the target, never touched: ${joined(others)}.`, { width, rest: '  ' })),
    ...(calls.length === 0 || plan.changes.length === 0 ? [] : wrap(`Estimate: ${calls.join('; ')}, ${estimate.seconds < 1 ? '' : 'about '}${seconds(estimate.seconds)}.`, { width, rest: '  ' })),
  ].map(paint.faint).concat(lost.length === 0 ? [] : wrap(`Takes away: ${lost.join('; ')}.`, { width, rest: '  ' }).map(paint.remove))
}
