/** What is said of a drift where there are two lines for it. */
import type { Drift } from '../model/change.js'
import { names } from '../report/change-text.js'
import { fieldChanges } from '../report/fields.js'
import { safe, safeValue } from '../report/safe.js'
import { counted, minute, spoken } from '../report/words.js'
import { isAnswered, type Choices } from './choices.js'

/** `group AWS Ops: 1 member added: mallory@example.com`; `fields`: which ones changed, and how. */
export function driftWords(drift: Drift, fields = true): string {
  return `${drift.kind === 'membership' ? 'group' : drift.kind} ${safe(drift.key)}: ${fields || drift.what !== 'changed' ? whatWords(drift) : 'changed'}`
}

export function driftBox(choices: Choices, drift: Drift, entry: number): string {
  if (!isAnswered(drift)) return drift.answer === 'accept' ? '[accept]' : '[keep]  '
  return choices.accepted.has(entry) ? '[accept]' : '[revert]'
}

/** What becomes of it by the choices as they are. */
export function driftStanding(choices: Choices, drift: Drift, entry: number): string {
  if (choices.accepted.has(entry)) return 'accept: it stays until the source says something else'
  if (drift.answer === 'accept') return 'accepted: it stays until the source says something else'
  if (!isAnswered(drift) || drift.change === undefined) return 'keep: nothing answers it, see the findings'
  if (choices.parts.changes.has(drift.change)) return `it stays for now: what takes it back is held (${safe(spoken(drift.change))})`
  return `revert: ${safe(spoken(drift.change))}`
}

/** When and by whom, where the target tells. */
export function driftWho({ by, at }: Drift): string {
  const parts = [by === undefined ? '' : `by ${safe(by)}`, at === undefined ? '' : `at ${minute(safe(at))}`].filter((part) => part !== '')
  return parts.join(' ')
}

function whatWords(drift: Drift): string {
  const people = drift.members ?? []
  switch (drift.what) {
    case 'changed': {
      const fields = fieldChanges(drift.before, drift.after).map(({ path, before, after }) => `${safe(path)} ${safeValue(before)} → ${safeValue(after)}`)
      return fields.join(', ')
    }
    case 'deleted':
      return 'deleted'
    case 'member-added':
      return `${counted(people.length, 'member')} added: ${names(people, {})}`
    case 'member-removed':
      return `${counted(people.length, 'member')} removed: ${names(people, {})}`
  }
}
