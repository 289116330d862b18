/** What every state store must keep: one suite, run on each of them. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/model/json.js'
import type { HoldRequest, Lease, StateStore } from '../../src/state/state-store.js'
import type { ManualClock } from '../support/manual-clock.js'
import { aState } from '../support/states.js'

export const TTL_MS = 60_000
export const MARGIN_MS = 10_000

/** One stored state, the processes that open it, and the accidents that befall them. */
export interface StoreWorld {
  readonly clock: ManualClock
  /** Opens the state as one more process. Leases live `TTL_MS` and have `MARGIN_MS` of margin. */
  open(): StateStore
  /** Ends that process as kill -9 does. */
  kill(store: StateStore): void
  /** Replaces the stored bytes behind the stores' backs. */
  spoilState(content: string): Promise<void>
  /** Rewrites a journal's stored bytes behind the stores' backs. */
  spoilJournal(name: string, change: (content: Buffer) => Buffer): Promise<void>
  /** Set where two writes of one content have two versions. */
  readonly versionPerWrite?: true
  /** Lines of the store's own before a journal's first. Default 0. */
  readonly headingLines?: number
}

const once: HoldRequest = { purpose: 'apply of plan 3f2a', timeoutMs: 0 }

export function testStateStore(name: string, make: () => Promise<StoreWorld>): void {
  describe(name, () => {
    let world: StoreWorld
    let store: StateStore
    let other: StateStore

    beforeEach(async () => {
      world = await make()
      store = world.open()
      other = world.open()
    })

    describe('the state', () => {
      it('is absent before the first write', async () => {
        expect(await store.read()).toBeUndefined()
      })

      it('comes back as it was written, to every reader, under the version that the writer got', async () => {
        const lease = await store.hold(once)

        const version = await store.write(aState(), { ifVersion: null, lease })

        expect(await store.read()).toEqual({ state: aState(), version })
        expect(await other.read()).toEqual({ state: aState(), version })
      })

      it('is created only where there is none', async () => {
        const lease = await store.hold(once)
        await store.write(aState(1), { ifVersion: null, lease })

        const again = store.write(aState(2), { ifVersion: null, lease })

        await expect(again).rejects.toMatchObject({ code: 'StateMoved' })
        expect((await store.read())?.state.serial).toBe(1)
      })

      it('is replaced only while it is what was read', async () => {
        const lease = await store.hold(once)
        const first = await store.write(aState(1), { ifVersion: null, lease })
        const second = await store.write(aState(2), { ifVersion: first, lease })

        const stale = store.write(aState(3), { ifVersion: first, lease })

        await expect(stale).rejects.toMatchObject({ code: 'StateMoved', facts: { expected: first, stored: second } })
        expect(await store.read()).toEqual({ state: aState(2), version: second })
      })

      it('is not created again for a writer who knows a state that is gone', async () => {
        const lease = await store.hold(once)

        const stale = store.write(aState(2), { ifVersion: 'f00d', lease })

        await expect(stale).rejects.toMatchObject({ code: 'StateMoved' })
        expect(await store.read()).toBeUndefined()
      })

      it('takes one of two writes of one holder that rest on the same version', async () => {
        const lease = await store.hold(once)
        const base = await store.write(aState(1), { ifVersion: null, lease })

        const results = await Promise.allSettled([2, 3].map((serial) => store.write(aState(serial), { ifVersion: base, lease })))

        expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
      })

      it('has another version for another content, and where it can the same for the same', async () => {
        const lease = await store.hold(once)
        const first = await store.write(aState(1), { ifVersion: null, lease })
        const second = await store.write(aState(2), { ifVersion: first, lease })

        const third = await store.write(aState(1), { ifVersion: second, lease })

        expect(second).not.toBe(first)
        if (!world.versionPerWrite) expect(third).toBe(first)
      })

      it.each([
        ['nothing', ''],
        ['half a state', '{"formatVersion": 1, "lineage": '],
        ['another document', '{"formatVersion": 1, "hello": "world"}'],
        ['a list', '[]'],
      ])('is called damaged, not absent, where it holds %s', async (_, content) => {
        await world.spoilState(content)

        await expect(store.read()).rejects.toMatchObject({ code: 'BadStateFile', message: expect.stringContaining(store.place) as string })
      })

      it('names the place of the first thing that does not fit', async () => {
        const state = aState()
        const user = { ...state.users[0], targetId: 7 }
        await world.spoilState(JSON.stringify({ ...state, users: [user] }))

        await expect(store.read()).rejects.toMatchObject({ code: 'BadStateFile', message: expect.stringContaining('users[0].targetId') as string })
      })

      it('says so when a newer program wrote it', async () => {
        await world.spoilState('{"formatVersion": 2, "people": []}')

        await expect(store.read()).rejects.toMatchObject({ code: 'BadStateFile', message: expect.stringMatching(/format version 2/) as string })
      })

      it('is never written where it would not be read again', async () => {
        const lease = await store.hold(once)

        const wrong = store.write(aState(-1), { ifVersion: null, lease })

        await expect(wrong).rejects.toMatchObject({ code: 'Internal' })
        expect(await store.read()).toBeUndefined()
      })
    })

    describe('the lease', () => {
      it('is free at first', async () => {
        expect(await store.holder()).toBeUndefined()
      })

      it('has one holder at a time, and tells the others who that is', async () => {
        const lease = await store.hold(once)

        const second = other.hold({ purpose: 'plan', timeoutMs: 0 })

        const { id, host, pid, since, until } = lease.holder
        await expect(second).rejects.toMatchObject({ code: 'LeaseHeld', facts: { holder: lease.holder } })
        const message = await second.catch((error: unknown) => `${String(error)} ${(error as { suggestions: string[] }).suggestions.join(' ')}`)
        for (const fact of [host, String(pid), 'apply of plan 3f2a', since, until, `idpscim state unlock ${id}`]) expect(message).toContain(fact)
        expect(since).toBe('2026-01-01T00:00:00.000Z')
        expect(until).toBe('2026-01-01T00:01:00.000Z')
        expect(await other.holder()).toEqual(lease.holder)
      })

      it('is given to one of many who ask at once', async () => {
        const results = await Promise.allSettled(Array.from({ length: 8 }, () => world.open().hold(once)))

        const won = results.filter((result) => result.status === 'fulfilled')
        const refused = results.filter((result) => result.status === 'rejected').map((result) => (result.reason as { code: string }).code)
        expect(won).toHaveLength(1)
        expect(refused).toEqual(Array(7).fill('LeaseHeld'))
      })

      it('is free once let go, and each holder has another id', async () => {
        const first = await store.hold(once)
        await first.release()

        const second = await other.hold(once)

        expect(second.holder.id).not.toBe(first.holder.id)
        await expect(first.check()).rejects.toMatchObject({ code: 'LeaseLost' })
      })

      it('may be let go twice, and never for another', async () => {
        const first = await store.hold(once)
        await first.release()
        const second = await other.hold(once)

        await first.release()

        await second.check()
        expect(await store.holder()).toEqual(second.holder)
      })

      it('is free once it ran out, and not before', async () => {
        await store.hold(once)
        world.clock.pass(TTL_MS - 1)
        await expect(other.hold(once)).rejects.toMatchObject({ code: 'LeaseHeld' })

        world.clock.pass(1)

        expect(await other.holder()).toBeUndefined()
        const second = await other.hold(once)
        await second.check()
      })

      it('is waited for as long as asked', async () => {
        const first = await store.hold(once)
        const began = world.clock.now()

        const second = other.hold({ purpose: 'plan', timeoutMs: 5_000 })

        await expect(second).rejects.toMatchObject({ code: 'LeaseHeld', facts: { holder: first.holder } })
        expect(world.clock.now() - began).toBe(5_000)
      })

      it('comes to who waits until it runs out', async () => {
        await store.hold(once)

        const second = await other.hold({ purpose: 'plan', timeoutMs: TTL_MS + 10_000 })

        await second.check()
        expect(second.holder.since).toBe('2026-01-01T00:01:00.000Z')
      })

      it('is taken over at once from a dead holder, who is shown until then', async () => {
        const first = await store.hold(once)
        world.kill(store)
        expect(await other.holder()).toEqual(first.holder)

        const second = await other.hold(once)

        await second.check()
        expect(await other.holder()).toEqual(second.holder)
      })

      it('is free once it has run out, and who let it is told until another takes it', async () => {
        const first = await store.hold(once)
        world.kill(store)
        expect(await other.lapsed()).toBeUndefined()

        await world.clock.sleep(TTL_MS + 1_000)

        expect([await other.holder(), await other.lapsed()]).toEqual([undefined, { ...first.holder, until: expect.any(String) as string }])
        const second = await other.hold(once)
        expect(await other.lapsed()).toBeUndefined()
        await second.release()
        expect(await other.lapsed()).toBeUndefined()
      })

      it('lives on while it is looked after', async () => {
        const lease = await store.hold(once)

        for (let minutes = 0; minutes < 10; minutes++) {
          world.clock.pass(TTL_MS / 2)
          await lease.check()
        }

        expect(Date.parse(lease.holder.until) - world.clock.now()).toBe(TTL_MS)
        expect(await other.holder()).toEqual(lease.holder)
        await expect(other.hold(once)).rejects.toMatchObject({ code: 'LeaseHeld' })
      })

      it('holds while more than the margin is left', async () => {
        const lease = await store.hold(once)

        world.clock.pass(TTL_MS - MARGIN_MS - 1)

        await lease.check()
      })

      it.each([
        ['both clocks', (clock: ManualClock) => clock.pass(TTL_MS - MARGIN_MS)],
        ['the wall clock alone', (clock: ManualClock) => clock.shiftWall(TTL_MS - MARGIN_MS)],
        ['the monotonic clock alone', (clock: ManualClock) => clock.shiftMonotonic(TTL_MS - MARGIN_MS)],
      ])('is lost for good once no more than the margin is left by %s', async (_, turn) => {
        const lease = await store.hold(once)

        turn(world.clock)

        await expect(lease.check()).rejects.toMatchObject({ code: 'LeaseLost' })
        await expect(lease.check()).rejects.toMatchObject({ code: 'LeaseLost' })
        await expect(store.write(aState(), { ifVersion: null, lease })).rejects.toMatchObject({ code: 'LeaseLost' })
      })

      it('is read again after a gap, and known to be lost', async () => {
        const lease = await store.hold(once)
        await other.breakLease(lease.holder.id)
        await other.hold({ purpose: 'the rescue', timeoutMs: 0 })

        world.clock.pass(TTL_MS / 4 + 1)

        await expect(lease.check()).rejects.toMatchObject({ code: 'LeaseLost', message: expect.stringContaining('the rescue') as string })
      })

      it('is not renewed over another holder', async () => {
        const lease = await store.hold(once)
        await other.breakLease(lease.holder.id)
        const second = await other.hold(once)

        world.clock.pass(TTL_MS / 3)

        await expect(lease.check()).rejects.toMatchObject({ code: 'LeaseLost' })
        expect((await other.holder())?.id).toBe(second.holder.id)
      })

      it('once lost writes nothing, even where its holder noticed nothing yet', async () => {
        const lease = await store.hold(once)
        await other.breakLease(lease.holder.id)
        const second = await other.hold(once)

        const late = store.write(aState(1), { ifVersion: null, lease })

        await expect(late).rejects.toMatchObject({ code: 'LeaseLost' })
        expect(await other.read()).toBeUndefined()
        await other.write(aState(2), { ifVersion: null, lease: second })
      })

      it('once let go writes nothing', async () => {
        const lease = await store.hold(once)
        await lease.release()

        await expect(store.write(aState(), { ifVersion: null, lease })).rejects.toMatchObject({ code: 'LeaseLost' })
      })

      it('of one store opens no other', async () => {
        const elsewhere: Lease = await (await make()).open().hold(once)

        await expect(store.write(aState(), { ifVersion: null, lease: elsewhere })).rejects.toMatchObject({ code: 'LeaseLost' })
      })

      it('is broken by its id alone', async () => {
        const lease = await store.hold(once)

        await expect(other.breakLease('another-id')).rejects.toMatchObject({ code: 'BadUsage', message: expect.stringContaining(lease.holder.id) as string })
        await lease.check()
        await other.breakLease(lease.holder.id)

        expect(await store.holder()).toBeUndefined()
        await expect(other.breakLease(lease.holder.id)).rejects.toMatchObject({ code: 'BadUsage' })
      })

      it('of a dead holder can be broken too', async () => {
        const lease = await store.hold(once)
        world.kill(store)

        await other.breakLease(lease.holder.id)

        expect(await other.holder()).toBeUndefined()
      })
    })

    describe('a journal', () => {
      const entry = (n: number): JsonObject => ({ n, text: `Zoë\n${n}` })

      it('is empty before the first entry', async () => {
        expect(await store.journal('apply-1').read()).toEqual([])
      })

      it('gives its entries back in their order, to every process', async () => {
        const journal = store.journal('apply-1')
        await journal.append([entry(1), entry(2)])
        await journal.append([entry(3)])

        const entries = await other.journal('apply-1').read()

        expect(entries).toEqual([entry(1), entry(2), entry(3)])
      })

      it('keeps the order in which appends were called, when nobody waits for one before the next', async () => {
        const journal = store.journal('apply-1')

        await Promise.all(Array.from({ length: 50 }, (_, n) => journal.append([entry(2 * n), entry(2 * n + 1)])))

        expect(await store.journal('apply-1').read()).toEqual(Array.from({ length: 100 }, (_, n) => entry(n)))
      })

      it('drops a last entry that was cut short, wherever it was cut', async () => {
        await store.journal('apply-1').append([entry(1), entry(2)])
        const last = Buffer.byteLength(JSON.stringify(entry(2))) + 1

        for (let cut = 1; cut <= last; cut++) {
          await world.spoilJournal('apply-1', (content) => content.subarray(0, -1))
          expect(await other.journal('apply-1').read()).toEqual([entry(1)])
        }
      })

      it('goes on after an entry that was cut short', async () => {
        await store.journal('apply-1').append([entry(1), entry(2)])
        await world.spoilJournal('apply-1', (content) => content.subarray(0, -3))

        await other.journal('apply-1').append([entry(3)])

        expect(await other.journal('apply-1').read()).toEqual([entry(1), entry(3)])
      })

      it('is called damaged where a line before the last is', async () => {
        await store.journal('apply-1').append([entry(1), entry(2), entry(3)])
        await world.spoilJournal('apply-1', (content) => Buffer.from(content.toString().replace('"n":2', '"n:2')))

        await expect(other.journal('apply-1').read()).rejects.toMatchObject({ code: 'BadStateFile', message: expect.stringContaining(`:${2 + (world.headingLines ?? 0)} `) as string })
      })

      it('is gone once closed, and may be closed again', async () => {
        await store.journal('apply-1').append([entry(1)])
        await store.journal('apply-2').append([entry(2)])

        await other.journal('apply-1').close()
        await store.journal('apply-1').close()

        expect(await store.journal('apply-1').read()).toEqual([])
        expect(await store.journal('apply-2').read()).toEqual([entry(2)])
      })

      it('may begin anew under its name after it was closed', async () => {
        await store.journal('apply-1').append([entry(1)])
        await store.journal('apply-1').close()

        await store.journal('apply-1').append([entry(2)])

        expect(await store.journal('apply-1').read()).toEqual([entry(2)])
      })

      it.each(['', '.', '..', '../state', 'a/b', 'a\\b', '.hidden', 'a\u0000b'])('has no name such as %j', (bad) => {
        expect(() => store.journal(bad)).toThrow(expect.objectContaining({ code: 'BadUsage' }) as Error)
      })
    })

    describe('papers', () => {
      it('are kept by folder and name, and replaced whole', async () => {
        await store.keep('history', 'plan.json', 'one')
        await store.keep('pending', 'plan.json', 'two')
        await store.keep('history', 'plan.json', 'Zoë')

        expect(await other.paper('history', 'plan.json')).toBe('Zoë')
        expect(await other.paper('pending', 'plan.json')).toBe('two')
      })

      it('lie at a place of their own', () => {
        const places = [store.paperPlace('history', 'plan.json'), store.paperPlace('pending', 'plan.json'), store.paperPlace('pending', 'other.json')]

        expect(places[1]).toMatch(/pending\/plan\.json/)
        expect(new Set(places).size).toBe(3)
        expect(other.paperPlace('pending', 'plan.json')).toBe(places[1])
      })

      it('are absent until kept and after they are discarded', async () => {
        expect(await store.paper('history', 'plan.json')).toBeUndefined()
        await store.keep('history', 'plan.json', 'one')

        await other.discard('history', 'plan.json')
        await other.discard('history', 'plan.json')

        expect(await store.paper('history', 'plan.json')).toBeUndefined()
        expect(await store.papers('history')).toEqual([])
      })

      it('are listed in code-unit order', async () => {
        for (const name of ['b', 'a', 'B', 'ä', '10', '9']) await store.keep('history', name, name)

        expect(await other.papers('history')).toEqual(['10', '9', 'B', 'a', 'b', 'ä'])
        expect(await other.papers('pending')).toEqual([])
      })

      it.each(['', '..', '../state.json', 'a/b', 'a\\b', '.hidden'])('have no name such as %j', async (bad) => {
        const refused = { code: 'BadUsage' }

        await expect(store.keep('history', bad, 'x')).rejects.toMatchObject(refused)
        await expect(store.paper('history', bad)).rejects.toMatchObject(refused)
        await expect(store.discard('history', bad)).rejects.toMatchObject(refused)
      })
    })
  })
}
