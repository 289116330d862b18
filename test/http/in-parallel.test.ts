import { expect, it } from 'vitest'
import { inParallel } from '../../src/http/in-parallel.js'
import { retryAfterMs } from '../../src/http/retry-after.js'
import { createVirtualClock } from '../support/virtual-clock.js'

it('gives results in the order of the items, with at most so many at once', async () => {
  const clock = createVirtualClock()
  let running = 0
  let most = 0

  const results = await inParallel([5, 1, 4, 2, 3], 2, async (n) => {
    most = Math.max(most, ++running)
    await clock.sleep(n)
    running--
    return n * 10
  })

  expect(results).toEqual([50, 10, 40, 20, 30])
  expect(most).toBe(2)
})

it('begins nothing after a failure, and ends only when what had begun has ended', async () => {
  const clock = createVirtualClock()
  const begun: number[] = []
  const ended: number[] = []

  const run = inParallel([1, 2, 3, 4], 2, async (n) => {
    begun.push(n)
    await clock.sleep(n * 10)
    if (n === 1) throw new Error('the first')
    ended.push(n)
  })

  await expect(run).rejects.toThrow('the first')
  expect([begun, ended]).toEqual([[1, 2], [2]])
})

it('reads Retry-After as seconds or as a date, and nothing else', () => {
  const clock = createVirtualClock(Date.UTC(2026, 5, 1))

  expect(retryAfterMs('3', clock)).toBe(3000)
  expect(retryAfterMs('Mon, 01 Jun 2026 00:00:05 GMT', clock)).toBe(5000)
  expect(retryAfterMs('Mon, 01 Jun 2020 00:00:05 GMT', clock)).toBe(0)
  expect(retryAfterMs('soon', clock)).toBeUndefined()
  expect(retryAfterMs(null, clock)).toBeUndefined()
})
