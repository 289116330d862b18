import { describe, expect, test } from 'vitest'
import { createFaultBook, type Fault } from '../../src/sandbox/faults.js'
import type { Sandbox } from '../../src/sandbox/sandbox.js'
import { createManualClock } from '../support/manual-clock.js'
import { useSandbox } from '../support/world.js'
import { directoryOf } from './google-client.js'

const sandbox = useSandbox()

const scim = ({ endpoints, env }: Sandbox, path: string, init: RequestInit = {}) =>
  fetch(`${endpoints.scim}${path}`, { ...init, headers: { authorization: `Bearer ${env['IDPSCIM_AWS_SCIM_ACCESS_TOKEN'] ?? ''}` } })

const people = (count: number) => ({ google: { users: Array.from({ length: count }, (_, index) => ({ primaryEmail: `p${index}@example.com` })) } })

/** Pages to the end, or until a token comes back. */
async function readUsers(running: Sandbox): Promise<{ mails: string[]; looped: boolean }> {
  const directory = directoryOf(running)
  const tokens = new Set<string>()
  const mails: string[] = []
  for (let pageToken: string | undefined; ; ) {
    const { data } = await directory.users.list({ customer: 'my_customer', maxResults: 2, ...(pageToken === undefined ? {} : { pageToken }) })
    mails.push(...(data.users ?? []).map(({ primaryEmail }) => primaryEmail?.split('@')[0] ?? ''))
    pageToken = data.nextPageToken ?? undefined
    if (pageToken === undefined || tokens.has(pageToken)) return { mails, looped: pageToken !== undefined }
    tokens.add(pageToken)
  }
}

describe('which requests are struck', () => {
  const hits = (fault: Omit<Fault, 'api' | 'kind'>, count = 8) => {
    const book = createFaultBook()
    book.set([{ api: 'scim', kind: 'error', ...fault }])
    return Array.from({ length: count }, () => book.strike('scim', 'ListUsers').fault !== undefined)
  }

  test('all of them, unless the fault says otherwise', () => {
    expect(hits({}, 3)).toEqual([true, true, true])
    expect(hits({ times: 2 }, 4)).toEqual([true, true, false, false])
  })

  test('the one counted from 1, or so many from there on', () => {
    expect(hits({ at: 3 }, 5)).toEqual([false, false, true, false, false])
    expect(hits({ at: 2, times: 3 }, 6)).toEqual([false, true, true, true, false, false])
  })

  test('some, drawn alike every time', () => {
    const drawn = hits({ rate: 0.5 }, 200)

    expect(drawn).toEqual(hits({ rate: 0.5 }, 200))
    expect(drawn.filter(Boolean).length).toBeGreaterThan(70)
    expect(drawn.filter(Boolean).length).toBeLessThan(130)
  })

  test('only those of its operation, which alone are counted', () => {
    const book = createFaultBook()
    book.set([{ api: 'scim', operation: 'CreateUser', kind: 'error', at: 2 }])

    const struck = ['CreateUser', 'ListUsers', 'CreateUser'].map((operation) => book.strike('scim', operation).fault?.kind)

    expect(struck).toEqual([undefined, undefined, 'error'])
    expect(book.strike('google', 'CreateUser').fault).toBeUndefined()
  })

  test('delays add to whatever else strikes', () => {
    const book = createFaultBook()
    book.set([{ api: 'scim', kind: 'slow', ms: 20 }, { api: 'scim', kind: 'reset' }, { api: 'scim', kind: 'slow', ms: 5 }])

    expect(book.strike('scim', 'ListUsers')).toMatchObject({ delay: 25, fault: { kind: 'reset' } })
  })
})

describe('over the wire', () => {
  test('throttle refuses in the vendor\'s form, with Retry-After where asked', async () => {
    const running = await sandbox({ faults: [{ api: 'scim', kind: 'throttle', at: 1, retryAfter: 7 }, { api: 'google', kind: 'throttle', status: 403 }] })

    const throttled = await scim(running, 'Users?cursor')
    const quota = await fetch(`${running.endpoints.google}admin/directory/v1/users`)

    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '7'])
    expect(await throttled.json()).toMatchObject({ status: '429' })
    expect(await quota.json()).toMatchObject({ error: { code: 403, errors: [{ domain: 'usageLimits', reason: 'userRateLimitExceeded' }] } })
    expect((await scim(running, 'Users?cursor')).status).toBe(200)
  })

  test('error is a 500 unless another status is wanted, and 403 then is a privilege', async () => {
    const running = await sandbox({ faults: [{ api: 'scim', kind: 'error' }, { api: 'google', kind: 'error', status: 403, at: 1 }, { api: 'google', kind: 'error', status: 502 }] })
    const ask = () => fetch(`${running.endpoints.google}admin/directory/v1/users`)

    expect((await scim(running, 'Users?cursor')).status).toBe(500)
    expect(await (await ask()).json()).toMatchObject({ error: { code: 403, errors: [{ reason: 'forbidden' }] } })
    expect(await (await ask()).text()).toMatch(/^<!DOCTYPE html>/)
  })

  test('reset cuts the connection before anything is done', async () => {
    const running = await sandbox({ seed: {}, faults: [{ api: 'scim', operation: 'CreateGroup', kind: 'reset', at: 1 }] })

    const call = scim(running, 'Groups', { method: 'POST', body: JSON.stringify({ displayName: 'G' }) })

    await expect(call).rejects.toThrow()
    expect(running.state().aws?.groups).toEqual([])
    expect(running.requests()).toMatchObject([{ operation: 'CreateGroup', status: 0 }])
  })

  test('lost-answer does it, then cuts the connection', async () => {
    const running = await sandbox({ seed: {}, faults: [{ api: 'scim', operation: 'CreateGroup', kind: 'lost-answer', at: 1 }] })

    const call = scim(running, 'Groups', { method: 'POST', body: JSON.stringify({ displayName: 'G' }) })

    await expect(call).rejects.toThrow()
    expect(running.state().aws?.groups).toMatchObject([{ displayName: 'G' }])
    expect(running.requests()).toMatchObject([{ operation: 'CreateGroup', status: 201 }])
  })

  test('timeout is never answered, and holds no stop back', async () => {
    const running = await sandbox({ faults: [{ api: 'scim', kind: 'timeout' }] })
    const outcome = scim(running, 'Users?cursor').then(
      () => 'answered',
      () => 'cut',
    )
    await expect.poll(() => running.requests().length).toBe(1)

    await running.stop()

    expect(await outcome).toBe('cut')
    expect(running.requests()).toMatchObject([{ status: 0 }])
  })

  test('slow and latency wait by the clock', async () => {
    const clock = createManualClock()
    const running = await sandbox({ clock, latencyMs: 40, faults: [{ api: 'scim', kind: 'slow', ms: 2000, at: 1 }] })

    await scim(running, 'Users?cursor')
    await scim(running, 'Users?cursor')

    expect(running.requests().map(({ ms }) => ms)).toEqual([2040, 40])
  })

  test('truncate-body sends half of it as if it were whole', async () => {
    const running = await sandbox()
    const whole = await (await scim(running, 'ServiceProviderConfig')).text()
    running.setFaults([{ api: 'scim', kind: 'truncate-body' }])

    const answer = await scim(running, 'ServiceProviderConfig')

    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe(whole.slice(0, Math.floor(whole.length / 2)))
  })
})

describe('pages', () => {
  test('come whole without faults', async () => {
    expect(await readUsers(await sandbox({ seed: people(5) }))).toEqual({ mails: ['p0', 'p1', 'p2', 'p3', 'p4'], looped: false })
  })

  test('repeated once, give their rows twice and then go on', async () => {
    const running = await sandbox({ seed: people(5), faults: [{ api: 'google', kind: 'repeat-page', at: 2 }] })

    expect(await readUsers(running)).toEqual({ mails: ['p0', 'p1', 'p2', 'p3', 'p2', 'p3', 'p4'], looped: false })
  })

  test('repeated for ever, give the same token again', async () => {
    const running = await sandbox({ seed: people(5), faults: [{ api: 'google', kind: 'repeat-page' }] })

    expect(await readUsers(running)).toEqual({ mails: ['p0', 'p1', 'p0', 'p1'], looped: true })
  })

  test('repeated, even where there is only one', async () => {
    const running = await sandbox({ seed: people(1), faults: [{ api: 'google', kind: 'repeat-page' }] })

    expect((await readUsers(running)).looped).toBe(true)
  })

  test('dropped in the middle, are passed over', async () => {
    const running = await sandbox({ seed: people(5), faults: [{ api: 'google', kind: 'drop-page', at: 2 }] })

    expect(await readUsers(running)).toEqual({ mails: ['p0', 'p1', 'p4'], looped: false })
  })

  test('dropped at the end, leave a list that looks whole', async () => {
    const running = await sandbox({ seed: people(5), faults: [{ api: 'google', kind: 'drop-page', at: 3 }] })

    expect(await readUsers(running)).toEqual({ mails: ['p0', 'p1', 'p2', 'p3'], looped: false })
  })

  test('go wrong for SCIM\'s cursors alike', async () => {
    const running = await sandbox()
    const next = async (path: string) => ((await (await scim(running, path)).json()) as { nextCursor?: string; Resources: unknown[] })
    running.setFaults([{ api: 'scim', operation: 'ListUsers', kind: 'repeat-page' }])

    const first = await next('Users?cursor')
    const second = await next(`Users?cursor=${encodeURIComponent(first.nextCursor ?? '')}`)

    expect(second).toEqual(first)
    running.setFaults([{ api: 'scim', operation: 'ListUsers', kind: 'drop-page' }])
    expect((await next('Users?cursor')).Resources).toEqual([])
  })

  test('of other answers are none: single reads are neither struck nor counted', async () => {
    const running = await sandbox({ seed: people(5), faults: [{ api: 'google', kind: 'drop-page', at: 1 }] })
    const directory = directoryOf(running)

    const { data } = await directory.users.get({ userKey: 'p0@example.com' })

    expect(data.emails).toEqual([{ address: 'p0@example.com', primary: true }])
    expect((await readUsers(running)).mails).toEqual(['p2', 'p3', 'p4'])
  })
})
