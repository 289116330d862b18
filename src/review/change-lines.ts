/** One change, line by line: what, why and whence, field by field, who, and what hangs together with it. */
import type { Change, MembershipChange } from '../model/change.js'
import type { Verdict } from '../plan/plan.js'
import { needsOf } from '../plan/order.js'
import { fieldLines } from '../report/field-text.js'
import { fieldChanges } from '../report/fields.js'
import { paints } from '../report/paint.js'
import { safe } from '../report/safe.js'
import { counted, joined, minute, number } from '../report/words.js'
import { boxOf, changeWords, memberWords, standingWords, toneOf } from './change-words.js'
import { heldMembers, memberStanding, standingOf, type Choices } from './choices.js'
import { ends } from './cut.js'
import { impactLines } from './impact-lines.js'
import type { Line, Lines, Tone } from './line.js'
import type { PlanIndex } from './plan-index.js'
import { fact, heading, told } from './text-lines.js'

/** A line may stand for somebody of a membership, or lead to another change. */
export interface DetailLine extends Line {
  member?: string
  go?: number
}

/** Links of one list that are shown; a group may have thousands. */
const LINKS = 200

export function changeLines(index: PlanIndex, choices: Choices, change: Change, query: string, width: number): Lines<DetailLine> {
  const above = [...headLines(index, choices, change, width), ...fieldsOf(change, width), ...impactLines(index.plan.impact, change.id, width)]
  const below = linkLines(index, choices, change, width)
  const people = change.kind === 'membership' ? membersFound(change, query) : []
  if (change.kind === 'membership') above.push({ text: '' }, heading(peopleTitle(choices, change, people.length, query)))
  return {
    count: above.length + people.length + below.length,
    at: (line) => {
      const person = people[line - above.length]
      if (line < above.length) return above[line] as DetailLine
      if (person !== undefined && change.kind === 'membership') return personLine(choices, change, person, width)
      return below[line - above.length - people.length] as DetailLine
    },
  }
}

/** The people of a membership change whose names hold all words of the query. */
function membersFound({ members }: MembershipChange, query: string): readonly string[] {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== '')
  return words.length === 0 ? members : members.filter((member) => words.every((word) => member.toLowerCase().includes(word)))
}

function headLines({ plan, blocking, awaiting }: PlanIndex, choices: Choices, change: Change, width: number): Line[] {
  const standing = standingOf(choices, change)
  const source = plan.base.snapshots.find(({ role, name }) => role === 'source' && name === change.source)
  const words = standing === 'goes' ? 'goes' : standingWords(choices, change)
  const isNew = change.action === 'create'
  return [
    ...told(changeWords(change), { width, rest: '  ', tone: toneOf(change) }),
    ...fact('decided', `${boxOf(standing)} ${words}`, width, standing === 'goes' ? 'plain' : 'warn'),
    ...fact('why', safe(change.reason), width),
    ...fact('source', `${safe(change.source)}${source === undefined ? '' : ` (${safe(source.type)})`}, id ${safe(change.sourceId)}`, width),
    ...(change.kind !== 'membership' && change.from !== undefined ? fact('from', `source ${safe(change.from)} until now`, width) : []),
    ...fact('target id', change.targetId === undefined ? (isNew ? 'given by the target when it is created' : 'learned when its object is created') : safe(change.targetId), width),
    ...(change.kind === 'user' && change.due !== undefined ? fact('due', minute(safe(change.due)), width) : []),
    ...(blocking.has(change.id) || awaiting.has(change.id) ? verdictsOf(plan.policy.verdicts, change.id).flatMap((text) => fact('blocked', text, width, 'remove')) : []),
    ...plan.drift.flatMap((drift, entry) => (drift.change === change.id ? fact('drift', choices.accepted.has(entry) ? `what somebody did in the target stays (${drift.what})` : `takes back what somebody did in the target (${drift.what})`, width, 'warn') : [])),
  ]
}

function verdictsOf(verdicts: readonly Verdict[], id: string): string[] {
  return verdicts.filter(({ ok, changes }) => !ok && changes.includes(id)).map(({ rule, summary }) => `${safe(rule)}: ${safe(summary)}`)
}

function fieldsOf(change: Change, width: number): Line[] {
  if (change.kind === 'membership') return []
  const lines = fieldLines(fieldChanges(change.before, change.after), { width, indent: '  ', paint: paints(false) })
  const extra = change.kind === 'group' ? [...peopleNote('in already, and shall be', change.members, width), ...peopleNote('in and not desired; this plan keeps them', change.extra, width)] : []
  if (lines.length === 0 && extra.length === 0) return []
  return [{ text: '' }, heading('Field by field'), ...lines.flatMap((text) => told(text, { width, rest: '      ', tone: toneOfField(text) })), ...extra]
}

function peopleNote(what: string, members: readonly string[] = [], width: number): Line[] {
  if (members.length === 0) return []
  return told(`${counted(members.length, 'person', 'people')} ${what}: ${joined(members.slice(0, 100).map(safe))}${members.length > 100 ? ', …' : ''}`, { width, first: '  = ', rest: '    ' })
}

function toneOfField(text: string): Tone {
  return text.startsWith('  +') ? 'add' : text.startsWith('  -') ? 'remove' : 'change'
}

function peopleTitle(choices: Choices, change: MembershipChange, found: number, query: string): string {
  const held = heldMembers(choices, change)
  const all = counted(change.members.length, 'person', 'people')
  const filter = query === '' ? '' : `, ${number(found)} found by "${safe(query)}"`
  return `${all}${held === 0 ? '' : `, ${number(held)} held back`}${filter}: space holds one`
}

function personLine(choices: Choices, change: MembershipChange, member: string, width: number): DetailLine {
  const sign = change.action === 'add' ? '+' : '-'
  const standing = memberStanding(choices, change, member)
  return { text: ends(`  ${boxOf(standing)} ${sign} ${safe(member)}`, memberWords(choices, change, member), width), tone: standing === 'goes' ? toneOf(change) : 'warn', member }
}

function linkLines(index: PlanIndex, choices: Choices, change: Change, width: number): DetailLine[] {
  const needs = [...new Set(needsOf(change))]
  const needed = [...new Set((index.web.dependents.get(change.id) ?? []).map((part) => part.change))]
  return [...links('Waits for', needs, index, choices, width), ...links('Is waited for by', needed, index, choices, width)]
}

function links(title: string, ids: readonly string[], { plan, rowOf }: PlanIndex, choices: Choices, width: number): DetailLine[] {
  if (ids.length === 0) return []
  const shown = ids.slice(0, LINKS).flatMap((id): DetailLine[] => {
    const row = rowOf.get(id)
    const change = row === undefined ? undefined : plan.changes[row]
    if (row === undefined || change === undefined) return []
    return [{ text: ends(`  ${boxOf(standingOf(choices, change))} ${changeWords(change)}`, standingWords(choices, change), width), tone: toneOf(change), go: row }]
  })
  const more = ids.length > LINKS ? [{ text: `  and ${number(ids.length - LINKS)} more`, tone: 'faint' as const }] : []
  return [{ text: '' }, heading(`${title} ${counted(ids.length, 'change')}: enter opens one`), ...shown, ...more]
}
