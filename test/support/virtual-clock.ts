/** A clock whose hours pass only while somebody sleeps: the earliest sleeper wakes as soon as everything else is quiet. */
import type { Clock } from '../../src/clock.js'

export interface VirtualClock extends Clock {
  /** Every wait that was asked for, milliseconds, in order. */
  readonly sleeps: readonly number[]
}

interface Sleeper {
  at: number
  wake: () => void
}

/**
 * Time jumps to the earliest sleeper after the loop has turned `turns` times without being asked anything new. With real (loopback)
 * traffic in flight, time may pass while an answer travels: only orders and sums of waits are worth asserting there.
 */
export function createVirtualClock(start = Date.UTC(2026, 0, 1), turns = 3): VirtualClock {
  let elapsed = 0
  let stepping = false
  const sleeping: Sleeper[] = []
  const sleeps: number[] = []

  const step = () => {
    if (stepping) return
    stepping = true
    let left = turns
    const turn = () => {
      if (left-- > 0) {
        setImmediate(turn)
        return
      }
      stepping = false
      sleeping.sort((a, b) => a.at - b.at)
      const next = sleeping.shift()
      if (!next) return
      elapsed = Math.max(elapsed, next.at)
      next.wake()
      if (sleeping.length > 0) step()
    }
    setImmediate(turn)
  }

  return {
    sleeps,
    now: () => start + elapsed,
    monotonic: () => elapsed,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const reason = () => (signal?.reason instanceof Error ? signal.reason : new Error('stopped'))
        if (signal?.aborted) {
          reject(reason())
          return
        }
        sleeps.push(ms)
        const sleeper: Sleeper = { at: elapsed + Math.max(0, ms), wake: resolve }
        sleeping.push(sleeper)
        signal?.addEventListener('abort', () => {
          const index = sleeping.indexOf(sleeper)
          if (index >= 0) sleeping.splice(index, 1)
          reject(reason())
        }, { once: true })
        step()
      }),
  }
}
