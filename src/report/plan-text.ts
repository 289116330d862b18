/** A plan as a person reviews it: what it rests on, drift, the changes by kind, what stands in the way, and the sum last. */
import { isStateOnly, type GroupChange, type MembershipChange, type UserChange } from '../model/change.js'
import type { Finding } from '../model/finding.js'
import type { Plan } from '../plan/plan.js'
import { type ChangeTextOptions, membershipLines, objectLines } from './change-text.js'
import { driftLines } from './drift-text.js'
import { type TextOptions, wrap } from './layout.js'
import { narrowingLines } from './narrowing-text.js'
import { paints } from './paint.js'
import { verdictLines } from './policy-text.js'
import { safe } from './safe.js'
import { summaryLines } from './summary-text.js'
import { counted, joined, minute, number, seconds, short } from './words.js'

/** `file` is where the whole plan lies; long lists point there. */
export function planToText(plan: Plan, options: TextOptions & { file?: string }): string {
  const { width } = options
  const paint = paints(options.color)
  const how: ChangeTextOptions = { width, paint, ...(options.file === undefined ? {} : { file: options.file }) }
  const objects = plan.changes.filter((change): change is UserChange | GroupChange => change.kind !== 'membership')
  const calling = objects.filter((change) => !isStateOnly(change))
  const blocking = plan.policy.verdicts.filter((verdict) => !verdict.ok)
  const section = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ['', paint.title(title), ...lines])
  return [
    ...header(plan, how),
    ...section('Narrowed: a part of a larger plan', narrowingLines(plan.narrowed ?? [], how)),
    ...section('Drift: changed in the target, not by this stack', plan.drift.flatMap((drift) => driftLines(drift, how))),
    ...section('Groups', objectLines(calling.filter((change) => change.kind === 'group'), how)),
    ...section('Users', objectLines(calling.filter((change) => change.kind === 'user'), how)),
    ...section('Memberships', memberships(plan, how)),
    ...section('State only, no call', objectLines(objects.filter(isStateOnly), how)),
    ...section('Findings: each blocks itself alone', plan.warnings.flatMap((finding) => findingLines(finding, how))),
    ...section('Blocked by policy: nothing of this plan will be applied', blocking.flatMap((verdict) => verdictLines(verdict, how))),
    '',
    ...footer(plan, how),
    ...summaryLines(plan, width).map(paint.title),
    '',
  ].join('\n')
}

function header(plan: Plan, { width, paint }: ChangeTextOptions): string[] {
  const { base } = plan
  const state = base.lineage === null ? 'no state yet' : `state serial ${number(base.serial)}`
  const target = base.refresh === 'full' ? 'target read in full' : 'target not read: the state stands for it'
  return [
    ...wrap(`Plan ${short(plan.id)} for stack ${safe(plan.stack)}`, { width }).map(paint.title),
    ...wrap(`made ${minute(plan.createdAt)}, expires ${minute(plan.expiresAt)}`, { width, first: '  ' }),
    ...wrap(`${state}, ${target}, adopts by ${base.adopt}`, { width, first: '  ' }),
    ...base.snapshots.flatMap(({ role, name, type, evidence }) => {
      const rows = [counted(evidence.users, 'user'), counted(evidence.groups, 'group'), counted(evidence.memberships, 'membership')]
      const filter = evidence.filter.length === 0 ? '' : `, filter ${evidence.filter.map(safe).join(' | ')}`
      return wrap(`${role === name ? role : `${role} ${safe(name)}`} (${safe(type)}): ${joined(rows)} on ${counted(evidence.pages, 'page')}${filter}`, { width, first: '  ', rest: '    ' })
    }),
  ]
}

function memberships(plan: Plan, how: ChangeTextOptions): string[] {
  const byGroup = new Map<string, MembershipChange[]>()
  for (const change of plan.changes) {
    if (change.kind !== 'membership') continue
    const known = byGroup.get(change.key)
    if (known === undefined) byGroup.set(change.key, [change])
    else known.push(change)
  }
  return [...byGroup].flatMap(([group, changes]) => membershipLines(group, changes, how))
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
  ].map(paint.faint)
}
