/** A plan told by whom it concerns: everything that changes for one person, and for one group. */
import type { Change } from '../../model/change.js'
import type { Plan } from '../../plan/plan.js'
import { driftPhrase } from '../drift-words.js'
import { sumOfImpact, type PersonImpact } from '../impact-words.js'
import { toneOf } from '../tones.js'
import { counted } from '../words.js'
import { displayNameOf } from './change-drafts.js'
import type { Block, Tone } from './page-data.js'
import type { Texts } from './texts.js'
import { type Draft, namesBlock, textBlock } from './views.js'

/** What is known of one person, or one group. The other side's names: groups of a person, people of a group. */
interface Subject {
  key: string
  name?: string | undefined
  /** Places in the list of changes. */
  own: { change: Change; at: number }[]
  gained: string[]
  lost: string[]
  drift: string[]
  findings: string[]
  impact?: PersonImpact | undefined
}

/** The list of changes is the page's first. */
const CHANGES = 0

/** Who loses most stands first. */
export function* personDrafts(plan: Plan, ordered: readonly Change[], texts: Texts): Iterable<Draft> {
  const people = subjects()
  ordered.forEach((change, at) => {
    if (change.kind === 'user') {
      const person = people.of(change.key)
      person.own.push({ change, at })
      person.name ??= displayNameOf(change)
    } else if (change.kind === 'membership') {
      const side = change.action === 'add' ? 'gained' : 'lost'
      for (const member of change.members) people.of(member)[side].push(change.key)
    }
  })
  for (const drift of plan.drift) for (const key of drift.kind === 'user' ? [drift.key] : drift.kind === 'membership' ? (drift.members ?? []) : []) people.of(key).drift.push(driftPhrase(drift))
  for (const { kind, key, summary } of plan.warnings) if (kind === 'user') people.of(key).findings.push(summary)
  if (plan.impact?.known === true) for (const [key, impact] of sumOfImpact(plan.impact.changes).people) people.of(key).impact = impact
  for (const person of people.all()) yield draftOf(person, { one: 'group', many: 'groups' }, texts)
}

export function* groupDrafts(plan: Plan, ordered: readonly Change[], texts: Texts): Iterable<Draft> {
  const groups = subjects()
  ordered.forEach((change, at) => {
    if (change.kind === 'group') groups.of(change.key).own.push({ change, at })
    else if (change.kind === 'membership') {
      const group = groups.of(change.key)
      const side = change.action === 'add' ? 'gained' : 'lost'
      // Nearly always the only one, and then the list that the change itself shows.
      group[side] = group[side].length === 0 ? change.members : [...group[side], ...change.members]
    }
  })
  for (const drift of plan.drift) if (drift.kind !== 'user') groups.of(drift.key).drift.push(driftPhrase(drift))
  for (const { kind, key, summary } of plan.warnings) if (kind !== 'user') groups.of(key).findings.push(summary)
  for (const group of groups.all()) yield draftOf(group, { one: 'person', many: 'people' }, texts)
}

function subjects(): { of: (key: string) => Subject; all: () => Subject[] } {
  const known = new Map<string, Subject>()
  return {
    of: (key) => {
      const subject = known.get(key) ?? { key, own: [], gained: [], lost: [], drift: [], findings: [] }
      known.set(key, subject)
      return subject
    },
    all: () => [...known.values()].sort((a, b) => weight(b) - weight(a)),
  }
}

function weight({ own, lost, impact }: Subject): number {
  const gone = own.some(({ change }) => change.action === 'delete') ? 2e6 : own.some(({ change }) => change.action === 'deactivate') ? 1e6 : 0
  return gone + lost.length + (impact?.losses.size ?? 0)
}

function draftOf({ key, name, own, gained, lost, drift, findings, impact }: Subject, other: { one: string; many: string }, texts: Texts): Draft {
  const gains = [...(impact?.gains ?? [])]
  const losses = [...(impact?.losses ?? [])]
  const badges: (readonly [Tone, string])[] = [
    ...own.map(({ change }) => [toneOf(change), change.action] as const),
    ...(lost.length === 0 ? [] : [['remove', `−${counted(lost.length, other.one, other.many)}`] as const]),
    ...(gained.length === 0 ? [] : [['add', `+${counted(gained.length, other.one, other.many)}`] as const]),
    ...(drift.length === 0 ? [] : [['warn', 'drift'] as const]),
    ...(findings.length === 0 ? [] : [['warn', 'finding'] as const]),
  ]
  if (badges.length === 0) badges.push(losses.length === 0 ? ['add', 'gains access'] : ['remove', 'loses access'])
  const what = [
    ...own.flatMap(({ change }) => WORDS[change.action] ?? (toneOf(change) === 'state' ? 'state only' : 'changed')),
    ...(lost.length === 0 ? [] : [`loses ${other.many}`]),
    ...(losses.length === 0 ? [] : ['loses access']),
    ...(gained.length === 0 ? [] : [`gains ${other.many}`]),
    ...(gains.length === 0 ? [] : ['gains access']),
    ...(drift.length === 0 ? [] : ['drift']),
    ...(findings.length === 0 ? [] : ['finding']),
  ]
  const blocks: Block[] = [
    ...namesBlock('remove', `Loses ${other.many}`, lost, texts),
    ...namesBlock('remove', 'Loses access to', losses, texts),
    ...namesBlock('add', `Gains ${other.many}`, gained, texts),
    ...namesBlock('add', 'Gains access to', gains, texts),
    ...own.map(({ at }): Block => ['entry', CHANGES, at]),
    ...drift.flatMap((text) => textBlock('Drift', text, texts)),
    ...findings.flatMap((text) => textBlock('Finding', text, texts)),
  ]
  return { title: key, subtitle: name, badges, facets: [[...new Set(what)]], blocks }
}

const WORDS: Readonly<Partial<Record<Change['action'], string>>> = { delete: 'deleted', deactivate: 'deactivated', create: 'created' }
