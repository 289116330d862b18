/** One write on the wire, and what its ending means in the words of the target's door. */
import type { Answer } from '../../http/send-failure.js'
import { SendFailure } from '../../http/send-failure.js'
import type { Call } from '../../http/send.js'
import type { ScimClient } from './client.js'
import { detailOf, lost, refused, writeFailed } from './failures.js'
import type { PatchOperation } from './operations.js'

export interface WriteRequest extends Pick<Call, 'method' | 'operation' | 'body' | 'alsoTakes'> {
  path: string
  /** Added to a refusal's facts. */
  facts?: Record<string, unknown>
}

/** Gives the successful answer. `doing` says what is done, for people: "creating user 'ada@example.com'". */
export type Write = (doing: string, request: WriteRequest) => Promise<Answer>

export function createWrite(client: ScimClient, guard: () => void | Promise<void>): Write {
  return async (doing, { facts = {}, ...call }) => {
    const create = call.method === 'POST'
    const answer = await client.write({ ...call, repeatable: !create, beforeRequest: guard }).catch((error: unknown) => {
      throw error instanceof SendFailure ? writeFailed(doing, error, create) : error
    })
    if (answer.status >= 200 && answer.status < 300) return answer
    if (call.method === 'DELETE' && answer.status === 404) return answer
    const conflict = answer.status === 409
    // A create that was throttled and then clashes may have met what its own first attempt made.
    if (create && conflict && answer.throttledBefore > 0) {
      const detail = detailOf(answer.body)
      throw lost(doing, 'it was throttled, and its repeat clashed', undefined, { status: answer.status, ...(detail && { detail }) })
    }
    const missing = answer.status === 404 && !create
    throw refused(doing, await client.dialect(), answer, { ...facts, ...(missing && { missing }), ...(conflict && { conflict }) })
  }
}

/** The body of a PATCH, RFC 7644 §3.5.2. */
export function patchBody(operations: readonly PatchOperation[]): Record<string, unknown> {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations }
}
