import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPacer } from '../../src/http/pacer.js'
import { createVirtualClock } from '../support/virtual-clock.js'

/** When each of `sizes` was let go, milliseconds. */
async function goes(published: number, sizes: readonly number[], before?: (pacer: ReturnType<typeof createPacer>) => void) {
  const clock = createVirtualClock()
  const pacer = createPacer({ clock, published: () => published })
  before?.(pacer)
  const times: number[] = []
  await Promise.all(sizes.map((n) => pacer.turn('CreateUser', n).then(() => times.push(clock.monotonic()))))
  return times
}

/** The most that started within any second, its end left out. */
const busiest = (times: readonly number[], sizes: readonly number[] = times.map(() => 1)) =>
  Math.max(...times.map((from) => times.reduce((sum, at, index) => sum + (at >= from && at < from + 1000 ? (sizes[index] ?? 0) : 0), 0)))

/** On a machine whose timers fire late, by these many milliseconds in turn. */
async function goesLate(published: number, sizes: readonly number[], late: readonly number[]) {
  const clock = createVirtualClock()
  let slept = 0
  const busy = { ...clock, monotonic: () => clock.monotonic(), sleep: (ms: number) => clock.sleep(ms + (late[slept++ % late.length] ?? 0)) }
  const pacer = createPacer({ clock: busy, published: () => published })
  const times: number[] = []
  await Promise.all(sizes.map((n) => pacer.turn('CreateUser', n).then(() => times.push(clock.monotonic()))))
  return times
}

/** Whether a bucket of `published` tokens, refilled with as many a second, as the sandbox and others keep it, would refuse any of these. */
function refuses(published: number, times: readonly number[], sizes: readonly number[]): boolean {
  let [tokens, at] = [published, 0]
  return times.some((now, index) => {
    tokens = Math.min(published, tokens + ((now - at) / 1000) * published) - (sizes[index] ?? 0)
    at = now
    return tokens < -1e-6
  })
}

describe('the pacer on a busy machine', () => {
  const late = fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 1, maxLength: 20 })

  it('lets at most the published number start in any second, however late its timers are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(5, 20, 25, 40), late, async (published, delays) => {
        expect(busiest(await goesLate(published, new Array<number>(published * 4).fill(1), delays))).toBeLessThanOrEqual(published)
      }),
      { numRuns: 60 },
    )
  })

  it('is refused nothing by a server that counts people, whatever the sizes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 2, maxLength: 30 }), late, async (sizes, delays) => {
        expect(refuses(100, await goesLate(100, sizes, delays), sizes)).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  it.each<[string, number, number[], number[]]>([
    ['single calls, each 100 ms late', 25, new Array<number>(250).fill(1), [100]],
    ['single calls, most in time and some very late', 40, new Array<number>(400).fill(1), [0, 5, 0, 120, 0, 2]],
    ['requests of a hundred people, each 80 ms late', 100, new Array<number>(20).fill(100), [80]],
    ['requests of fifty people, each 50 ms late', 100, new Array<number>(40).fill(50), [50]],
  ])('keeps nine tenths of the rate with %s', async (_, published, sizes, delays) => {
    const times = await goesLate(published, sizes, delays)
    const before = sizes.slice(0, -1).reduce((sum, n) => sum + n, 0)

    expect(before / ((times.at(-1) ?? 0) / 1000)).toBeGreaterThanOrEqual(published * 0.9)
  })

  it('gives no credit for a pause in which nobody waited', async () => {
    const clock = createVirtualClock()
    const pacer = createPacer({ clock, published: () => 25 })
    await pacer.turn('CreateUser')
    await clock.sleep(10_000)
    const begun = clock.monotonic()

    const times = await Promise.all(Array.from({ length: 30 }, () => pacer.turn('CreateUser').then(() => clock.monotonic() - begun)))

    expect(times.filter((at) => at === 0)).toHaveLength(2)
  })
})

describe('the pacer', () => {
  it.each([25, 40])('lets at most the published %i a second start, and hardly fewer', async (published) => {
    const times = await goes(published, new Array<number>(200).fill(1))

    expect(busiest(times)).toBeLessThanOrEqual(published)
    expect((times.at(-1) ?? 0) / 1000).toBeLessThan(200 / (published * 0.9))
  })

  it('counts people: a hundred at once, and the next when they are paid for', async () => {
    const sizes = [100, 100, 50, 1]

    const times = await goes(100, sizes)

    expect(times[0]).toBe(0)
    expect(busiest(times, sizes)).toBeLessThanOrEqual(151)
    expect(times[1]).toBeGreaterThanOrEqual(1000)
    expect(times[2]).toBeGreaterThanOrEqual(2000)
  })

  it('keeps the order, whatever the sizes', async () => {
    const clock = createVirtualClock()
    const pacer = createPacer({ clock, published: () => 100 })
    const order: number[] = []

    await Promise.all([90, 1, 100, 1, 1].map((n, index) => pacer.turn('PatchGroup', n).then(() => order.push(index))))

    expect(order).toEqual([0, 1, 2, 3, 4])
  })

  it('slows down when throttled, once for refusals that come together, and recovers', async () => {
    const undisturbed = (await goes(25, new Array<number>(48).fill(1))).at(-1) ?? 0
    const once = (await goes(25, new Array<number>(48).fill(1), (pacer) => pacer.throttled('CreateUser'))).at(-1) ?? 0
    const together = (await goes(25, new Array<number>(48).fill(1), (pacer) => [1, 2, 3].forEach(() => pacer.throttled('CreateUser')))).at(-1) ?? 0

    expect(once).toBeGreaterThan(undisturbed * 1.2)
    expect(together).toBe(once)
    const long = await goes(25, new Array<number>(480).fill(1), (pacer) => pacer.throttled('CreateUser'))
    expect(busiest(long.slice(-100))).toBeGreaterThanOrEqual(23)
  })

  it('starts nothing of an operation while the server wants quiet, and does not hold back another', async () => {
    const clock = createVirtualClock()
    const pacer = createPacer({ clock, published: () => 25 })
    pacer.throttled('CreateUser', 5000)

    await pacer.turn('PatchUser')
    const other = clock.monotonic()
    await pacer.turn('CreateUser')

    expect(other).toBe(0)
    expect(clock.monotonic()).toBeGreaterThanOrEqual(5000)
  })

  it('holds nothing back where no limit is published', async () => {
    const clock = createVirtualClock()
    const pacer = createPacer({ clock, published: () => undefined })

    for (let n = 0; n < 1000; n++) await pacer.turn('anything')

    expect(clock.sleeps).toEqual([])
  })
})
