/** Whom a seed means: somebody by user principal name or id, a group by its name where that is enough. */
import { IdpscimError } from '../../errors.js'

export interface Register {
  ids: ReadonlySet<string>
  /** Ids by user principal name, folded. */
  people: ReadonlyMap<string, string>
  /** Ids by name; undefined where several groups share one. */
  groups: ReadonlyMap<string, string | undefined>
}

interface Entry {
  kind: string
  id: string
  record: { userPrincipalName?: string; displayName?: string | null | undefined }
}

export const fold = (text: string): string => text.toLowerCase()

/** Throws `BadSeed` where two things claim one id or one user principal name. */
export function createRegister(entries: readonly Entry[]): Register {
  const ids = new Set<string>()
  const people = new Map<string, string>()
  const groups = new Map<string, string | undefined>()
  for (const { kind, id, record } of entries) {
    const upn = record.userPrincipalName
    if (upn !== undefined && people.has(fold(upn))) throw new IdpscimError('BadSeed', `entra: two users have the userPrincipalName ${upn}`)
    if (ids.has(id)) throw new IdpscimError('BadSeed', `entra: two records have the id ${id}; the second is ${upn ?? record.displayName ?? id}`)
    ids.add(id)
    if (upn !== undefined) people.set(fold(upn), id)
    const name = record.displayName ?? ''
    if (kind === 'group') groups.set(name, groups.has(name) ? undefined : id)
  }
  return { ids, people, groups }
}

/** Undefined for somebody who was there before and is gone. Throws `BadSeed` for nobody. */
export function findReference(reference: string, { place, register, former }: { place: string; register: Register; former: Register | undefined }): string | undefined {
  const id = lookUp(reference, register)
  if (id !== undefined) return id
  const before = former && lookUp(reference, former)
  if (before !== undefined) return register.ids.has(before) ? before : undefined
  throw new IdpscimError('BadSeed', `entra: ${place} names "${reference}", which is no user's userPrincipalName, no id, and not the name of one group alone`)
}

function lookUp(reference: string, { ids, people, groups }: Register): string | undefined {
  return ids.has(fold(reference)) ? fold(reference) : (people.get(fold(reference)) ?? groups.get(reference))
}
