/** Writes the journal: entries noted while an append is under way travel together in the next one. */
import type { JsonObject } from '../model/json.js'
import type { Journal } from '../state/state-store.js'
import type { JournalEntry } from './journal-entries.js'

export interface Recorder {
  /**
   * Resolves when the entries, and all noted before them, are on stable storage. Whoever need not wait may leave the promise
   * alone: order is kept, so nothing noted later can be stable earlier, and a failure comes back with every later note and with `flush`.
   */
  note(entries: readonly JournalEntry[]): Promise<void>
  flush(): Promise<void>
}

/** `guard` is asked before every append: who lost the lease writes into nobody's journal. */
export function createRecorder(journal: Journal, guard: () => Promise<void>): Recorder {
  let waiting: JsonObject[] | undefined
  let last: Promise<void> = Promise.resolve()

  const append = async (after: Promise<void>, batch: JsonObject[]) => {
    await after
    if (waiting === batch) waiting = undefined
    await guard()
    await journal.append(batch)
  }
  return {
    note(entries) {
      if (entries.length === 0) return last
      if (waiting === undefined) {
        waiting = []
        last = append(last, waiting)
        last.catch(() => undefined)
      }
      for (const entry of entries) waiting.push(entry as JsonObject)
      return last
    },
    flush: () => last,
  }
}
