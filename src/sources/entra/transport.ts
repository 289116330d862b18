/** Requests to one Graph: whole answers or `Refusal`; a refused token is renewed once, and no token goes anywhere else. */
import pLimit from 'p-limit'
import type { AccessTokens } from '../../http/access-tokens.js'
import type { Send } from '../../http/send.js'
import { SendFailure } from '../../http/send-failure.js'
import { AnswerBroken, nameOf, Refusal, type Call } from './call.js'
import { factsOf, incomplete } from './explain-refusal.js'
import type { Wire } from './wire.js'

export interface Asked {
  call: Call
  /** Behind the version: `groups?$top=999`; or the whole address of a next page. */
  url: string
  /** Sent with `ConsistencyLevel: eventual`: "advanced query capabilities" are answered by an index, and only so. */
  eventual?: boolean
  body?: unknown
}

/** Gives the body of a 200; throws `Refusal` for other answers, `IdpscimError` `SourceIncomplete` where none came. */
export type Ask = (asked: Asked) => Promise<unknown>

export interface TransportOptions {
  /** Graph's root, without the version. */
  root: string
  wire: Wire
  tokens: AccessTokens<Wire>
  concurrency: number
}

export function createTransport({ root, wire, tokens, concurrency }: TransportOptions): Ask {
  const limit = pLimit(concurrency)
  const base = `${root.replace(/\/+$/, '')}/v1.0/`
  const sender = (more: Record<string, string>) =>
    wire.sender('Microsoft Graph', async () => ({
      authorization: `Bearer ${await tokens.current(wire)}`,
      // Counts alone are answered as plain text.
      accept: 'application/json, text/plain;q=0.9',
      'content-type': 'application/json',
      ...more,
    }))
  const plain = sender({})
  const advanced = sender({ ConsistencyLevel: 'eventual' })

  return ({ call, url, eventual = false, body }) =>
    limit(async () => {
      const address = new URL(url, base)
      if (address.origin !== new URL(base).origin) throw new AnswerBroken(call, `the next page lies at ${address.origin}, and not at ${new URL(base).origin}, which alone gets the token`)
      const send: Send = eventual ? advanced : plain
      const request = { method: body === undefined ? ('GET' as const) : ('POST' as const), url: address.href, operation: call.operation, body, repeatable: true }
      const token = await tokens.current(wire)
      let answer = await answered(send(request), call)
      if (answer.status === 401) {
        await tokens.insteadOf(token, wire)
        answer = await answered(send(request), call)
      }
      if (answer.status !== 200) throw new Refusal(call, answer)
      return answer.body
    })
}

async function answered<T>(answer: Promise<T>, call: Call): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw error instanceof SendFailure ? incomplete(`${nameOf(call)}: ${error.message}, time after time`, ['Check the network and the endpoint.'], factsOf(error)) : error
  }
}
