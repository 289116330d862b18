/** The first look: what the plan does, to how many, whether it may, and what it rests on. */
import type { Plan } from '../plan/plan.js'
import { approvalLines } from '../report/approval-text.js'
import { paints } from '../report/paint.js'
import { verdictLines } from '../report/policy-text.js'
import { safe } from '../report/safe.js'
import { counted, joined, minute, number, seconds } from '../report/words.js'
import { impactSummary } from './impact-lines.js'
import type { Line } from './line.js'
import { fact, heading, told } from './text-lines.js'
import type { Touched } from './touched.js'
import { lacksOnlyApproval } from './verdicts.js'

/** Names of one list that the first look has room for. */
const NAMED = 5

/** `place` is where the plan lies. */
export function overviewLines(plan: Plan, place: string, touched: Touched, width: number): Line[] {
  return [
    ...does(plan, width),
    ...who(touched, width),
    ...policy(plan, place, width),
    ...approvals(plan, width),
    ...impactSummary(plan.impact, width),
    ...others(plan, width),
    ...rests(plan, width),
  ]
}

function does({ summary: { users, groups, memberships, state }, narrowed }: Plan, width: number): Line[] {
  const words = (counts: Readonly<Record<string, number>>) => joined(Object.entries(counts).flatMap(([action, count]) => (count === 0 ? [] : [`${number(count)} to ${action}`])))
  const row = (label: string, text: string) => (text === '' ? [] : fact(label, text, width))
  const only = Object.values(state).reduce((sum, count) => sum + count, 0)
  const rows = [...row('users', words(users)), ...row('groups', words(groups)), ...row('members', words(memberships)), ...row('state', only === 0 ? '' : `${counted(only, 'entry', 'entries')} of the state alone, without a call`)]
  return [
    heading('What it does'),
    ...(rows.length === 0 ? [{ text: '  nothing: the target is as it shall be' }] : rows),
    ...(narrowed === undefined ? [] : told('It is a part of a larger plan: what was held back stays for the next one.', { width, first: '  ', rest: '  ', tone: 'warn' })),
  ]
}

function who({ people, groups, losing, biggest }: Touched, width: number): Line[] {
  if (people + groups === 0) return []
  const lost = losing.slice(0, NAMED).map(({ key, how }) => `${safe(key)} (${how})`)
  const more = losing.length > NAMED ? `, and ${number(losing.length - NAMED)} more` : ''
  return [
    { text: '' },
    heading('Who is touched'),
    ...told(`${counted(people, 'person', 'people')} and ${counted(groups, 'group')}`, { width, first: '  ', rest: '    ' }),
    ...(losing.length === 0 ? [] : told(`${counted(losing.length, 'person loses', 'people lose')} everything: ${joined(lost)}${more}`, { width, first: '  - ', rest: '    ', tone: 'remove' })),
    ...biggest.flatMap(({ key, added, removed }) => {
      const parts = [added === 0 ? '' : `${number(added)} in`, removed === 0 ? '' : `${number(removed)} out`].filter((part) => part !== '')
      return told(`${safe(key)}: ${joined(parts)}`, { width, first: '  ~ ', rest: '    ', tone: removed > 0 ? 'remove' : 'add' })
    }),
  ]
}

function approvals({ approvals: given = [] }: Plan, width: number): Line[] {
  if (given.length === 0) return []
  return [{ text: '' }, heading('Approved by; apply checks the signatures'), ...given.flatMap((approval) => approvalLines(approval, { width }).flatMap((text) => told(text, { width, rest: '      ', tone: 'add' })))]
}

function policy({ policy: { blocked, verdicts } }: Plan, place: string, width: number): Line[] {
  const paint = paints(false)
  const failing = verdicts.filter(({ ok }) => !ok)
  const passing = verdicts.filter(({ ok }) => ok)
  const numbers = passing.slice(0, 8).map(({ rule, subject, planned, allowed }) => `${safe(rule)}${subject === undefined ? '' : ` for ${safe(subject)}`}${planned === undefined ? '' : ` ${number(planned)} of ${number(allowed ?? 0)}`}`)
  return [
    { text: '' },
    heading(!blocked ? 'Policy: allowed' : lacksOnlyApproval(verdicts) ? 'Policy: approvals are missing' : 'Policy: blocked, nothing of this plan will be applied'),
    ...failing.slice(0, 20).flatMap((verdict) => verdictLines(verdict, { width, paint, file: place }).flatMap((text) => told(text, { width, rest: '      ', tone: text.startsWith('  x') ? 'remove' : 'plain' }))),
    ...(failing.length > 20 ? [{ text: `  and ${number(failing.length - 20)} more` }] : []),
    ...(numbers.length === 0 ? [] : told(`kept: ${joined(numbers)}${passing.length > 8 ? `, and ${number(passing.length - 8)} more` : ''}`, { width, first: '  ', rest: '    ', tone: 'faint' })),
  ]
}

function others({ drift, warnings, unmanaged }: Plan, width: number): Line[] {
  const foreign = [unmanaged.users === 0 ? '' : counted(unmanaged.users, 'user'), unmanaged.groups === 0 ? '' : counted(unmanaged.groups, 'group')].filter((part) => part !== '')
  const rows = [
    ...(drift.length === 0 ? [] : fact('drift', `${counted(drift.length, 'thing')} changed in the target outside this stack: press 1`, width, 'warn')),
    ...(warnings.length === 0 ? [] : fact('findings', `${number(warnings.length)} that cannot be planned as they are: press 4`, width, 'warn')),
    ...(foreign.length === 0 ? [] : fact('unmanaged', `${joined(foreign)} in the target, never touched`, width)),
  ]
  return rows.length === 0 ? [] : [{ text: '' }, heading('Beside it'), ...rows]
}

function rests({ base, estimate, createdAt, expiresAt, toolVersion }: Plan, width: number): Line[] {
  const calls = Object.values(estimate.calls).reduce((sum, operations) => sum + Object.values(operations).reduce((all, count) => all + count, 0), 0)
  return [
    { text: '' },
    heading('What it rests on'),
    ...base.snapshots.flatMap(({ role, name, type, evidence }) => {
      const rows = joined([counted(evidence.users, 'user'), counted(evidence.groups, 'group'), counted(evidence.memberships, 'membership')])
      const filter = evidence.filter.length === 0 ? '' : `, filter ${evidence.filter.map(safe).join(' | ')}`
      return fact(role, `${role === name ? '' : `${safe(name)} `}(${safe(type)}): ${rows} on ${counted(evidence.pages, 'page')}, whole at ${minute(evidence.end)}${filter}`, width)
    }),
    ...(base.refresh === 'state' ? fact('target', 'not read: the state stands for it, and drift does not show', width, 'warn') : []),
    ...fact('state', base.lineage === null ? 'none yet' : `serial ${number(base.serial)}`, width),
    ...fact('made', `${minute(createdAt)} by idpscim ${safe(toolVersion)}, expires ${minute(expiresAt)}`, width),
    ...(calls === 0 ? [] : fact('estimate', `${counted(calls, 'call')}, ${estimate.seconds < 1 ? '' : 'about '}${seconds(estimate.seconds)}`, width)),
  ]
}
