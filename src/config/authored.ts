/** What somebody wrote, and where each part of it stands: checks speak of paths, messages speak of places. */
import type { Place } from '../diagnostic.js'

export type Path = readonly (string | number)[]

export interface Authored {
  /** Plain data in the shape of the full form. */
  value: unknown
  /** Where the value at this path stands; for a missing one, where the nearest thing around it does. */
  place(path: Path): Place
  /** Where the key itself stands, for keys that are wrong. */
  keyPlace(path: Path): Place
  /** Where a character within the text at this path stands, for expressions. */
  placeWithin(path: Path, offset: number): Place
  /** How its author knows it: `target.endpoint`, or `aws_scim_endpoint` in the flat form. */
  name(path: Path): string
}

/** `sources[0].customer`. */
export function pathText(path: Path): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${String(part)}]` : `${index === 0 ? '' : '.'}${part}`)).join('')
}

/** The value at a path, or undefined. Only own properties count. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Record<string | number, unknown>)[part]
  }
  return value
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
