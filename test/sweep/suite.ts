/** One sweep as tests: every accident at every request where it can happen, and how many that were. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { disturbed, record, type End, type Recorded, type SweepOptions } from './sweep.js'
import type { Accident, Touch } from './wire.js'

export interface Kind {
  what: string
  how: Accident
  staleAfter?: boolean
  at?: Touch['kind']
}

export const CRASH_BEFORE: Kind = { what: 'a crash before a request', how: 'crash-before' }
/** Each request is done at once and whole here, so that this leaves what a crash before the next request leaves. */
export const CRASH_AFTER: Kind = { what: 'a crash after a request', how: 'crash-after' }
export const LOST_ANSWER: Kind = { what: 'an answer lost after its write', how: 'lost-answer', at: 'write' }
export const LOST_AND_STALE: Kind = { what: 'an answer lost after its write, and a stale one to the question that follows', how: 'lost-answer', staleAfter: true, at: 'write' }
export const STALE_READ: Kind = { what: 'a stale read', how: 'stale-read', at: 'read' }

export function sweeps(name: string, options: SweepOptions, kinds: readonly Kind[]): void {
  describe(`an apply on ${name}, met by one accident`, () => {
    let recorded: Recorded
    let tried = 0
    const began = performance.now()

    beforeAll(async () => {
      // The lease's own timer would tick by the real clock.
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
      recorded = await record(options)
    })

    afterAll(() => {
      vi.useRealTimers()
      const seconds = ((performance.now() - began) / 1000).toFixed(1)
      process.stdout.write(`sweep: ${tried} interruptions of an apply of ${recorded.touches.length} requests on ${name} in ${seconds} s\n`)
    })

    it('has at least 60 requests to be disturbed at', () => {
      expect(recorded.touches.length).toBeGreaterThanOrEqual(60)
    })

    it.each(kinds)('ends as an undisturbed one, whichever request meets with $what', async ({ how, at, staleAfter = false }) => {
      for (const [index, touch] of recorded.touches.entries()) {
        if (at !== undefined && touch.kind !== at) continue
        const { end, way } = await disturbed(recorded.plan, index + 1, how, { ...options, staleAfter })
        const label = `request ${index + 1}, ${touch.far} ${touch.operation}; exit codes ${way}`
        expect({ label, ...judged(end, recorded.end, options) }).toEqual({ label, ...recorded.end })
        tried++
      }
    }, 300_000)
  })
}

/**
 * Who lost the last group in the first of two plans was charged there, and is charged again where the second deactivates them: the
 * state keeps counts and no names, so that this one may be higher.
 */
function judged(end: End, undisturbed: End, { successor }: SweepOptions): End {
  const { remove_users: removed = 0 } = undisturbed.taken
  if (successor === 'same-plan' || (end.taken['remove_users'] ?? 0) < removed) return end
  return { ...end, taken: { ...end.taken, remove_users: removed } }
}
