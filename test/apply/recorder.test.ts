import { describe, expect, it } from 'vitest'
import { createRecorder } from '../../src/apply/recorder.js'
import type { JournalEntry } from '../../src/apply/journal-entries.js'
import type { JsonObject } from '../../src/model/json.js'
import { userChange } from '../support/plans.js'

const entry = (n: number): JournalEntry => ({ type: 'begun', change: userChange('create', `p${n}`), at: '2026-01-01T00:00:00.000Z' })

function slowJournal() {
  const batches: JsonObject[][] = []
  const pending: (() => void)[] = []
  return {
    batches,
    /** Lets one append come to its end. */
    finish: async () => {
      while (pending.length === 0) await Promise.resolve()
      pending.shift()?.()
    },
    journal: {
      append: (entries: readonly JsonObject[]) =>
        new Promise<void>((resolve) => {
          pending.push(() => {
            batches.push([...entries])
            resolve()
          })
        }),
      read: () => Promise.resolve(batches.flat()),
      close: () => Promise.resolve(),
    },
  }
}

describe('a recorder', () => {
  it('sends what is noted during an append together, in order, and resolves when it is stable', async () => {
    const { journal, batches, finish } = slowJournal()
    const recorder = createRecorder(journal, () => Promise.resolve())
    const first = recorder.note([entry(1)])
    await Promise.resolve()
    await Promise.resolve()
    const stable: number[] = []
    const rest = [2, 3, 4].map((n) => recorder.note([entry(n)]).then(() => stable.push(n)))

    await finish()
    await first
    expect(stable).toEqual([])
    await finish()
    await Promise.all(rest)

    expect(batches.map((batch) => batch.length)).toEqual([1, 3])
    expect(batches.flat()).toEqual([1, 2, 3, 4].map(entry))
  })

  it('writes nothing more once an append failed or the lease is lost', async () => {
    const { journal, batches } = slowJournal()
    const recorder = createRecorder(journal, () => Promise.reject(new Error('lost')))

    await expect(recorder.note([entry(1)])).rejects.toThrow('lost')
    await expect(recorder.note([entry(2)])).rejects.toThrow('lost')
    await expect(recorder.flush()).rejects.toThrow('lost')
    expect(batches).toEqual([])
  })
})
