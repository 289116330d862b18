/** Lists that an answer has room for: a state machine's carries 256 KB from step to step, all told (Step Functions, "Service quotas"). */

/** As many as take so many bytes as JSON, and how many were left out. */
export function bounded<T>(items: Iterable<T>, bytes: number): { told: T[]; more: number } {
  const told: T[] = []
  let room = bytes
  let more = 0
  for (const item of items) {
    if (room > 0) room -= Buffer.byteLength(JSON.stringify(item)) + 1
    if (room > 0) told.push(item)
    else more++
  }
  return { told, more }
}

/** The same, where the list is all there is room for: its last words say how many more there are. */
export function boundedTexts(texts: readonly string[], bytes: number): string[] {
  const { told, more } = bounded(texts, bytes)
  return more === 0 ? told : [...told, `and ${more} more`]
}
