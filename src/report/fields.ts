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
  const found: FieldChange[] = []
  compare(before ?? {}, after ?? {}, found)
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Most objects of a first plan are new: nothing is compared then. */
function compare(before: object, after: object, found: FieldChange[]): void {
  if (isEmpty(before)) leaves(after, '', 'after', found)
  else if (isEmpty(after)) leaves(before, '', 'before', found)
  else {
    const [old, now] = differing(before as Fields, after as Fields)
    walk(diff(old, now), '', found)
  }
}

type Fields = Readonly<Record<string, unknown>>

/** Most attributes of most people are as they were: a look at each costs less than a comparison of all. */
function differing(before: Fields, after: Fields): [Fields, Fields] {
  const [old, now]: [Record<string, unknown>, Record<string, unknown>] = [{}, {}]
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[key], after[key]]
    if (was === is || (typeof was === 'object' && typeof is === 'object' && JSON.stringify(was) === JSON.stringify(is))) continue
    if (key in before) old[key] = was
    if (key in after) now[key] = is
  }
  return [old, now]
}

function walk(changes: readonly IChange[], parent: string, found: FieldChange[]): void {
  for (const change of changes) {
    const path = join(parent, change.key)
    if (change.changes !== undefined) {
      walk(change.changes, path, found)
      continue
    }
    const old: unknown = change.type === Operation.REMOVE ? change.value : change.oldValue
    const now: unknown = change.type === Operation.REMOVE ? undefined : change.value
    if (old === undefined) leaves(now, path, 'after', found)
    else if (now === undefined) leaves(old, path, 'before', found)
    else found.push({ path, before: old, after: now })
  }
}

function leaves(value: unknown, path: string, side: 'before' | 'after', found: FieldChange[]): void {
  if (typeof value !== 'object' || value === null) {
    found.push(side === 'after' ? { path, after: value } : { path, before: value })
    return
  }
  for (const [key, inner] of Object.entries(value)) leaves(inner, Array.isArray(value) ? `${path}[${key}]` : join(path, key), side, found)
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0
}

function join(parent: string, key: string): string {
  if (/^\d+$/.test(key)) return `${parent}[${key}]`
  return parent === '' ? key : `${parent}.${key}`
}
