/** S3's own time: our clock, put right by the `Date` of its answers, so that hosts with different clocks agree on when a lease ends. */
import type { Clock } from '../../clock.js'

export interface StoreClock extends Clock {
  /** An answer said `date` (milliseconds since the epoch, whole seconds) and took so long to come. */
  heard(date: number, tookMs: number): void
}

export function createStoreClock(clock: Clock): StoreClock {
  let offset = 0
  return {
    now: () => clock.now() + offset,
    monotonic: () => clock.monotonic(),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    heard(date, tookMs) {
      const now = clock.now()
      // The answer was made while the call was under way, and its date was cut to the second: any offset between the two fits,
      // and one that fits already stays, so that a clock that goes right is left alone.
      offset = Math.min(Math.max(offset, date - now), date + 1_000 - (now - tookMs))
    },
  }
}
