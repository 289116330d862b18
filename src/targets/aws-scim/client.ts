/** Calls to one tenant: addresses, headers and operations' names; answers below 500 come back as they are. */
import type { Clock } from '../../clock.js'
import { createPacer } from '../../http/pacer.js'
import { createSend, type Call, type Send } from '../../http/send.js'
import type { Answer } from '../../http/send-failure.js'
import type { OnProgress } from '../../model/progress.js'
import type { Secret } from '../../model/secret.js'
import { publishedRate } from './capabilities.js'

export interface ScimClient {
  /** `path` begins behind the endpoint: `/Users?cursor`. */
  get(operation: string, path: string): Promise<Answer>
  write(call: Pick<Call, 'method' | 'operation' | 'body' | 'repeatable' | 'alsoTakes' | 'beforeRequest'> & { path: string }): Promise<Answer>
}

export interface ClientOptions {
  base: string
  accessToken: Secret
  clock: Clock
  onProgress?: OnProgress
  timeoutMs?: number
  random?: () => number
  fetch?: typeof fetch
}

export function createClient({ base, accessToken, clock, ...rest }: ClientOptions): ScimClient {
  const send: Send = createSend({
    ...rest,
    clock,
    system: 'AWS SCIM',
    pacer: createPacer({ clock, published: publishedRate }),
    headers: () => ({
      authorization: `Bearer ${accessToken.reveal()}`,
      accept: 'application/json',
      'content-type': 'application/scim+json',
    }),
    requestIdHeader: 'x-amzn-requestid',
  })
  return {
    get: (operation, path) => send({ method: 'GET', url: base + path, operation, repeatable: true }),
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
