/** Changes, drift, findings and verdicts as list items. */
import type { Change, Drift } from '../../model/change.js'
import type { Finding } from '../../model/finding.js'
import type { ChangeImpact } from '../../model/impact.js'
import type { Verdict } from '../../plan/plan.js'
import { naming } from '../../plan/ways-out.js'
import { acceptedSentences } from '../accepted-text.js'
import { driftAnswer } from '../drift-words.js'
import { fieldChanges, type FieldChange } from '../fields.js'
import { accountTitle, grantName, isAll } from '../impact-words.js'
import { numbersOf } from '../policy-text.js'
import { counted, minute, number, spokenAction } from '../words.js'
import { code, codeValue, prose } from './escape.js'

/** Names of one list that are shown before a count stands for the rest. */
const LISTED = 25

/** The reason where it is told: a run of changes may share it. `impact`: what this change is worth. */
export function changeItem(change: Change, { told, impact }: { told?: { reason: string; alike: number } | undefined; impact?: ChangeImpact | undefined } = {}): string {
  const why = told === undefined ? [] : [`_why${told.alike === 1 ? '' : `, for all ${number(told.alike)}`}:_ ${prose(told.reason)}`]
  if (change.kind === 'membership') {
    const people = counted(change.members.length, 'person', 'people')
    const [verb, word] = change.action === 'add' ? ['add', 'to'] : ['remove', 'from']
    return item(`**${verb}** ${people} ${word} ${code(change.key)}: ${names(change.members)}`, [...impactNotes(impact, change.members), ...why])
  }
  const notes: string[] = []
  if (change.kind === 'user' && change.action === 'create' && change.after !== undefined) {
    notes.push(`${code(change.after.displayName)}${change.after.active ? '' : ', inactive'}`)
  }
  if (change.kind === 'user' && change.due !== undefined) notes.push(`due ${prose(minute(change.due))}`)
  if (change.until !== undefined) notes.push(`left alone until ${prose(minute(change.until))}`)
  if (change.from !== undefined) notes.push(`from source ${code(change.from)} to ${code(change.source)}`)
  if (change.action !== 'deactivate' && change.action !== 'reactivate' && change.action !== 'accept' && change.before !== undefined && change.after !== undefined) {
    notes.push(...fieldChanges(change.before, change.after).map(field))
  }
  if (change.kind === 'group') {
    if ((change.members ?? []).length > 0) notes.push(`${change.action === 'hold' ? 'held' : 'in already'}: ${names(change.members ?? [])}`)
    if ((change.extra ?? []).length > 0) notes.push(`not desired, kept by this plan: ${names(change.extra ?? [])}`)
  }
  notes.push(...acceptedSentences(change).map(prose))
  return item(`${spokenAction(change.action).replace(/^\w+/, '**$&**')} ${change.kind} ${code(change.key)}${change.action === 'accept' ? ' as it is' : ''}`, [...notes, ...impactNotes(impact), ...why])
}

function impactNotes(impact: ChangeImpact | undefined, members: readonly string[] = []): string[] {
  if (impact === undefined) return []
  const who = ({ people, more = 0 }: { people: readonly string[]; more?: number | undefined }) => (more === 0 && isAll(people, members) ? '' : `: ${names(people)}${more === 0 ? '' : `, and ${number(more)} more`}`)
  const { gains, losses, applications, lastAdministrators, assignments } = impact
  return [
    ...gains.map((gain) => `gains ${code(grantName(gain))}${who(gain)}`),
    ...losses.map((loss) => `**loses** ${code(grantName(loss))}; ${number(loss.left)} still ${loss.left === 1 ? 'has' : 'have'} it${who(loss)}`),
    ...applications.gains.map((gain) => `gains the application ${code(gain.application)}${who(gain)}`),
    ...applications.losses.map((loss) => `**loses** the application ${code(loss.application)}${who(loss)}`),
    ...lastAdministrators.map((last) => `⚠️ nobody known administrates ${code(accountTitle(last))} any more: ${names(last.people)} did`),
    ...(assignments === undefined ? [] : [`dies with it: ${names([...assignments.accounts.map(grantName), ...assignments.applications]) || 'no assignment'}`]),
  ]
}

export function driftItem(drift: Drift): string {
  return driftFacts(drift, [prose(driftAnswer(drift))])
}

/** Without what answers it. */
export function driftFacts(drift: Omit<Drift, 'answer' | 'change'>, notes: readonly string[] = []): string {
  const people = drift.members ?? []
  const subject = `${drift.kind === 'membership' ? 'group' : drift.kind} ${code(drift.key)}`
  const what =
    drift.what === 'changed' || drift.what === 'deleted'
      ? drift.what
      : `${counted(people.length, 'member')} ${drift.what === 'member-added' ? 'added' : 'removed'}: ${names(people)}`
  const by = drift.by === undefined ? '' : ` by ${code(drift.by)}`
  const at = drift.at === undefined ? '' : ` at ${prose(minute(drift.at))}`
  const fields = drift.what === 'changed' ? fieldChanges(drift.before, drift.after).map(field) : []
  return item(`${subject}: ${what}${by}${at}`, [...fields, ...notes])
}

export function findingItem(finding: Finding): string {
  const kind = finding.kind === 'membership' ? 'members of' : finding.kind
  // Most sentences about somebody begin with who it is.
  const subject = finding.summary.startsWith(`${finding.key} `) ? '' : `${code(finding.key)}: `
  return item(`${kind} ${subject}${prose(finding.summary)} (${finding.code})`, [`_remedy:_ ${prose(finding.remedy)}`])
}

/** `file` is where the plan lies: the way out names it. */
export function verdictItem(verdict: Verdict, file = 'PLAN'): string {
  const subject = verdict.subject === undefined ? '' : ` for ${code(verdict.subject)}`
  const numbers = numbersOf(verdict)
  return item(`${verdict.ok ? 'passes' : '**blocks**'}: ${code(verdict.rule)}${subject}: ${prose(verdict.summary)}`, [
    ...(verdict.ok || numbers === '' ? [] : [numbers]),
    ...(verdict.approvals === undefined ? [] : [`approvals: ${number(verdict.approvals.by.length)} of ${number(verdict.approvals.required)}${verdict.approvals.by.length === 0 ? '' : `, by ${names(verdict.approvals.by)}`}`]),
    ...(verdict.lifted ?? []).map(({ by, reason }) => `lifted for this plan by ${code(by)}: ${prose(reason)}`),
    ...(verdict.remedy === undefined ? [] : [`_way out:_ ${prose(naming(verdict.remedy, file))}`]),
  ])
}

/** Names as code spans, cut with a count of the rest. */
export function names(keys: readonly string[], listed = LISTED): string {
  const more = keys.length <= listed ? '' : `, and ${number(keys.length - listed)} more`
  return `${keys.slice(0, listed).map(code).join(', ')}${more}`
}

export function item(head: string, notes: readonly string[] = []): string {
  return `- ${head}\n${notes.map((note) => `  - ${note}\n`).join('')}`
}

function field({ path, before, after }: FieldChange): string {
  const values = before === undefined ? codeValue(after) : after === undefined ? codeValue(before) : `${codeValue(before)} → ${codeValue(after)}`
  return `${before === undefined ? 'new ' : after === undefined ? 'gone ' : ''}${code(path)}: ${values}`
}
