/** Calls to one server: addresses, headers and operations' names; answers below 500 come back as they are. */
import type { Clock } from '../../clock.js'
import { createPacer } from '../../http/pacer.js'
import { createSend, type Call, type Send } from '../../http/send.js'
import type { Answer } from '../../http/send-failure.js'
import { rateOf } from '../../model/capabilities.js'
import type { OnProgress } from '../../model/progress.js'
import type { Secret } from '../../model/secret.js'
import type { Dialect } from './dialect.js'

export interface ScimClient {
  /** How this server speaks; what it says of itself is asked for once. */
  dialect(): Promise<Dialect>
  /** As far as it is known without asking: what was told, until what was learned. */
  known(): Dialect
  /** `path` begins behind the endpoint: `/Users?cursor`. */
  get: (operation: string, path: string) => Promise<Answer>
  write(call: Pick<Call, 'method' | 'operation' | 'body' | 'repeatable' | 'alsoTakes' | 'beforeRequest'> & { path: string }): Promise<Answer>
}

export interface ClientOptions {
  base: string
  accessToken: Secret
  clock: Clock
  onProgress?: OnProgress
  timeoutMs?: number
  attempts?: { throttled?: number; failed?: number }
  random?: () => number
  fetch?: typeof fetch
}

/** `told` is what is known of the server beforehand; `ask` learns the rest by this client. */
export function createClient({ base, accessToken, clock, ...rest }: ClientOptions, told: Dialect, ask: (client: Pick<ScimClient, 'get'>) => Promise<Dialect> = () => Promise.resolve(told)): ScimClient {
  const send: Send = createSend({
    ...rest,
    clock,
    system: told.system,
    pacer: createPacer({ clock, published: (operation) => rateOf(told.capabilities.rates, operation) }),
    headers: () => ({
      authorization: `Bearer ${accessToken.reveal()}`,
      accept: told.accept,
      'content-type': 'application/scim+json',
    }),
    requestIdHeader: 'x-amzn-requestid',
  })
  const get: ScimClient['get'] = (operation, path) => send({ method: 'GET', url: base + path, operation, repeatable: true })
  let dialect: Promise<Dialect> | undefined
  let known = told
  return {
    // One that could not be learned is asked for again.
    dialect: () => (dialect ??= ask({ get }).then((learned) => (known = learned)).catch((error: unknown) => {
      dialect = undefined
      throw error
    })),
    known: () => known,
    get,
    write: ({ path, ...call }) => send({ ...call, url: base + path }),
  }
}

/** A filter's comparison, for values that {@link filterable} admits. */
export function equals(attribute: string, value: string): string {
  return `${attribute} eq "${value}"`
}

/** Quotes cannot be escaped in AWS's grammar, and names beyond ASCII have been seen refused: such values are found by listing. */
export function filterable(value: string): boolean {
  return /^[\x20-\x7e]+$/.test(value) && !/["\\]/.test(value)
}
