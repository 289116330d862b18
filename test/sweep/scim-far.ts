/** The SCIM emulator at the far end of a wire, without a socket, with a memory of how it was before its last write. */
import type { Clock } from '../../src/clock.js'
import { Secret } from '../../src/model/secret.js'
import type { WireAnswer, WireRequest } from '../../src/sandbox/emulator.js'
import { createScimEmulator } from '../../src/sandbox/scim/scim-emulator.js'
import { createAwsScimTarget } from '../../src/targets/scim/scim-target.js'
import type { Target } from '../../src/targets/target.js'
import type { Process, Wire } from './wire.js'

const TOKEN = 'a-token'
const ENDPOINT = 'https://scim.example.com/tenant/scim/v2/'

export interface Held {
  users: ({ id: string; userName: string } & Record<string, unknown>)[]
  groups: ({ id: string; displayName: string; members: { id: string; userName: string }[] } & Record<string, unknown>)[]
}

export interface ScimFar {
  /** The adapter as a process opens it. */
  open: (process: Process, clock: Clock) => Target
  held: () => Held
}

export function createScimFar(wire: Wire, clock: Clock, seed: unknown): ScimFar {
  const make = (content: unknown) => {
    const emulator = createScimEmulator({ token: TOKEN, tenant: 'tenant', clock })
    emulator.load(content)
    return emulator
  }
  const emulator = make(seed)
  let before = seed
  const fetchFor = (process: Process): typeof fetch => async (input, init) => {
    const request = requestOf(input as string, init ?? {})
    const kind = request.method === 'GET' ? 'read' : 'write'
    const answer = await wire.carry(process, { far: 'scim', operation: emulator.operation(request), kind }, {
      now: () => {
        if (kind === 'write' && wire.looksBack) before = emulator.dump('id')
        return emulator.handle(request)
      },
      before: () => make(before).handle(request),
    })
    return responseOf(answer)
  }
  return {
    open: (process, own) => createAwsScimTarget({ endpoint: ENDPOINT, accessToken: new Secret(TOKEN, 'the test'), clock: own, random: () => 0.5, fetch: fetchFor(process) }),
    held: () => emulator.dump('id') as Held,
  }
}

export const FINGERPRINT = createAwsScimTarget({ endpoint: ENDPOINT, accessToken: new Secret(TOKEN, 'the test'), clock: { now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve() } }).reader.fingerprint

function requestOf(url: string, { method = 'GET', headers, body }: RequestInit): WireRequest {
  const { pathname, search, searchParams } = new URL(url)
  return {
    method,
    path: decodeURIComponent(pathname),
    rawUrl: pathname + search,
    query: searchParams,
    headers: Object.fromEntries(new Headers(headers)),
    body: typeof body === 'string' ? body : '',
  }
}

function responseOf({ status, headers, body }: WireAnswer): Response {
  const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body)
  return new Response(text, { status, ...(headers && { headers }) })
}
