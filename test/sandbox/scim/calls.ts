/** The endpoint as a client sees it, without a wire, on a clock that only the test moves. */
import type { Clock } from '../../../src/clock.js'
import type { WireRequest } from '../../../src/sandbox/emulator.js'
import { createScimEmulator } from '../../../src/sandbox/scim/scim-emulator.js'

export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
export const token = 'a-token'
export const tenant = 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'

export interface Answered {
  status: number
  headers: Record<string, string>
  body: unknown
}

/** `url` begins after `/scim/v2`. */
export function requestFor(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = { authorization: `Bearer ${token}` },
): WireRequest {
  return wire(method, `/${tenant}/scim/v2${url}`, body, headers)
}

/** `rawUrl` as it would stand in the request line. */
export function wire(method: string, rawUrl: string, body: unknown, headers: Record<string, string>): WireRequest {
  const [path = '', query = ''] = rawUrl.split(/\?(.*)/s)
  return {
    method,
    path: decodeURIComponent(path),
    rawUrl,
    query: new URLSearchParams(query),
    headers,
    body: typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body),
  }
}

export function startScim({ seed, visibilityDelayMs = 0 }: { seed?: unknown; visibilityDelayMs?: number } = {}) {
  let elapsed = 0
  const clock: Clock = {
    now: () => Date.UTC(2026, 10, 3, 9, 30, 15, 250) + elapsed,
    monotonic: () => elapsed,
    sleep: () => Promise.reject(new Error('the emulator has no reason to wait')),
  }
  const emulator = createScimEmulator({ token, tenant, clock, visibilityDelayMs })
  if (seed !== undefined) emulator.load(seed)
  const send = async (request: WireRequest): Promise<Answered> => {
    const { status, headers = {}, body } = await emulator.handle(request)
    return { status, headers, body: body === undefined ? undefined : (JSON.parse(JSON.stringify(body)) as unknown) }
  }
  return {
    emulator,
    send,
    call: (method: string, url: string, body?: unknown) => send(requestFor(method, url, body)),
    pass: (ms: number) => {
      elapsed += ms
    },
  }
}

export type Scim = ReturnType<typeof startScim>

export const alice = {
  userName: 'alice@example.com',
  name: { givenName: 'Alice', familyName: 'Smith' },
  displayName: 'Alice Smith',
  emails: [{ value: 'alice@example.com', type: 'work', primary: true }],
  active: true,
}

export const filtered = (filter: string, more = '') => `?${more}filter=${encodeURIComponent(filter)}`

export const patch = (...operations: object[]) => ({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations })

export const idOf = ({ body }: Answered): string => (body as { id: string }).id

/** The names in a list answer, of users or groups. */
export const namesIn = ({ body }: Answered): string[] =>
  (body as { Resources: { userName?: string; displayName: string }[] }).Resources.map(
    ({ userName, displayName }) => userName ?? displayName,
  )

export const nextIn = ({ body }: Answered): string | undefined => (body as { nextCursor?: string }).nextCursor

export const detailOf = ({ body }: Answered): string => (body as { detail: string }).detail

export const unparsable = 'Request is unparsable, syntactically incorrect, or violates schema.'
