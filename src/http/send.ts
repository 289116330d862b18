/** The one way to call out: paced, guarded, timed, repeated where that is safe, and read to the last byte. */
import { redact } from '../model/secret.js'
import type { Pacer } from './pacer.js'
import { persevere, type Perseverance, type Seen } from './persevere.js'
import { retryAfterMs } from './retry-after.js'
import { SendFailure, unreachable, type Answer } from './send-failure.js'

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  /** The vendor's name: for pacing, progress and messages. */
  operation: string
  /** Sent as JSON. */
  body?: unknown
  /** Sent in its stead, as forms of web pages are: token endpoints want that. */
  form?: Readonly<Record<string, string>>
  /** Whether doing it twice does no harm: only then is it repeated when its outcome is unknown. Throttling is repeated always. */
  repeatable: boolean
  /** What it takes from the pacer besides one of its own operation: `{ members: 100 }`. */
  alsoTakes?: Readonly<Record<string, number>>
  /** Called right before every attempt goes on the wire, after all waiting; what it throws stops the call and is passed on unchanged. */
  beforeRequest?: () => void | Promise<void>
}

export interface SenderOptions extends Perseverance {
  pacer: Pacer
  /** Asked anew for every attempt: tokens age. */
  headers(): Record<string, string> | Promise<Record<string, string>>
  /** The header that names the request in the vendor's logs. */
  requestIdHeader?: string
  /** For one attempt, answer read whole; default 30 s. */
  timeoutMs?: number
  /** What an answer below 500 really says, where the vendor asks to slow down or fails by other signs than the status; undefined is what its status says. */
  judge?(answer: Answer): Judgement | undefined
  /** Default: the global `fetch`. */
  fetch?: typeof fetch
}

export interface Judgement {
  kind: 'throttled' | 'server-error'
  message: string
  /** The least to wait before the next attempt, milliseconds. */
  afterMs?: number
}

/** Gives any answer below 500 that is no throttling, refusals included; throws `SendFailure` for the rest once trying again is over. */
export type Send = (call: Call) => Promise<Answer>

export function createSend(options: SenderOptions): Send {
  return (call) => persevere(call, options, (seen) => attempt(call, options, seen))
}

async function attempt(call: Call, options: SenderOptions, seen: Seen): Promise<Answer> {
  const { pacer } = options
  const taken = Object.entries(call.alsoTakes ?? {})
  for (const [bucket, n] of taken) await pacer.turn(bucket, n)
  await pacer.turn(call.operation)
  const headers = await options.headers()
  await call.beforeRequest?.()
  const answer = { ...(await exchange(call, headers, options)), throttledBefore: seen.throttled }

  const answered = { status: answer.status, ...(answer.requestId && { requestId: answer.requestId }) }
  const slowDown = (afterMs: number | undefined) => [call.operation, ...taken.map(([name]) => name)].forEach((bucket) => pacer.throttled(bucket, afterMs))
  const throttled = (message: string, afterMs: number | undefined): never => {
    slowDown(afterMs)
    throw new SendFailure('throttled', message, { ...answered, ...(afterMs !== undefined && { afterMs }) })
  }
  const judged = options.judge?.(answer)
  if (judged?.kind === 'throttled') throttled(judged.message, judged.afterMs)
  if (judged !== undefined) throw new SendFailure('server-error', judged.message, { ...answered, body: answer.body })
  const afterMs = retryAfterMs(answer.headers.get('retry-after'), options.clock)
  // A 503 is throttling only where the server says when to come back, and no promise that nothing was done: what may not be done twice is not repeated for it.
  const told = answer.status === 503 && afterMs !== undefined
  if (answer.status === 429 || (told && call.repeatable)) throttled(`${options.system} asks to slow down (status ${answer.status})`, afterMs)
  if (told) slowDown(afterMs)
  if (answer.status >= 500) throw new SendFailure('server-error', `${options.system} failed with status ${answer.status}`, { ...answered, body: answer.body })
  return answer
}

/** One request and its whole answer; a body that is cut short or no JSON is a failure of the transport when it mattered. */
async function exchange(call: Call, headers: Record<string, string>, options: SenderOptions): Promise<Answer> {
  let response: Response | undefined
  try {
    response = await (options.fetch ?? fetch)(call.url, {
      method: call.method,
      headers,
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      ...(call.form !== undefined && { body: new URLSearchParams(call.form) }),
      // An API does not move; following would carry the token along.
      redirect: 'manual',
      signal: AbortSignal.timeout(options.timeoutMs ?? 30_000),
    })
    const text = await response.text()
    return { ...headOf(response, options), body: text === '' ? undefined : JSON.parse(text) }
  } catch (error) {
    // A refusal is known by its status: its body is only its words.
    if (response && response.status >= 300) return { ...headOf(response, options), body: undefined }
    const head = response && headOf(response, options)
    throw new SendFailure(unreachable(error) ? 'not-sent' : 'unanswered', redact(describe(error, response, options)), {
      cause: error,
      ...(head?.requestId && { requestId: head.requestId }),
    })
  }
}

function headOf(response: Response, options: SenderOptions): Omit<Answer, 'body'> {
  const requestId = response.headers.get(options.requestIdHeader ?? 'x-request-id')
  return { status: response.status, headers: response.headers, throttledBefore: 0, ...(requestId && { requestId }) }
}

function describe(error: unknown, response: Response | undefined, options: SenderOptions): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `${options.system} did not answer within ${(options.timeoutMs ?? 30_000) / 1000} s`
  if (error instanceof SyntaxError) return `${options.system} answered ${response?.status ?? ''} with a body that is not JSON`
  if (response) return `${options.system}'s answer ended before it was whole`
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return `no answer from ${options.system}: ${cause instanceof Error ? plain(cause) || cause.name : 'unknown failure'}`
}

const CUT = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']

/** OpenSSL's complaint comes with the addresses of its memory and of its sources; for a connection that ends there are several words. */
function plain(cause: Error): string {
  const complaint = /:SSL routines:[^:]*:([^:]+):/.exec(cause.message)?.[1]
  if ('code' in cause && CUT.includes(String(cause.code))) return 'the connection was cut'
  return complaint === undefined ? cause.message : `TLS fails: ${complaint}${complaint === 'wrong version number' ? ', as where the address begins with https:// and the server speaks http' : ''}`
}
