import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/clock.js'
import { aheadBy, networkOver, type Hail } from '../../src/http/reach.js'

const endings: (() => void)[] = []
afterEach(() => {
  for (const end of endings.splice(0)) end()
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  endings.push(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim/v2`
}

const failing = (error: Error): Hail => () => Promise.reject(error)
const coded = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
const asked = (hail: Hail, env: NodeJS.ProcessEnv = {}) => networkOver({ clock: systemClock, onSkew: () => undefined, env, hail })(['https://scim.example.com/x']).ask()

describe('whether a server is reached', () => {
  test('any answer will do, a refusal among them; it is asked without credentials, once for an origin, and its time is told', async () => {
    const seen: string[] = []
    const skews: [string, number][] = []
    const address = await serve(({ method, url, headers }, answer) => {
      seen.push(`${method ?? ''} ${url ?? ''} ${headers.authorization ?? 'no credentials'}`)
      answer.writeHead(403, { date: new Date(Date.now() + 3_600_000).toUTCString() }).end()
    })

    const answer = await networkOver({ clock: systemClock, onSkew: (...skew) => skews.push(skew) })([address, `${address}/Users`]).ask()

    expect(answer).toEqual({ status: 'ok', says: `${new URL(address).host} answers` })
    expect(seen).toEqual(['HEAD / no credentials'])
    expect(skews.map(([host, ms]) => [host, Math.round(ms / 10_000)])).toEqual([[new URL(address).host, 360]])
  })

  test.each([
    ['ENOTFOUND', /^the name scim\.example\.com is not found \(DNS, ENOTFOUND\)$/],
    ['ECONNREFUSED', /^scim\.example\.com is not reached \(ECONNREFUSED\)$/],
    ['UND_ERR_CONNECT_TIMEOUT', /^scim\.example\.com did not answer within 10 s$/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /^the certificate of scim\.example\.com is not trusted here \(TLS, SELF_SIGNED_CERT_IN_CHAIN\)$/],
    ['CERT_HAS_EXPIRED', /\(TLS, CERT_HAS_EXPIRED\)$/],
  ])('%s is told for what it is, with a remedy', async (code, says) => {
    const answer = await asked(failing(coded(code)))

    expect(answer.status).toBe('failed')
    expect(answer.says).toMatch(says)
    expect(answer.remedies?.length).toBeGreaterThan(0)
  })

  test('a proxy that is set and does not count is named where the server is not reached directly', async () => {
    const network = networkOver({ clock: systemClock, onSkew: () => undefined, env: { HTTPS_PROXY: 'http://proxy:3128' } })

    expect((await network(['http://127.0.0.1:9/']).ask()).remedies?.at(-1)).toBe('HTTPS_PROXY is set, and is not used here: 127.0.0.1:9 is asked directly.')
    expect((await asked(failing(coded('ECONNREFUSED')), { HTTPS_PROXY: 'http://proxy:3128' })).remedies?.at(-1)).not.toContain('HTTPS_PROXY')
  })

  test('how far the clock is off is no more than the answer proves: a date without fractions, and the time that it took', () => {
    expect(aheadBy(10_000, 10_400, 10_900)).toBe(0)
    expect(aheadBy(10_000, 10_999, 12_500)).toBe(0)
    expect(aheadBy(100_000, 10_000, 12_000)).toBe(88_000)
    expect(aheadBy(10_000, 100_000, 102_000)).toBe(-89_000)
  })
})
