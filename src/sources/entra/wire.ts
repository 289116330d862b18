/** Exchanges with Microsoft's servers, and the stop of a reading that has failed elsewhere. */
import { setMaxListeners } from 'node:events'
import type { Clock } from '../../clock.js'
import { createPacer } from '../../http/pacer.js'
import { createSend, type Send } from '../../http/send.js'
import type { OnProgress } from '../../model/progress.js'

export interface WireOptions {
  clock: Clock
  onProgress: OnProgress | undefined
  /** Aborted when the reading has failed: nothing new starts, waits end, and what is under way comes to its end. */
  stopped: AbortSignal
  /** Of one call, as `persevere` has them. */
  attempts?: { throttled?: number; failed?: number }
}

export interface Wire {
  /** Like any other sender, but at an end with the reading. `system` is who is called, for people. */
  sender(system: string, headers: () => Record<string, string> | Promise<Record<string, string>>): Send
  /** Waits, unless the reading has failed. */
  sleep(ms: number): Promise<void>
  /** Resolves once nothing is under way: no request outlives the reading that made it. */
  quiet(): Promise<void>
}

export function createWire({ clock, onProgress, stopped, attempts }: WireOptions): Wire {
  setMaxListeners(0, stopped)
  const untilStopped: Clock = { now: () => clock.now(), monotonic: () => clock.monotonic(), sleep: (ms) => clock.sleep(ms, stopped) }
  // Graph's allowance depends on the tenant's size, which nobody tells: a few calls at once stay under the smallest, and a 429 names its own wait.
  // https://learn.microsoft.com/graph/throttling-limits
  const pacer = createPacer({ clock: untilStopped, published: () => undefined })
  const inFlight = new Set<Promise<unknown>>()
  return {
    sender: (system, headers) => {
      const send = createSend({ clock: untilStopped, system, pacer, headers, requestIdHeader: 'request-id', ...(attempts && { attempts }), ...(onProgress && { onProgress }) })
      return async (call) => {
        const running = send({ ...call, beforeRequest: () => stopped.throwIfAborted() })
        inFlight.add(running)
        try {
          return await running
        } finally {
          inFlight.delete(running)
        }
      }
    },
    sleep: (ms) => untilStopped.sleep(ms),
    quiet: async () => {
      await Promise.allSettled(inFlight)
    },
  }
}
