/** Calls to GitHub: a question is answered whole, or it is refused. */
import { setMaxListeners } from 'node:events'
import pLimit from 'p-limit'
import type * as z from 'zod'
import type { Clock } from '../../clock.js'
import type { AccessTokens } from '../../http/access-tokens.js'
import { createPacer } from '../../http/pacer.js'
import { createSend, type Send } from '../../http/send.js'
import { SendFailure, type Answer } from '../../http/send-failure.js'
import type { OnProgress } from '../../model/progress.js'
import { HEADERS, type Endpoint } from './endpoint.js'
import { ATTEMPTS, judgeAnswer, pointsReturn } from './limits.js'
import { type Call, graphqlErrors, isPrimaryLimit, isTooHeavy, messageOf, Refusal, ssoUrl, TooHeavy } from './refusal.js'
import { incomplete, notAsDocumented } from './explain-refusal.js'
import { shapeIssue } from '../../model/shape-issue.js'

export interface GithubClient {
  /**
   * The data of a query, checked. Beside errors data is partial, and never used.
   * @throws Refusal; TooHeavy; IdpscimError `SourceIncomplete` for answers that do not come, or are not what GitHub documents
   */
  query<T>(call: Call, document: string, variables: Readonly<Record<string, unknown>>, shape: z.ZodType<T>): Promise<T>
  /** One object of the REST API; undefined where there is none (404). Throws as `query` does. */
  find<T>(call: Call, path: string, shape: z.ZodType<T>): Promise<T | undefined>
  /** Resolves once no request waits for its answer: none outlives the reading that made it, whatever waits for its turn. */
  quiet(): Promise<void>
}

export interface ClientOptions {
  endpoint: Endpoint
  tokens: AccessTokens
  clock: Clock
  onProgress: OnProgress | undefined
  /** Once it aborts, nothing new starts and waits end. */
  stopped: AbortSignal
  fetch?: typeof fetch
  random?: () => number
}

/** "Make requests serially instead of concurrently": the lists of teams, people and identities go side by side, and no more than these. */
const AT_ONCE = 3
/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api: 2,000 points a minute for GraphQL, 900 for REST; reading costs one. */
const A_SECOND: Readonly<Record<string, number>> = { graphql: 2000 / 60, rest: 900 / 60 }
const GRAPHQL = { graphql: 1 }
const REST = { rest: 1 }

/** A clock whose waits end when the reading has failed elsewhere. */
export function clockUntil(stopped: AbortSignal, clock: Clock): Clock {
  setMaxListeners(0, stopped)
  return { now: () => clock.now(), monotonic: () => clock.monotonic(), sleep: (ms) => clock.sleep(ms, stopped) }
}

export function createClient({ endpoint, tokens, clock, onProgress, stopped, fetch: wire = fetch, ...rest }: ClientOptions): GithubClient {
  const limit = pLimit(AT_ONCE)
  const underWay = new Set<Promise<unknown>>()
  const send: Send = createSend({
    ...rest,
    fetch: async (...request) => {
      const answer = wire(...request)
      underWay.add(answer)
      try {
        return await answer
      } finally {
        underWay.delete(answer)
      }
    },
    clock: clockUntil(stopped, clock),
    system: 'GitHub',
    pacer: createPacer({ clock, published: (bucket) => A_SECOND[bucket] }),
    headers: async () => ({ ...HEADERS, authorization: `Bearer ${await tokens.current()}` }),
    requestIdHeader: 'x-github-request-id',
    attempts: ATTEMPTS,
    judge: (answer) => judgeAnswer(answer, clock),
    ...(onProgress && { onProgress }),
  })

  const exchange = (call: Call, request: Pick<Parameters<Send>[0], 'method' | 'url' | 'body' | 'alsoTakes'>): Promise<Answer> => {
    const once = () => send({ ...request, operation: call.operation, repeatable: true, beforeRequest: () => stopped.throwIfAborted() })
    return limit(async () => {
      stopped.throwIfAborted()
      try {
        const token = await tokens.current()
        const answer = await once()
        if (answer.status !== 401) return answer
        // Tokens are revoked before their time where permissions change: one more chance, with another.
        await tokens.insteadOf(token)
        return await once()
      } catch (error) {
        if (!(error instanceof SendFailure)) throw error
        if (error.status === 502 || error.status === 504 || isTimeout(error)) throw new TooHeavy(call, error.message)
        throw incomplete(`${call.what} could not be read: ${error.message}, time after time`, error.requestId)
      }
    })
  }

  return {
    query: async (call, document, variables, shape) => {
      const answer = await exchange(call, { method: 'POST', url: endpoint.graphql, body: { query: document, variables }, alsoTakes: GRAPHQL })
      const errors = graphqlErrors(answer.body)
      const [error] = errors
      if (isTooHeavy(errors)) throw new TooHeavy(call, error?.message ?? '')
      if (error !== undefined || answer.status !== 200) throw refusalOf(call, answer)
      return checked(call, shape, (answer.body as { data?: unknown } | undefined)?.data)
    },
    find: async (call, path, shape) => {
      const answer = await exchange(call, { method: 'GET', url: `${endpoint.rest}${path}`, alsoTakes: REST })
      if (answer.status === 404) return undefined
      if (answer.status !== 200) throw refusalOf(call, answer)
      return checked(call, shape, answer.body)
    },
    quiet: async () => {
      await Promise.allSettled(underWay)
    },
  }
}

export function refusalOf(call: Call, answer: Answer): Error {
  const { status, headers, body, requestId } = answer
  const errors = graphqlErrors(body)
  const [error] = errors
  const message = error?.message || messageOf(body) || `status ${status}`
  const usedUp = isPrimaryLimit(errors) || (status === 403 && headers.get('x-ratelimit-remaining') === '0')
  if (usedUp) return incomplete(`${call.what} could not be read: the hour's points are used up until ${pointsReturn(answer) ?? 'the end of the hour'} (${message})`, requestId)
  const sso = headers.get('x-github-sso')
  const enforced = sso !== null || error?.extensions.saml_failure === true
  return new Refusal(call, { status, message, requestId, ...(error ? { type: error.type, path: error.path } : {}), ...(enforced ? { sso: { url: ssoUrl(sso) } } : {}) })
}

/** Ours ends after thirty seconds, GitHub's own after ten. */
function isTimeout({ cause }: SendFailure): boolean {
  return cause instanceof Error && cause.name === 'TimeoutError'
}

function checked<T>(call: Call, shape: z.ZodType<T>, data: unknown): T {
  const parsed = shape.safeParse(data)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw notAsDocumented(call, `${issue?.path.join('.') ?? ''} ${issue === undefined ? '' : shapeIssue(issue)}`)
}
