/** A lease renews itself while its holder is busy elsewhere, and survives a store that fails for a moment. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { breakLease, holdLease, leaseTimes } from '../../src/state/lease.js'
import type { LeaseRegister } from '../../src/state/lease-record.js'
import { createMemoryBacking } from '../../src/state/memory/memory-backing.js'
import { createManualClock } from '../support/manual-clock.js'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

function setUp() {
  const clock = createManualClock()
  const backing = createMemoryBacking()
  let failing = false
  const answer = <T>(value: () => T) => (failing ? Promise.reject(new Error('disk on fire')) : Promise.resolve(value()))
  const register: LeaseRegister = {
    read: () => answer(() => backing.lease.read()),
    swap: (record, ifVersion) => answer(() => backing.lease.swap(record, ifVersion)),
  }
  const terms = { place: 'the state', register, clock, liveness: backing.join().liveness, ...leaseTimes() }
  const live = async (ms: number) => {
    clock.pass(ms)
    await vi.advanceTimersByTimeAsync(ms)
  }
  return { clock, backing, terms, live, fail: (yes: boolean) => void (failing = yes) }
}

it('is renewed in the background, without being asked', async () => {
  const { terms, live, clock } = setUp()
  const lease = await holdLease(terms, { purpose: 'test', timeoutMs: 0 })

  for (let ticks = 0; ticks < 60; ticks++) await live(10_000)

  expect(Date.parse(lease.holder.until) - clock.now()).toBeGreaterThanOrEqual(40_000)
  await lease.check()
})

it('is not renewed after it was let go', async () => {
  const { terms, live, backing } = setUp()
  const lease = await holdLease(terms, { purpose: 'test', timeoutMs: 0 })
  await lease.release()
  const { version } = backing.lease.read() ?? {}

  for (let ticks = 0; ticks < 6; ticks++) await live(10_000)

  expect(backing.lease.read()).toEqual({ record: { formatVersion: 1, held: null }, version })
  expect(vi.getTimerCount()).toBe(0)
})

it('is not brought back after it ran out, though nobody took it', async () => {
  const { terms, live, backing } = setUp()
  const lease = await holdLease(terms, { purpose: 'test', timeoutMs: 0 })
  const { version } = backing.lease.read() ?? {}

  await live(60_000)

  expect(backing.lease.read()?.version).toBe(version)
  await expect(lease.check()).rejects.toMatchObject({ code: 'LeaseLost' })
})

it('outlives a renewal that failed', async () => {
  const { terms, live, fail } = setUp()
  const lease = await holdLease(terms, { purpose: 'test', timeoutMs: 0 })
  fail(true)
  for (let ticks = 0; ticks < 3; ticks++) await live(10_000)
  fail(false)

  for (let ticks = 0; ticks < 6; ticks++) await live(10_000)

  await lease.check()
})

it('is lost when the store cannot be asked after a gap, and says why', async () => {
  const { terms, clock, fail } = setUp()
  const lease = await holdLease(terms, { purpose: 'test', timeoutMs: 0 })
  fail(true)

  clock.pass(16_000)

  await expect(lease.check()).rejects.toMatchObject({ code: 'LeaseLost', cause: { message: 'disk on fire' } })
})

it('is lost once it ran out, though the store can be read all the while', async () => {
  const { terms, clock } = setUp()
  let full = false
  const swap: LeaseRegister['swap'] = (record, ifVersion) =>
    full ? Promise.reject(new Error('disk full')) : terms.register.swap(record, ifVersion)
  const lease = await holdLease({ ...terms, register: { ...terms.register, swap } }, { purpose: 'test', timeoutMs: 0 })
  full = true
  for (let step = 0; step < 4; step++) {
    clock.pass(12_000)
    await lease.check()
  }

  clock.pass(2_000)

  await expect(lease.check()).rejects.toMatchObject({ code: 'LeaseLost', message: expect.stringContaining('ran out') as string, cause: { message: 'disk full' } })
})

it('stays ours where the answer to its renewal was lost', async () => {
  const { terms, clock, backing } = setUp()
  let deaf = false
  const swap: LeaseRegister['swap'] = async (record, ifVersion) => {
    const version = await terms.register.swap(record, ifVersion)
    return deaf ? undefined : version
  }
  const lease = await holdLease({ ...terms, register: { ...terms.register, swap } }, { purpose: 'test', timeoutMs: 0 })
  deaf = true
  clock.pass(25_000)
  await lease.check()
  deaf = false
  clock.pass(5_000)

  await lease.check()
  expect(backing.lease.read()?.record.held?.until).toBe('2026-01-01T00:01:30.000Z')
})

it('survives a wall clock that is set back', async () => {
  const { terms, clock } = setUp()
  const lease = await holdLease(terms, { purpose: 'test', timeoutMs: 0 })

  clock.shiftWall(-3_600_000)

  await lease.check()
})

it('has no margin that leaves no time to renew', () => {
  expect(() => leaseTimes({ ttlMs: 15_000, marginMs: 10_000 })).toThrow(expect.objectContaining({ code: 'Internal' }) as Error)
  expect(leaseTimes({ ttlMs: 15_000 })).toEqual({ ttlMs: 15_000, marginMs: 2_500 })
})

it('is looked at before each thing that begins: one that a person broke a moment ago is lost at once', async () => {
  const { terms } = setUp()
  const lease = await holdLease(terms, { purpose: 'test', timeoutMs: 0 })
  await lease.check()

  await breakLease(terms, lease.holder.id)

  await expect(lease.check()).rejects.toMatchObject({ code: 'LeaseLost', message: expect.stringContaining('broken') as string })
})
