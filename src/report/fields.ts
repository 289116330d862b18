/** What differs between two versions of one object, field by field. */
import { diff, type IChange, Operation } from 'json-diff-ts'

export interface FieldChange {
  /** `name.givenName`, `emails[0].value`. */
  path: string
  /** Undefined where the field did not (or shall not) exist. */
  before?: unknown
  after?: unknown
}

/** In the order of the fields' names; objects that come or go are told by their leaves. */
export function fieldChanges(before: unknown, after: unknown): FieldChange[] {
  return walk(diff(before ?? {}, after ?? {}), '').sort((a, b) => (a.path < b.path ? -1 : 1))
}

function walk(changes: readonly IChange[], parent: string): FieldChange[] {
  return changes.flatMap((change) => {
    const path = join(parent, change.key)
    if (change.changes !== undefined) return walk(change.changes, path)
    const old: unknown = change.type === Operation.REMOVE ? change.value : change.oldValue
    const now: unknown = change.type === Operation.REMOVE ? undefined : change.value
    if (old === undefined) return leaves(now, path).map(([at, value]) => ({ path: at, after: value }))
    if (now === undefined) return leaves(old, path).map(([at, value]) => ({ path: at, before: value }))
    return [{ path, before: old, after: now }]
  })
}

function leaves(value: unknown, path: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]]
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, Array.isArray(value) ? `${path}[${key}]` : join(path, key)))
}

function join(parent: string, key: string): string {
  if (/^\d+$/.test(key)) return `${parent}[${key}]`
  return parent === '' ? key : `${parent}.${key}`
}
