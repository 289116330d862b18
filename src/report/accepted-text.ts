/** What a person lets stand in the target, as lines: the target's value, and the source's that it is accepted against. */
import type { GroupChange, UserChange } from '../model/change.js'
import type { AcceptedGroup, ManagedGroup, ManagedUser } from '../model/state.js'
import { wrap } from './layout.js'
import { safe, safeName, safeValue } from './safe.js'

export function acceptedLines(change: UserChange | GroupChange, { width }: { width: number }): string[] {
  return acceptedSentences(change).flatMap((text) => wrap(text, { width, first: '      = ', rest: '        ' }))
}

/** For what the state holds. */
export function acceptedNotes({ accepted, attributes }: ManagedUser | ManagedGroup): string[] {
  if (accepted === undefined) return []
  const has = attributes as Readonly<Record<string, unknown>>
  return sentences(accepted, (field) => `${safeValue(has[field])} was accepted`)
}

/** For what a change makes the state remember, or forget. */
export function acceptedSentences({ action, accepted, before = {} }: UserChange | GroupChange): string[] {
  if (accepted === undefined) return []
  const is = before as Readonly<Record<string, unknown>>
  return sentences(accepted, action === 'accept' ? (field) => `${safeValue(is[field])} stays` : () => 'what was accepted ends')
}

function sentences({ attributes = {}, deleted, added = [], removed = [] }: AcceptedGroup, is: (field: string) => string): string[] {
  const people = (keys: readonly string[]) => keys.map(safeName).join(', ')
  return [
    ...Object.entries(attributes).map(([field, said]) => `${safe(field)}: ${is(field)}; the source said ${said === null ? 'nothing' : safeValue(said)}`),
    ...(deleted === undefined ? [] : ['deleted in the target, and stays so']),
    ...(added.length === 0 ? [] : [`in the group, and not at the source: ${people(added)}`]),
    ...(removed.length === 0 ? [] : [`at the source, and not in the group: ${people(removed)}`]),
  ]
}
