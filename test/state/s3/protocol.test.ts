/** What the S3 store does when answers are lost, conditions clash, rights are missing and servers do less than they say. */
import { describe, expect, it } from 'vitest'
import { isIdpscimError } from '../../../src/errors.js'
import { createS3Store } from '../../../src/state/s3/s3-store.js'
import type { S3StoreOptions } from '../../../src/state/s3/s3-store.js'
import { createManualClock } from '../../support/manual-clock.js'
import { aState } from '../../support/states.js'
import { createS3Double, etagOf } from './s3-double.js'
import type { Accident, Call, S3Double } from './s3-double.js'

const KEY = 'stack/state.json'
const once = { purpose: 'test', timeoutMs: 0 }

function world(options: Partial<S3StoreOptions> = {}) {
  const double = createS3Double()
  const clock = createManualClock()
  const open = () => createS3Store({ bucket: 'states', key: KEY, client: double.client, clock, ...options })
  return { double, clock, open, store: open() }
}

/** The accident befalls the first call that fits, once. */
function befall(double: S3Double, accident: Accident, fits: (call: Call) => boolean): void {
  let left = 1
  double.accident = (call) => (fits(call) && left-- > 0 ? accident : undefined)
}

const putOf = (key: string) => (call: Call) => call.operation === 'put' && call.key === key
const ACCIDENTS: [string, Accident][] = [
  ['was done and not answered', 'lost'],
  ['never arrived', 'unsent'],
  ['clashed (409)', { status: 409, code: 'ConditionalRequestConflict' }],
  ['was too much (503)', { status: 503, code: 'SlowDown' }],
  ['failed inside (500)', { status: 500, code: 'InternalError' }],
]

describe('a write of the state', () => {
  it.each(ACCIDENTS)('that %s is done once', async (_, accident) => {
    const { double, store } = world()
    const lease = await store.hold(once)
    const first = await store.write(aState(1), { ifVersion: null, lease })
    befall(double, accident, putOf(KEY))

    const version = await store.write(aState(2), { ifVersion: first, lease })

    expect(await store.read()).toEqual({ state: aState(2), version })
    expect([...double.objects.keys()].filter((key) => key.includes('errored'))).toEqual([])
  })

  it('that meets a newer state keeps its own aside, and says where', async () => {
    const { double, store } = world()
    const lease = await store.hold(once)
    await store.write(aState(1), { ifVersion: null, lease })
    const newer = Buffer.from(JSON.stringify(aState(7)))
    double.objects.set(KEY, newer)

    const error: unknown = await store.write(aState(2), { ifVersion: '"stale"', lease }).catch((caught: unknown) => caught)

    if (!isIdpscimError(error, 'StateMoved')) throw error
    const kept = [...double.objects.keys()].find((key) => key.startsWith(`${KEY}.errored-`)) ?? ''
    expect(error.message).toContain(`s3://states/${kept}`)
    expect(error.facts).toMatchObject({ stored: etagOf(newer) })
    expect(double.objects.get(kept)?.toString()).toContain('"serial": 2')
    expect((await store.read())?.state.serial).toBe(7)
  })

  it('whose lost answer was another writer’s luck is not taken for done', async () => {
    const { double, store } = world()
    const lease = await store.hold(once)
    const first = await store.write(aState(1), { ifVersion: null, lease })
    befall(double, 'unsent', (call) => {
      if (!putOf(KEY)(call)) return false
      double.objects.set(KEY, Buffer.from(JSON.stringify(aState(9))))
      return true
    })

    await expect(store.write(aState(2), { ifVersion: first, lease })).rejects.toMatchObject({ code: 'StateMoved' })

    expect((await store.read())?.state.serial).toBe(9)
  })

  it('is not made by an earlier holder over what a later one wrote, even where the lock seems to be his', async () => {
    const { double, store, open, clock } = world()
    const early = await store.hold(once)
    const earlyLock = double.objects.get(`${KEY}.lock`) ?? Buffer.alloc(0)
    const other = open()
    await other.breakLease(early.holder.id)
    clock.pass(10_000)
    const late = await other.hold(once)
    const version = await other.write(aState(1), { ifVersion: null, lease: late })
    await store.read()
    double.objects.set(`${KEY}.lock`, earlyLock)

    await expect(store.write(aState(2), { ifVersion: version, lease: early })).rejects.toMatchObject({ code: 'LeaseLost' })
  })

  it('is asked to be encrypted as configured', async () => {
    const { double, store } = world({ sse: { kmsKeyId: 'alias/states' } })
    const lease = await store.hold(once)

    await store.write(aState(), { ifVersion: null, lease })

    const puts = double.calls.filter(({ operation }) => operation === 'put')
    expect(puts.map(({ input }) => [input.ServerSideEncryption, input.SSEKMSKeyId])).toEqual(puts.map(() => ['aws:kms', 'alias/states']))
  })

  it('puts another program’s form of its envelope aside', async () => {
    const { double, store } = world()
    const lease = await store.hold(once)
    await store.write(aState(), { ifVersion: null, lease })
    const text = double.objects.get(KEY)?.toString() ?? ''

    double.objects.set(KEY, Buffer.from(JSON.stringify(JSON.parse(text))))

    expect((await store.read())?.state).toEqual(aState())
  })
})

describe('the lock', () => {
  it.each(ACCIDENTS)('is ours when the write that takes it %s', async (_, accident) => {
    const { double, store, open } = world()
    befall(double, accident, putOf(`${KEY}.lock`))

    const lease = await store.hold(once)

    await lease.check()
    expect((await open().holder())?.id).toBe(lease.holder.id)
  })

  it.each(ACCIDENTS)('is gone when the delete that lets it go %s', async (_, accident) => {
    const { double, store } = world()
    const lease = await store.hold(once)
    befall(double, accident, ({ operation }) => operation === 'delete')

    await lease.release()

    expect(double.objects.has(`${KEY}.lock`)).toBe(false)
  })

  it.each([
    ['the server has no conditional delete', { status: 501, code: 'NotImplemented' }],
    ['the role may not delete', { status: 403, code: 'AccessDenied' }],
  ])('stays as free where %s, and is taken from there', async (_, refusal) => {
    const { double, store, open } = world()
    double.accident = ({ operation }) => (operation === 'delete' ? refusal : undefined)
    const lease = await store.hold(once)

    await lease.release()

    expect(JSON.parse(double.objects.get(`${KEY}.lock`)?.toString() ?? '')).toMatchObject({ held: null })
    await (await open().hold(once)).check()
  })

  it('is never let go by an unconditional delete of a server that ignores the condition', async () => {
    const { double, store } = world({ probe: true })
    double.ignores.deleteIfMatch = true
    const lease = await store.hold(once)

    await lease.release()

    expect(JSON.parse(double.objects.get(`${KEY}.lock`)?.toString() ?? '')).toMatchObject({ held: null })
  })

  it.each(['ifMatch', 'ifNoneMatch'] as const)('is not even tried for where the server ignores %s', async (header) => {
    const { double, store } = world({ probe: true })
    double.ignores[header] = true

    await expect(store.hold(once)).rejects.toMatchObject({ code: 'BadConfig', message: expect.stringContaining('would lock nothing') as string })

    expect([...double.objects.keys()]).toEqual([])
  })

  it('has a higher generation with every holder', async () => {
    const { double, store, open, clock } = world()
    const generation = () => (JSON.parse(double.objects.get(`${KEY}.lock`)?.toString() ?? '') as { generation: number }).generation
    const first = await store.hold(once)
    const before = generation()
    await open().breakLease(first.holder.id)
    clock.pass(1)

    await open().hold(once)

    expect(generation()).toBeGreaterThan(before)
  })

  it('is counted by the time that S3 tells', async () => {
    const { double, store } = world()
    double.tellDate(Date.UTC(2026, 5, 1))

    const lease = await store.hold(once)

    expect(lease.holder.since).toBe('2026-06-01T00:00:00.000Z')
  })
})

describe('a journal', () => {
  it.each(ACCIDENTS)('holds entries once when their write %s', async (_, accident) => {
    const { double, store, open } = world()
    befall(double, accident, ({ operation, key }) => operation === 'put' && key.includes('.journal/'))

    await store.journal('apply-1').append([{ n: 1 }])
    await store.journal('apply-1').append([{ n: 2 }])

    expect(await open().journal('apply-1').read()).toEqual([{ n: 1 }, { n: 2 }])
  })

  it('puts what waits into one object, and lists them over many pages', async () => {
    const { double, store, open } = world()
    double.pageSize = 2
    const journal = store.journal('apply-1')
    await journal.append([{ n: 0 }])

    await Promise.all(Array.from({ length: 20 }, (_, n) => journal.append([{ n: n + 1 }])))
    for (let n = 21; n < 26; n++) await journal.append([{ n }])

    expect(await open().journal('apply-1').read()).toEqual(Array.from({ length: 26 }, (_, n) => ({ n })))
    expect([...double.objects.keys()]).toHaveLength(7)
  })

  it('goes on for one of two', async () => {
    const { store, open } = world()
    await store.journal('apply-1').append([{ n: 1 }])
    const other = open().journal('apply-1')
    await other.append([{ n: 2 }])

    await expect(store.journal('apply-1').append([{ n: 3 }])).rejects.toMatchObject({ code: 'LeaseLost' })

    expect(await other.read()).toEqual([{ n: 1 }, { n: 2 }])
  })

  it('that is closed stays empty, whatever a slow process adds, and begins anew', async () => {
    const { store, open } = world()
    const slow = store.journal('apply-1')
    await slow.append([{ n: 1 }])
    await slow.append([{ n: 2 }])
    const next = open().journal('apply-1')
    await next.close()
    await slow.append([{ late: true }])
    expect(await open().journal('apply-1').read()).toEqual([])

    await next.append([{ n: 4 }])

    expect(await open().journal('apply-1').read()).toEqual([{ n: 4 }])
  })

  it('closes without the right to delete', async () => {
    const { double, store, open } = world()
    double.accident = ({ operation }) => (operation === 'delete' ? { status: 403, code: 'AccessDenied' } : undefined)
    await store.journal('apply-1').append([{ n: 1 }])

    await store.journal('apply-1').close()

    expect(await open().journal('apply-1').read()).toEqual([])
    await open().journal('apply-1').append([{ n: 2 }])
    expect(await open().journal('apply-1').read()).toEqual([{ n: 2 }])
  })
})

describe('what S3 says', () => {
  it.each([
    ['NoSuchBucket', 404, 'no such bucket', 'BadConfig'],
    ['PermanentRedirect', 301, 'another region', 'BadConfig'],
    ['RequestTimeTooSkewed', 403, 'clock', 'StateRefused'],
    ['ExpiredToken', 400, 'session', 'StateRefused'],
    ['InvalidAccessKeyId', 403, 'access key', 'StateRefused'],
  ])('of %s comes with what to do', async (code, status, word, told) => {
    const { double, store } = world()
    double.accident = () => ({ status, code })

    const error: unknown = await store.read().catch((caught: unknown) => caught)

    if (!isIdpscimError(error)) throw error
    expect(error.code).toBe(told)
    expect(error.message).toContain(`s3://states/${KEY}`)
    expect(error.message).toContain(word)
    expect(error.suggestions).not.toEqual([])
  })

  it('with a 403 of a key that its list does not show is taken for absence', async () => {
    const { double, store } = world()
    double.accident = ({ operation }) => (operation === 'get' ? { status: 403, code: 'AccessDenied' } : undefined)

    expect(await store.read()).toBeUndefined()
  })

  it('with a 403 of a key that is there is not', async () => {
    const { double, store } = world()
    double.objects.set(KEY, Buffer.from('{}'))
    double.accident = ({ operation }) => (operation === 'get' ? { status: 403, code: 'AccessDenied' } : undefined)

    await expect(store.read()).rejects.toMatchObject({ code: 'StateRefused' })
  })

  it('is asked for again, and not for ever', async () => {
    const { double, store } = world()
    double.accident = () => ({ status: 503, code: 'SlowDown' })

    await expect(store.read()).rejects.toMatchObject({ code: 'AnswerLost', retryable: true })

    expect(double.calls).toHaveLength(6)
  })
})
