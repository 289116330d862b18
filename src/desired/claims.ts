/** Records that claim the same thing, and what becomes of those that lose. */
import type { Blocked, Origin } from '../model/desired-state.js'

/** In the order in which each was first seen; what has no key is left out. */
export function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key === undefined) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}

export function originKey(origin: Origin): string {
  return `${origin.source}\u0000${origin.sourceId}`
}

export function originOf({ source, sourceId }: Origin): Origin {
  return { source, sourceId }
}

export function blockedAs(record: Origin & { attributes: { externalId?: string | undefined } }, key: string): Blocked {
  return { ...originOf(record), key, externalId: record.attributes.externalId }
}
