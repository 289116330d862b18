/** Asking no faster than is published: a token bucket for each operation, which slows down when it is told no and recovers by itself. */
import type { Clock } from '../clock.js'

export interface Pacer {
  /** Resolves when `n` of this operation may start. Strictly first come, first served within an operation. */
  turn(operation: string, n?: number): Promise<void>
  /** The server said that this was too fast, and for how long it wants quiet. */
  throttled(operation: string, afterMs?: number): void
}

export interface PacerOptions {
  clock: Clock
  /** The vendor's limit for an operation, a second; undefined where it names none, then nothing is held back. */
  published(operation: string): number | undefined
}

export function createPacer(options: PacerOptions): Pacer {
  const buckets = new Map<string, Bucket | undefined>()
  const bucketOf = (operation: string): Bucket | undefined => {
    if (!buckets.has(operation)) {
      const published = options.published(operation)
      buckets.set(operation, published === undefined ? undefined : createBucket(options.clock, published))
    }
    return buckets.get(operation)
  }
  return {
    turn: async (operation, n = 1) => bucketOf(operation)?.turn(n),
    throttled: (operation, afterMs) => bucketOf(operation)?.throttled(afterMs ?? 0),
  }
}

/** Four per cent stay unused: clocks differ, and packets bunch on their way. */
const SHARE = 0.96
const DECREASE = 0.7
/** What is won back in a second without throttling, as a share of the full rate; and the least that is left after many decreases. */
const INCREASE = 0.05
const LEAST = 0.05

interface Bucket {
  turn(n: number): Promise<void>
  throttled(afterMs: number): void
}

function createBucket(clock: Clock, published: number): Bucket {
  // Never faster than at the start: limits that support has raised are not ours to discover by being refused.
  const full = published * SHARE
  // In any half-open second fewer than capacity + full = published + 1 may start, even after a pause.
  const capacity = published - full + 1
  const waiting: { n: number; go: () => void }[] = []
  let tokens = capacity
  let rate = full
  let filledAt = clock.monotonic()
  let quietUntil = -Infinity
  let slowedAt = -Infinity
  let serving = false

  function fill(): void {
    const now = clock.monotonic()
    const seconds = (now - filledAt) / 1000
    filledAt = now
    tokens = Math.min(capacity, tokens + rate * seconds)
    rate = Math.min(full, rate + full * INCREASE * seconds)
  }

  /** Milliseconds until `n` may go; 0 is now. A large `n` goes once the bucket is full and leaves a debt, which those after it wait off. */
  function delay(n: number): number {
    const missing = Math.min(n, capacity) - tokens
    // A millionth of a token is rounding, not a reason to sleep.
    return Math.max(quietUntil - clock.monotonic(), missing > 1e-6 ? (missing / rate) * 1000 : 0, 0)
  }

  // Only one of these runs, and it looks only at the head: nobody overtakes, and a large request is never starved by small ones.
  async function serve(): Promise<void> {
    serving = true
    for (let head = waiting[0]; head; head = waiting[0]) {
      fill()
      const ms = delay(head.n)
      if (ms > 0) {
        await clock.sleep(Math.ceil(ms))
      } else {
        tokens -= head.n
        waiting.shift()
        head.go()
      }
    }
    serving = false
  }

  return {
    turn: (n) =>
      new Promise((go) => {
        waiting.push({ n, go })
        if (!serving) void serve()
      }),
    throttled(afterMs) {
      fill()
      const now = clock.monotonic()
      quietUntil = Math.max(quietUntil, now + afterMs)
      tokens = Math.min(tokens, 0)
      // Requests in flight together are refused together: that is one overload, and one decrease.
      if (now - slowedAt < 1000) return
      slowedAt = now
      rate = Math.max(full * LEAST, rate * DECREASE)
    },
  }
}
