/** The memory store keeps the contract, in every interleaving. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isIdpscimError } from '../../../src/errors.js'
import { createMemoryBacking } from '../../../src/state/memory/memory-backing.js'
import { createMemoryStore } from '../../../src/state/memory/memory-store.js'
import type { MemoryStore } from '../../../src/state/memory/memory-store.js'
import { testStateStore, TTL_MS } from '../../contracts/state-store-contract.js'
import { createManualClock } from '../../support/manual-clock.js'
import { aState } from '../../support/states.js'

testStateStore('a state in memory', () => {
  const backing = createMemoryBacking()
  const clock = createManualClock()
  return Promise.resolve({
    clock,
    open: () => createMemoryStore({ backing, clock }),
    kill: (store) => (store as MemoryStore).crash(),
    spoilState: (content) => Promise.resolve(void (backing.state = Buffer.from(content))),
    spoilJournal: (name, change) => Promise.resolve(void backing.journals.set(name, change(backing.journals.get(name) ?? Buffer.alloc(0)))),
  })
})

describe('processes that race for a state in memory', () => {
  it('never hold the lease together while one may still begin something', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(fc.integer({ min: 1, max: TTL_MS }), { maxLength: 12 }), async (scheduler, hours) => {
        const { clock, backing } = raceOver(scheduler)
        const begun: { id: string; holder: string | undefined }[] = []
        const work = async () => {
          const store = createMemoryStore({ backing, clock })
          const lease = await store.hold({ purpose: 'race', timeoutMs: 3 * TTL_MS })
          for (let step = 0; step < 3; step++) {
            await lease.check()
            begun.push({ id: lease.holder.id, holder: backing.lease.read()?.record.held?.id })
          }
          await lease.release()
        }

        for (const ms of hours) void scheduler.schedule(Promise.resolve(), `pass ${ms}`).then(() => clock.pass(ms))
        await scheduler.waitFor(Promise.all([1, 2, 3].map(() => work().catch(onlyLeaseTroubles))))

        for (const { id, holder } of begun) expect(holder).toBe(id)
      }),
    )
  })

  it('lose no write and overwrite none, whoever is killed when', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(fc.nat(3), { maxLength: 3 }), fc.array(fc.integer({ min: 1, max: TTL_MS }), { maxLength: 8 }), async (scheduler, victims, hours) => {
        const { clock, backing } = raceOver(scheduler)
        const written: { from: number; to: number }[] = []
        const stores = [1, 2, 3, 4].map(() => createMemoryStore({ backing, clock }))
        const work = async (store: MemoryStore) => {
          const lease = await store.hold({ purpose: 'race', timeoutMs: 5 * TTL_MS })
          for (let step = 0; step < 2; step++) {
            const before = await store.read()
            const from = before?.state.serial ?? 0
            await store.write(aState(from + 1), { ifVersion: before?.version ?? null, lease })
            written.push({ from, to: from + 1 })
          }
          await lease.release()
        }

        for (const ms of hours) void scheduler.schedule(Promise.resolve(), `pass ${ms}`).then(() => clock.pass(ms))
        for (const victim of victims) void scheduler.schedule(Promise.resolve(), `kill ${victim}`).then(() => stores[victim]?.crash())
        await scheduler.waitFor(Promise.all(stores.map((store) => work(store).catch(onlyLeaseTroubles))))

        expect(written).toEqual(written.map((_, n) => ({ from: n, to: n + 1 })))
        expect((await createMemoryStore({ backing: { ...backing, pause: () => Promise.resolve() }, clock }).read())?.state.serial ?? 0).toBe(written.length)
      }),
    )
  })
})

function raceOver(scheduler: fc.Scheduler) {
  const clock = createManualClock()
  const sleep = scheduler.scheduleFunction((ms: number) => clock.sleep(ms))
  return { clock: { ...clock, sleep }, backing: createMemoryBacking({ pause: () => scheduler.schedule(Promise.resolve(), 'touch') }) }
}

function onlyLeaseTroubles(error: unknown): void {
  const killed = error instanceof Error && error.message === 'this process was killed'
  if (!killed && !isIdpscimError(error, 'LeaseLost') && !isIdpscimError(error, 'LeaseHeld')) throw error
}
