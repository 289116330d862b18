/** A clock that a test winds by hand: nothing passes but what the test lets pass, and a sleep passes at once. */
import type { Clock } from '../../src/clock.js'

export interface ManualClock extends Clock {
  /** Both clocks move. */
  pass(ms: number): void
  /** Only the wall clock moves: a machine that slept, or somebody who set it. */
  shiftWall(ms: number): void
  /** Only the monotonic clock moves: a wall clock that was set back meanwhile. */
  shiftMonotonic(ms: number): void
}

export function createManualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
  let wall = start
  let monotonic = 0
  const pass = (ms: number) => {
    wall += ms
    monotonic += ms
  }
  return {
    now: () => wall,
    monotonic: () => monotonic,
    pass,
    shiftWall: (ms) => void (wall += ms),
    shiftMonotonic: (ms) => void (monotonic += ms),
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      pass(ms)
      // Files and sockets get their turn.
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}
