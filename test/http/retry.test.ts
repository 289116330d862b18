import { describe, expect, it } from 'vitest'
import { retrying } from '../../src/http/retry.js'
import { createVirtualClock } from '../support/virtual-clock.js'

const failing = (times: number) => {
  const calls: number[] = []
  const attempt = (n: number) => {
    calls.push(n)
    return n <= times ? Promise.reject(new Error(`failure ${n}`)) : Promise.resolve(`after ${n}`)
  }
  return { calls, attempt }
}

describe('retrying', () => {
  it('gives the first result and counts attempts from one', async () => {
    const clock = createVirtualClock()
    const { calls, attempt } = failing(2)

    const result = await retrying(attempt, { clock, attempts: 5, classify: () => ({ retry: true }) })

    expect(result).toBe('after 3')
    expect(calls).toEqual([1, 2, 3])
  })

  it('throws the last error unchanged once its attempts are used up', async () => {
    const { calls, attempt } = failing(9)

    const run = retrying(attempt, { clock: createVirtualClock(), attempts: 3, classify: () => ({ retry: true }) })

    await expect(run).rejects.toThrow('failure 3')
    expect(calls).toHaveLength(3)
  })

  it('does not try again what it is told not to', async () => {
    const { calls, attempt } = failing(1)

    const run = retrying(attempt, { clock: createVirtualClock(), attempts: 3, classify: () => ({ retry: false }) })

    await expect(run).rejects.toThrow('failure 1')
    expect(calls).toHaveLength(1)
  })

  it('doubles the ceiling of its waits up to the cap, and tells each wait', async () => {
    const clock = createVirtualClock()
    const told: number[] = []

    await retrying(failing(4).attempt, {
      clock, attempts: 5, classify: () => ({ retry: true }), baseMs: 100, capMs: 300, random: () => 1, onWait: (ms) => told.push(ms),
    })

    expect(clock.sleeps).toEqual([100, 200, 300, 300])
    expect(told).toEqual(clock.sleeps)
  })

  it('waits at least as long as the server asked, jitter on top, even past the cap', async () => {
    const clock = createVirtualClock()

    await retrying(failing(2).attempt, {
      clock, attempts: 3, classify: () => ({ retry: true, afterMs: 60_000 }), baseMs: 100, capMs: 300, random: () => 0.5,
    })

    expect(clock.sleeps).toEqual([60_050, 60_100])
  })
})
