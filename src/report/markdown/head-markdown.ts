/** Who approved a plan, how it was narrowed, and what it is worth: the paragraphs of a comment's head. */
import { type Approval, overrideName } from '../../model/approval.js'
import type { Narrowing, Plan } from '../../plan/plan.js'
import { impactPhrases } from '../impact-words.js'
import { askedOf } from '../narrowing-words.js'
import { summarySentence } from '../summary-text.js'
import { counted, minute, number, short, spoken } from '../words.js'
import { item, names } from './change-markdown.js'
import { code, prose } from './escape.js'
import { firstOf } from './fit.js'

/** Names and notes of one list that are told before a count stands for the rest. */
const TOLD = 5

export function narrowed(steps: readonly Narrowing[] = []): string[] {
  return steps.length === 0 ? [] : ['**A part of a larger plan:**', listOf(steps, step)]
}

export function impactSum({ impact }: Plan): string[] {
  if (impact === undefined) return []
  const phrases = impactPhrases(impact)
  const scope = impact.scope === 'all' ? '' : ' (of the groups that are deleted)'
  const unknown = listOf(impact.unknown, (text) => item(prose(text)))
  return [`**Accounts and permission sets**${scope}: ${phrases.length === 0 ? 'nobody gains or loses any' : phrases.join('; ')}.`, ...(unknown === '' ? [] : [unknown])]
}

export function approvals(given: readonly Approval[] = []): string[] {
  if (given.length === 0) return []
  return ['**Approvals**, whose signatures apply checks:', listOf(given, approval)]
}

function listOf<T>(items: readonly T[], draw: (item: T) => string): string {
  const told = firstOf(items, draw)
  return [...told, ...(told.length < items.length ? [item(`and ${number(items.length - told.length)} more, in the plan file`)] : [])].join('')
}

function approval({ approver, at, overrides }: Approval): string {
  const lifted = overrides.slice(0, TOLD).map((override) => `lifts ${code(overrideName(override))}: ${prose(override.reason)}`)
  return item(`${code(approver)} at ${prose(minute(at))}`, overrides.length > TOLD ? [...lifted, `and ${counted(overrides.length - TOLD, 'more limit')}`] : lifted)
}

function step(narrowing: Narrowing): string {
  const { from, pulledIn, leftOut, rest } = narrowing
  const asked = askedOf(narrowing).map(({ word, what }) => `${word} ${names(what, TOLD)}`)
  return item(`of plan ${code(short(from))}${asked.length === 0 ? '' : `: ${asked.join('; ')}`}`, [
    ...moved('pulled in', 'for', pulledIn),
    ...moved('left out', 'without', leftOut),
    `left for the next plan: ${summarySentence(rest)}`,
  ])
}

function moved(verb: string, why: string, parts: Narrowing['pulledIn']): string[] {
  const told = parts.slice(0, TOLD).map(({ change, members, because }) => `${verb}: ${members === undefined ? '' : `${names(members, TOLD)} of `}${code(spoken(change))}, ${why} ${code(spoken(because))}`)
  return parts.length > TOLD ? [...told, `${verb}: ${number(parts.length - TOLD)} more`] : told
}
