/** Before, after, and the RFC 6902 patch between them, within the attributes that this stack manages. */
import jp from 'fast-json-patch'
import type { PatchOperation } from '../model/json.js'

/** The named fields of an object, absent ones left out. */
export function pick<T extends object>(value: T, fields: Iterable<string>): Partial<T> {
  const wanted = new Set(fields)
  return Object.fromEntries(Object.entries(value).filter(([key, item]) => wanted.has(key) && item !== undefined)) as Partial<T>
}

/** Whether two plain JSON values say the same; null, undefined and an absent key are one. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return (a ?? null) === (b ?? null)
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const left = a as Record<string, unknown>
  const right = b as Record<string, unknown>
  return Object.keys(left).every((key) => same(left[key], right[key])) && Object.keys(right).every((key) => key in left || (right[key] ?? null) === null)
}

/** Fields in which two objects differ, sorted. */
export function differingFields(a: object, b: object, fields: Iterable<string>): string[] {
  const left = a as Record<string, unknown>
  const right = b as Record<string, unknown>
  return [...new Set(fields)].filter((field) => !same(left[field], right[field])).sort()
}

/** Empty when nothing differs. A comparison yields additions, replacements and removals, and nothing else. */
export function patchOf(before: object, after: object): PatchOperation[] {
  return jp.compare(before, after) as PatchOperation[]
}
