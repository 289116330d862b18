/** The exchanges that end in an access token, each tried on its own until it succeeds or is refused for good. */
import { auth } from 'googleapis/build/src/apis/admin/index.js'
import * as z from 'zod'
import { remember } from '../../model/secret.js'
import { AnswerBroken, Refusal, type Answer } from './refusal.js'
import type { Wire } from './wire.js'

export interface Step<T> {
  /** As requests are called, for messages: `token`, `signJwt`. */
  operation: string
  url: string
  /** Made anew for each attempt: what is signed carries the time. */
  body: () => Promise<URLSearchParams | object> | URLSearchParams | object
  /** Sent as it is. */
  authorization?: string
  answer: z.ZodType<T>
  /** What is thrown for an answer that no repetition mends. */
  refused: (answer: Answer) => Error
}

/** @throws whatever `refused` gives; `Refusal` and `AnswerBroken` when the attempts are used up */
export function take<T>(wire: Wire, { operation, url, body, authorization, answer, refused }: Step<T>): Promise<T> {
  return wire.retrying({ operation, page: 1 }, async (call) => {
    const data = await body()
    const given = await wire.exchange(call, (options) =>
      // The Directory client's own transport, so that one proxy setting serves all of Google's addresses.
      new auth.OAuth2().transporter.request({ ...options, url, method: 'POST', data, ...(authorization === undefined ? {} : { headers: { authorization } }) }),
    )
    if (given.status === 429 || given.status >= 500) throw new Refusal(call, given)
    if (given.status !== 200) throw refused(given)
    const parsed = answer.safeParse(given.data)
    if (!parsed.success) throw new AnswerBroken(call, `${operation} answered without a token`)
    return parsed.data
  })
}

export interface Granted {
  token: string
  /** Its life as the server says, seconds. */
  seconds: number
}

const Token = z.object({ access_token: z.string().min(1), expires_in: z.number().default(3600) }).transform(({ access_token, expires_in }): Granted => {
  remember(access_token)
  return { token: access_token, seconds: expires_in }
})

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** An assertion becomes an access token. https://developers.google.com/identity/protocols/oauth2/service-account */
export function grant(wire: Wire, { url, assertion, refused }: { url: string; assertion: () => string; refused: Step<Granted>['refused'] }): Promise<Granted> {
  const body = () => {
    const signed = assertion()
    remember(signed)
    return new URLSearchParams({ grant_type: JWT_BEARER, assertion: signed })
  }
  return take(wire, { operation: 'token', url, body, answer: Token, refused })
}

const TOKEN_EXCHANGE = { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange', requested_token_type: 'urn:ietf:params:oauth:token-type:access_token' }
const CLOUD_PLATFORM = 'https://www.googleapis.com/auth/cloud-platform'

interface Exchange {
  url: string
  audience: string
  subjectTokenType: string
  subjectToken: () => Promise<string>
  refused: Step<Granted>['refused']
}

/** Somebody else's token becomes a federated one. https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token */
export function exchange(wire: Wire, { url, audience, subjectTokenType, subjectToken, refused }: Exchange): Promise<Granted> {
  const body = async () => {
    const subject = await subjectToken()
    remember(subject)
    return new URLSearchParams({ ...TOKEN_EXCHANGE, audience, scope: CLOUD_PLATFORM, subject_token_type: subjectTokenType, subject_token: subject })
  }
  return take(wire, { operation: 'sts.token', url, body, answer: Token, refused })
}
