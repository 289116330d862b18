import { describe, expect, test } from 'vitest'
import type { Emulator, WireRequest } from '../../src/sandbox/emulator.js'
import { createAccessTokens } from '../../src/sandbox/google/access-tokens.js'
import { createGoogleEmulator } from '../../src/sandbox/google/google-emulator.js'
import { createLimiter } from '../../src/sandbox/rates.js'
import { createManualClock } from '../support/manual-clock.js'
import { useSandbox } from '../support/world.js'

const sandbox = useSandbox()

const emulator: Emulator = {
  api: 'toy',
  operation: () => 'Read',
  handle: () => ({ status: 200 }),
  refuse: (_request, status) => ({ status }),
  rate: (operation) => (operation === 'Read' ? 40 : operation === 'Write' ? 25 : undefined),
  load: () => undefined,
  dump: () => undefined,
}
const request: WireRequest = { method: 'GET', path: '/', rawUrl: '/', query: new URLSearchParams(), headers: {}, body: '' }

/** How many of `count` requests are let through. */
function passed(limiter: ReturnType<typeof createLimiter>, operation: string, count: number, by: Emulator = emulator): number {
  return Array.from({ length: count }, () => limiter.take(by, operation, request)).filter((status) => status === undefined).length
}

describe('limits', () => {
  test('let one second\'s worth through at once, for each operation', () => {
    const limiter = createLimiter(createManualClock())

    expect(passed(limiter, 'Read', 100)).toBe(40)
    expect(passed(limiter, 'Write', 100)).toBe(25)
    expect(passed(limiter, 'Free', 100)).toBe(100)
  })

  test('refill with time, up to that', () => {
    const clock = createManualClock()
    const limiter = createLimiter(clock)
    passed(limiter, 'Read', 40)

    clock.pass(500)
    expect(passed(limiter, 'Read', 100)).toBe(20)
    clock.pass(60_000)
    expect(passed(limiter, 'Read', 100)).toBe(40)
  })

  test('refuse with 429, or with what the pool says', () => {
    const limiter = createLimiter(createManualClock())
    const pooled: Emulator = { ...emulator, api: 'pooled', pool: () => ({ name: 'all', burst: 3, status: 403 }) }
    passed(limiter, 'Read', 40)

    expect(limiter.take(emulator, 'Read', request)).toBe(429)
    expect(passed(limiter, 'Read', 2, pooled) + passed(limiter, 'Write', 2, pooled)).toBe(3)
    expect(limiter.take(pooled, 'Read', request)).toBe(403)
  })

  test('count memberships apart, and take nothing from what they refuse', () => {
    const clock = createManualClock()
    const limiter = createLimiter(clock)
    const grouped: Emulator = { ...emulator, members: ({ body }) => Number(body) }
    const change = (members: number) => limiter.take(grouped, 'Write', { ...request, body: String(members) })

    expect([change(60), change(60), change(40), change(1)]).toEqual([undefined, 429, undefined, 429])
    clock.pass(10)
    expect(change(1)).toBeUndefined()
  })
})

test('AWS refuses the 41st read of a second, and records it', async () => {
  const running = await sandbox({ rateLimits: true, clock: createManualClock() })
  const read = () => fetch(`${running.endpoints.scim}Users?cursor`, { headers: { authorization: `Bearer ${running.env['IDPSCIM_AWS_SCIM_ACCESS_TOKEN'] ?? ''}` } })

  const statuses = []
  for (let count = 0; count < 41; count += 1) statuses.push((await read()).status)

  expect(statuses.filter((status) => status === 200)).toHaveLength(40)
  expect(statuses[40]).toBe(429)
  expect(running.requests()[40]).toMatchObject({ status: 429 })
})

test('Google refuses what exceeds 2,400 queries a minute, over all operations, with a quota\'s 403', () => {
  const limiter = createLimiter(createManualClock())
  const google = createGoogleEmulator(createAccessTokens(createManualClock()))

  expect(passed(limiter, 'users.list', 1000, google) + passed(limiter, 'members.list', 2000, google)).toBe(2400)
  expect(limiter.take(google, 'groups.list', request)).toBe(403)
  expect(google.refuse(request, 403, 'throttle').body).toMatchObject({ error: { errors: [{ reason: 'userRateLimitExceeded' }] } })
})
