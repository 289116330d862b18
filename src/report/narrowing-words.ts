/** What was asked for when a plan was narrowed, in words that every format quotes: unescaped, as names are. */
import type { Narrowing } from '../plan/plan.js'
import { spoken } from './words.js'

export interface Asked {
  word: 'only' | 'without' | 'holding' | 'accepting'
  what: string[]
}

export function askedOf({ only, exclude, held, accepted }: Narrowing): Asked[] {
  const asked: Asked[] = [
    { word: 'only', what: only ?? [] },
    { word: 'without', what: exclude ?? [] },
    { word: 'holding', what: (held ?? []).map(({ change, members }) => partly(spoken(change), members)) },
    { word: 'accepting', what: (accepted ?? []).map(({ drift, members }) => partly(spokenDrift(drift), members)) },
  ]
  return asked.filter(({ what }) => what.length > 0)
}

/** `membership:member-added:AWS-Admins` is `members added to AWS-Admins`. */
function spokenDrift(id: string): string {
  const [, kind, what, key] = /^(user|group|membership):([a-z-]+):(.*)$/s.exec(id) ?? []
  if (kind === undefined || what === undefined || key === undefined) return id
  if (kind !== 'membership') return `${kind} ${key} ${what}`
  return what === 'member-added' ? `members added to ${key}` : `members removed from ${key}`
}

function partly(what: string, members: readonly string[] | undefined): string {
  return members === undefined ? what : `${what} (${members.join(', ')})`
}
