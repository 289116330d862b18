/** Drift in words that every format quotes: unescaped, as names are. */
import type { Drift } from '../model/change.js'
import { counted, minute, spoken } from './words.js'

/** What answers it in this plan. */
export function driftAnswer(drift: Drift): string {
  switch (drift.answer) {
    case 'revert':
      return drift.change === undefined ? 'this plan takes it back' : `this plan takes it back: ${spoken(drift.change)}`
    case 'accept':
      return 'accepted: the state takes over what the target holds'
    case 'keep':
      return 'stays as it is: no change of this plan answers it'
  }
}

/** One sentence, without the names of the members. */
export function driftPhrase(drift: Drift): string {
  const people = counted((drift.members ?? []).length, 'person', 'people')
  const facts = [drift.by === undefined ? '' : `by ${drift.by}`, drift.at === undefined ? '' : `at ${minute(drift.at)}`].filter((fact) => fact !== '').join(' ')
  return `${phrase(drift, people)} in the target${facts === '' ? '' : ` (${facts})`}`
}

function phrase({ kind, key, what }: Drift, people: string): string {
  switch (what) {
    case 'changed':
      return `${kind} ${key} was changed`
    case 'deleted':
      return `${kind} ${key} was deleted`
    case 'member-added':
      return `${people} added to ${key}`
    case 'member-removed':
      return `${people} removed from ${key}`
  }
}
