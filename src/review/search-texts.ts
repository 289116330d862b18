/** What each change is found by, in lower case: made when there is time, and at the latest when it is asked for. */
import type { Change } from '../model/change.js'

export interface SearchTexts {
  of(row: number): string
  /** Makes one more; false once there is nothing left to do. */
  prepare(): boolean
}

export function searchTexts(changes: readonly Change[]): SearchTexts {
  const texts: string[] = []
  const next = (): string => {
    const text = textOf(changes[texts.length] as Change)
    texts.push(text)
    return text
  }
  return {
    of: (row) => {
      while (texts.length <= row) next()
      return texts[row] ?? ''
    },
    prepare: () => {
      if (texts.length < changes.length) next()
      return texts.length < changes.length
    },
  }
}

/** A change's own name and everybody in it, each apart from the next. */
function textOf(change: Change): string {
  const parts = [change.action, change.kind, change.key, change.reason, change.source]
  if (change.kind === 'user') parts.push(change.before?.displayName ?? '', change.after?.displayName ?? '', change.before?.userName ?? '')
  if (change.kind === 'group') parts.push(change.before?.displayName ?? '')
  if (change.kind === 'membership') parts.push(...change.members)
  return parts.join('\n').toLowerCase()
}
