/** The parts of a plan that belong to somebody: `user:NAME` and `group:NAME`, by the name before a rename or after it. */
import { IdpscimError } from '../errors.js'
import type { Change, GroupChange, UserChange } from '../model/change.js'
import { foldKey } from '../model/json.js'
import type { Part } from './parts.js'
import type { Plan } from './plan.js'

/** A person's memberships are the person's and the group's. */
export function partsOf(changes: readonly Change[], keys: readonly string[]): Part[] {
  if (keys.length === 0) return []
  const { user: users, group: groups } = wanted(keys)
  for (const change of changes) {
    if (change.kind === 'membership' || change.targetId === undefined) continue
    const named = change.kind === 'user' ? users : groups
    // Memberships of a renamed object carry one of its names, and its id.
    if (namesOf(change).some((name) => named.has(foldKey(name)))) named.add(idKey(change.targetId))
  }
  const isNamed = (named: ReadonlySet<string>, key: string, targetId: string | undefined) => named.has(foldKey(key)) || (targetId !== undefined && named.has(idKey(targetId)))
  return changes.flatMap((change): Part[] => {
    const { id, targetId } = change
    if (change.kind !== 'membership') {
      const named = change.kind === 'user' ? users : groups
      return namesOf(change).some((name) => isNamed(named, name, targetId)) ? [{ change: id }] : []
    }
    if (isNamed(groups, change.key, targetId)) return [{ change: id }]
    if (users.size === 0) return []
    return change.members.filter((member) => isNamed(users, member, change.memberIds[member])).map((member) => ({ change: id, member }))
  })
}

/** Everybody and everything that a plan speaks of, as keys. */
export function keysIn({ changes, drift, warnings }: Pick<Plan, 'changes' | 'drift' | 'warnings'>): Set<string> {
  const keys = new Set<string>()
  for (const change of changes) {
    if (change.kind !== 'membership') for (const name of namesOf(change)) keys.add(`${change.kind}:${name}`)
    else {
      keys.add(`group:${change.key}`)
      for (const member of change.members) keys.add(`user:${member}`)
    }
  }
  for (const { kind, key } of [...drift, ...warnings]) keys.add(`${kind === 'user' ? 'user' : 'group'}:${key}`)
  return keys
}

/** As names are compared. @throws IdpscimError `BadUsage` for what is no key */
export function foldedKey(key: string): string {
  splitKey(key)
  return foldKey(key)
}

function wanted(keys: readonly string[]): { user: Set<string>; group: Set<string> } {
  const named = { user: new Set<string>(), group: new Set<string>() }
  for (const key of keys) {
    const [kind, name] = splitKey(key)
    named[kind].add(foldKey(name))
  }
  return named
}

function splitKey(key: string): ['user' | 'group', string] {
  const [, kind, name] = /^(user|group):(.+)$/s.exec(key) ?? []
  if ((kind === 'user' || kind === 'group') && name !== undefined) return [kind, name]
  throw new IdpscimError('BadUsage', `${JSON.stringify(key)} names nobody: write user:NAME or group:NAME`, { suggestions: ['user:alice@example.com', "'group:AWS Admins'"] })
}

function namesOf(change: UserChange | GroupChange): string[] {
  const { key } = change
  const former = change.kind === 'user' ? change.before?.userName : change.before?.displayName
  return former === undefined || former === key ? [key] : [key, former]
}

/** No name begins with a control character. */
function idKey(targetId: string): string {
  return `\u0000${targetId}`
}
