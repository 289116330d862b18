/** An emulator without a socket: the sandbox's own faults and limits, on a clock whose hours pass only while somebody sleeps. */
import type { Clock } from '../../src/clock.js'
import { Secret } from '../../src/model/secret.js'
import type { Emulator, WireAnswer, WireRequest } from '../../src/sandbox/emulator.js'
import { createFaultBook, type Fault } from '../../src/sandbox/faults.js'
import { createIdentityStoreEmulator } from '../../src/sandbox/identitystore/identity-store-emulator.js'
import { createLimiter } from '../../src/sandbox/rates.js'
import { createRoom } from '../../src/sandbox/scim/room.js'
import { createScimEmulator } from '../../src/sandbox/scim/scim-emulator.js'
import { openIdentityStoreTarget } from '../../src/targets/aws-identity-store/aws-identity-store-target.js'
import { createAwsScimTarget } from '../../src/targets/scim/scim-target.js'
import type { Target } from '../../src/targets/target.js'
import { STORE, useExampleCredentials } from './identity-store-world.js'

/** One request as the vendor saw it, in the order of arrival. */
export interface Exchange {
  operation: string
  request: WireRequest
  status: number
  /** Its body. */
  answer: string
  /** Done, and its answer never came. */
  lost: boolean
}

export interface FarEnd {
  target: Target
  log: Exchange[]
  held: () => { users: unknown[]; groups: { members: unknown[] }[] }
}

export interface FarEndOptions {
  clock: Clock
  faults?: readonly Omit<Fault, 'api'>[]
  /** Between a request and its answer, milliseconds. */
  latencyMs?: number
}

const TOKEN = 'a-token'

export function openScim(options: FarEndOptions): Promise<FarEnd> {
  const { clock } = options
  const emulator = createScimEmulator({ token: TOKEN, tenant: 'tenant', clock })
  const { carry, log } = serve(emulator, options)
  const overWire: typeof fetch = async (input, { method = 'GET', headers, body } = {}) => {
    const { pathname, search, searchParams } = new URL(input)
    const answer = await carry({
      method,
      path: decodeURIComponent(pathname),
      rawUrl: pathname + search,
      query: searchParams,
      headers: Object.fromEntries(new Headers(headers)),
      body: typeof body === 'string' ? body : '',
    })
    return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), { status: answer.status, headers: answer.headers ?? {} })
  }
  const target = createAwsScimTarget({ endpoint: 'https://scim.example.com/tenant/scim/v2/', accessToken: new Secret(TOKEN, 'the test'), clock, random: () => 0.5, fetch: overWire })
  return Promise.resolve({ target, log, held: () => emulator.dump('id') as ReturnType<FarEnd['held']> })
}

export async function openIdentityStore(options: FarEndOptions): Promise<FarEnd> {
  useExampleCredentials()
  const { clock } = options
  const room = createRoom(clock)
  const scim = createScimEmulator({ token: TOKEN, tenant: STORE.tenant, clock, room })
  const { carry, log } = serve(createIdentityStoreEmulator({ room, ...STORE }), options)
  const requestHandler = {
    handle: async ({ method, path, headers, body }: { method: string; path: string; headers: Record<string, string>; body: Uint8Array }) => {
      const answer = await carry({ method, path, rawUrl: path, query: new URLSearchParams(), headers: lowered(headers), body: Buffer.from(body).toString('utf8') })
      return { response: { statusCode: answer.status, headers: answer.headers ?? {}, body: Buffer.from(JSON.stringify(answer.body ?? {})) } }
    },
  }
  const target = await openIdentityStoreTarget({ storeId: STORE.storeId, region: STORE.region, clock, random: () => 0.5, requestHandler })
  return { target, log, held: () => scim.dump('id') as ReturnType<FarEnd['held']> }
}

function lowered(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function serve(emulator: Emulator, { clock, faults = [], latencyMs = 0 }: FarEndOptions): { log: Exchange[]; carry: (request: WireRequest) => Promise<WireAnswer> } {
  const limiter = createLimiter(clock)
  const book = createFaultBook()
  book.set(faults.map((fault) => ({ api: emulator.api, ...fault })))
  const log: Exchange[] = []
  return {
    log,
    carry: async (request) => {
      const operation = emulator.operation(request)
      const exchange: Exchange = { operation, request, status: 0, answer: '', lost: false }
      log.push(exchange)
      const { fault } = book.strike(emulator.api, operation)
      const failing = fault?.kind === 'error'
      const refusal = fault?.kind === 'throttle' || failing ? (fault.status ?? (failing ? 500 : 429)) : limiter.take(emulator, operation, request)
      const answer = refusal === undefined ? await emulator.handle(request) : emulator.refuse(request, refusal, failing ? 'error' : 'throttle')
      exchange.status = answer.status
      exchange.answer = JSON.stringify(answer.body ?? '')
      exchange.lost = refusal === undefined && fault?.kind === 'lost-answer'
      if (latencyMs > 0) await clock.sleep(latencyMs)
      if (exchange.lost) throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
      return refusal === undefined || fault?.retryAfter === undefined ? answer : { ...answer, headers: { ...answer.headers, 'retry-after': String(fault.retryAfter) } }
    },
  }
}
