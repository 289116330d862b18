/** One operation's tokens: as many a second as are published and never more; the time that a late timer cost is won back. */
import type { Clock } from '../clock.js'

export interface Bucket {
  /** Resolves when `n` may start. Strictly first come, first served. */
  turn(n: number): Promise<void>
  /** The server said that this was too fast, and for how long it wants quiet. */
  throttled(afterMs: number): void
}

/** Four per cent stay unused: clocks differ, and packets bunch on their way. */
const SHARE = 0.96
const DECREASE = 0.7
/** What is won back in a second without throttling, as a share of the full rate; and the least that is left after many decreases. */
const INCREASE = 0.05
const LEAST = 0.05

/**
 * A busy machine wakes us late, and what could have started meanwhile is lost with every turn; so much of it, at most, may be caught up.
 * Catching up spends of the unused share, never more: the server's own count is kept beside, by a clock that is slower by as much as packets bunch.
 */
const CREDIT_S = 0.1
const SLOWER = 1.01

/** @param published the vendor's limit, a second */
export function createBucket(clock: Clock, published: number): Bucket {
  // Never faster than at the start: limits that support has raised are not ours to discover by being refused.
  const full = published * SHARE
  // In any half-open second fewer than capacity + full = published + 1 may start, even after a pause.
  const capacity = published - full + 1
  const waiting: { n: number; go: () => void }[] = []
  const far = createFarCount(clock, published)
  let tokens = capacity
  let credit = 0
  let rate = full
  let filledAt = clock.monotonic()
  let quietUntil = -Infinity
  let slowedAt = -Infinity
  let serving = false

  function fill(): void {
    const now = clock.monotonic()
    const since = filledAt
    const seconds = (now - since) / 1000
    filledAt = now
    const over = tokens + rate * seconds - capacity
    tokens = capacity + Math.min(0, over)
    // What runs over while somebody waits is our lateness; while nobody does, or the server wanted quiet, it is nobody's.
    credit = waiting.length > 0 && since >= quietUntil ? Math.min(full * CREDIT_S, credit + Math.max(0, over)) : 0
    rate = Math.min(full, rate + full * INCREASE * seconds)
  }

  /** Milliseconds until `n` may go; 0 is now. A large `n` goes once the bucket is full and leaves a debt, which those after it wait off. */
  function delay(n: number): number {
    const now = clock.monotonic()
    // A millionth of a token is rounding, not a reason to sleep.
    const wait = (missing: number) => (missing > 1e-6 ? (missing / rate) * 1000 : 0)
    const missing = Math.min(n, capacity) - tokens
    // Small ones by the second, in which a server may count; large ones, people in requests, by what a bucket of a second's worth has left.
    const allowed = n > capacity ? far.leftFor(n, now) : far.roomFor(n, now)
    return Math.max(quietUntil - now, wait(missing - credit), allowed, 0)
  }

  function take(n: number): void {
    const borrowed = Math.min(credit, Math.max(0, Math.min(n, capacity) - tokens))
    credit -= borrowed
    tokens += borrowed - n
    far.add(n, clock.monotonic())
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
        take(head.n)
        waiting.shift()
        head.go()
      }
    }
    serving = false
  }

  return {
    turn: (n) =>
      new Promise((go) => {
        if (!serving) fill()
        waiting.push({ n, go })
        if (!serving) void serve()
      }),
    throttled(afterMs) {
      fill()
      const now = clock.monotonic()
      quietUntil = Math.max(quietUntil, now + afterMs)
      tokens = Math.min(tokens, 0)
      credit = 0
      // Requests in flight together are refused together: that is one overload, and one decrease.
      if (now - slowedAt < 1000) return
      slowedAt = now
      rate = Math.max(full * LEAST, rate * DECREASE)
    },
  }
}

/** What a server that keeps exactly to `limit` a second has counted of us, by a slower clock. Waits are milliseconds. */
function createFarCount(clock: Clock, limit: number) {
  const second = 1000 * SLOWER
  let starts: { n: number; at: number }[] = []
  let sum = 0
  let left = limit
  let at = clock.monotonic()

  function advance(now: number): void {
    left = Math.min(limit, left + ((now - at) / second) * limit)
    at = now
    const kept = starts.findIndex((start) => start.at > now - second)
    const gone = kept === -1 ? starts : starts.slice(0, kept)
    for (const { n } of gone) sum -= n
    if (gone.length > 0) starts = starts.slice(gone.length)
  }

  return {
    add(n: number, now: number): void {
      advance(now)
      left -= n
      starts.push({ n, at: now })
      sum += n
    },
    /** Until `n` more fit into the second that ends then; what never fits waits for an empty one. */
    roomFor(n: number, now: number): number {
      advance(now)
      let within = sum
      for (const start of starts) {
        if (within + n <= limit) break
        within -= start.n
        if (within === 0 || within + n <= limit) return start.at + second - now
      }
      return 0
    },
    /** Until a bucket that is refilled has `n` left; what never fits waits for a full one. */
    leftFor(n: number, now: number): number {
      advance(now)
      const missing = Math.min(n, limit) - left
      return missing > 1e-6 ? (missing / limit) * second : 0
    },
  }
}
