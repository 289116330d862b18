/** Before, after, and the RFC 6902 patch between them, within the attributes that this stack manages. */
import jp from 'fast-json-patch'
import { canonicalJson, PatchOperation } from '../model/json.js'

/** The named fields of an object, absent ones left out. */
export function pick<T extends object>(value: T, fields: Iterable<string>): Partial<T> {
  const wanted = new Set(fields)
  return Object.fromEntries(Object.entries(value).filter(([key, item]) => wanted.has(key) && item !== undefined)) as Partial<T>
}

export function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null)
}

/** Fields in which two objects differ, sorted. */
export function differingFields(a: object, b: object, fields: Iterable<string>): string[] {
  const left = a as Record<string, unknown>
  const right = b as Record<string, unknown>
  return [...new Set(fields)].filter((field) => !same(left[field], right[field])).sort()
}

/** Empty when nothing differs. */
export function patchOf(before: object, after: object): PatchOperation[] {
  return jp.compare(before, after).map((operation) => PatchOperation.parse(operation))
}
