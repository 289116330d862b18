/**
 * One way to call AWS's JSON APIs: their own client signs, finds credentials, Region and address; we pace, guard, repeat where that is safe, and
 * read the answer ourselves, because clients leave out what their model does not know yet (`Revision`), on the way there and back.
 */
import { redact } from '../model/secret.js'
import type { Pacer } from './pacer.js'
import { persevere, type Perseverance, type Seen } from './persevere.js'
import { retryAfterMs } from './retry-after.js'
import { SendFailure, unreachable } from './send-failure.js'

/** What is used of a command of AWS's SDK. */
export interface AwsCommand {
  middlewareStack: { add(middleware: never, options: never): void }
}

export interface AwsCall {
  /** The vendor's name: for pacing, progress and messages. */
  operation: string
  input: Readonly<Record<string, unknown>>
  /** As in `Call`: whether doing it twice does no harm. */
  repeatable: boolean
  /** Called right before every attempt goes on the wire, signed and after all waiting; what it throws stops the call and is passed on unchanged. */
  beforeRequest?: () => void | Promise<void>
}

export interface AwsAnswer {
  body: unknown
  requestId?: string
  /** How often this call was throttled before: a create that was throttled may still have happened. */
  throttledBefore: number
}

/** The service answered no: told by its type, for statuses are not what the service models say. */
export class AwsRefusal extends Error {
  readonly throttledBefore: number

  constructor(
    readonly type: string,
    readonly detail: string,
    readonly answer: { status: number; requestId?: string; reason?: string; resourceType?: string; resourceId?: string },
    throttledBefore: number,
  ) {
    super(`${type}${detail === '' ? '' : `: ${detail}`}`)
    this.name = 'AwsRefusal'
    this.throttledBefore = throttledBefore
  }
}

export interface AwsSenderOptions extends Perseverance {
  pacer: Pacer
  /** Gives a fresh command of this name: one for each attempt. */
  command(operation: string, input: Readonly<Record<string, unknown>>): AwsCommand
  /** The client's own `send`, with one attempt. */
  send(command: AwsCommand): Promise<unknown>
}

/** Throws `AwsRefusal` for an answered no, `SendFailure` for what ended without an answer once trying again is over, and what the client throws before it sends. */
export type SendAws = (call: AwsCall) => Promise<AwsAnswer>

export function createAwsSend(options: AwsSenderOptions): SendAws {
  return (call) => persevere(call, options, (seen) => attempt(call, options, seen))
}

const THROTTLED = new Set(['ThrottlingException', 'Throttling', 'TooManyRequestsException', 'RequestLimitExceeded'])
const BROKEN = new Set(['InternalServerException', 'InternalFailure', 'ServiceUnavailable', 'ServiceUnavailableException', 'ServiceException'])

async function attempt(call: AwsCall, options: AwsSenderOptions, seen: Seen): Promise<AwsAnswer> {
  const { pacer, system, clock } = options
  await pacer.turn(call.operation)
  const answer = await exchange(call, options)
  const requestId = answer.headers['x-amzn-requestid'] ?? textOf(answer.body, 'RequestId')
  const known = requestId === undefined ? {} : { requestId }
  if (answer.status < 300) {
    if (answer.whole) return { body: answer.body, ...known, throttledBefore: seen.throttled }
    throw new SendFailure('unanswered', `${system} answered ${answer.status} with a body that is not JSON`, known)
  }
  const type = typeOf(answer)
  const detail = redact(textOf(answer.body, 'Message') ?? textOf(answer.body, 'message') ?? '')
  const afterMs = retryAfterMs(answer.headers['retry-after'] ?? numberOf(answer.body, 'RetryAfterSeconds'), clock)
  const told = { status: answer.status, ...known, ...(afterMs !== undefined && { afterMs }), body: answer.body }
  if (THROTTLED.has(type) || answer.status === 429) {
    pacer.throttled(call.operation, afterMs)
    throw new SendFailure('throttled', `${system} asks to slow down (${type})`, told)
  }
  if (BROKEN.has(type) || answer.status >= 500) throw new SendFailure('server-error', `${system} failed (${type})`, told)
  const member = (name: 'Reason' | 'ResourceType' | 'ResourceId') => textOf(answer.body, name)
  const [reason, resourceType, resourceId] = [member('Reason'), member('ResourceType'), member('ResourceId')]
  throw new AwsRefusal(
    type, detail,
    { status: answer.status, ...known, ...(reason !== undefined && { reason }), ...(resourceType !== undefined && { resourceType }), ...(resourceId !== undefined && { resourceId }) },
    seen.throttled,
  )
}

interface Received {
  status: number
  headers: Readonly<Record<string, string | undefined>>
  body: unknown
  /** False where the body is no JSON. */
  whole: boolean
}

/** One request and its whole answer, taken off the wire before the client makes its own of it. */
async function exchange(call: AwsCall, options: AwsSenderOptions): Promise<Received> {
  const command = options.command(call.operation, call.input)
  const seen: { received?: Received; stop?: { error: unknown }; sent?: boolean } = {}
  const add = command.middlewareStack.add.bind(command.middlewareStack) as (middleware: Middleware, where: object) => void
  add((next) => (args) => {
    args.request.body = Buffer.from(JSON.stringify(call.input))
    return next(args)
  }, { step: 'serialize', priority: 'low', name: 'idpscimBody' })
  add((next) => async (args) => {
    try {
      await call.beforeRequest?.()
    } catch (error) {
      // The client would write its own notes on it.
      seen.stop = { error }
      throw new Error('stopped', { cause: error })
    }
    seen.sent = true
    const result = await next(args)
    const { response } = result
    const bytes = await bytesOf(response.body)
    response.body = bytes
    seen.received = { status: response.statusCode, headers: response.headers, ...parsed(bytes) }
    return result
  }, { step: 'deserialize', priority: 'low', name: 'idpscimAnswer' })
  try {
    await options.send(command)
  } catch (error) {
    if (seen.stop) throw seen.stop.error
    if (!seen.received) throw seen.sent === true ? lost(error, options.system) : error
  }
  if (!seen.received) throw new SendFailure('unanswered', `no answer from ${options.system}`)
  return seen.received
}

interface WireResult {
  response: { statusCode: number; headers: Record<string, string>; body: unknown }
}
type Handler = (args: { request: { body?: unknown } }) => Promise<WireResult>
type Middleware = (next: Handler) => Handler

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body
  const chunks: Uint8Array[] = []
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function parsed(bytes: Uint8Array): Pick<Received, 'body' | 'whole'> {
  if (bytes.length === 0) return { body: {}, whole: true }
  try {
    return { body: JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown, whole: true }
  } catch {
    return { body: undefined, whole: false }
  }
}

function lost(error: unknown, system: string): SendFailure {
  const message = error instanceof Error ? error.message || error.name : 'unknown failure'
  return new SendFailure(unreachable(error) ? 'not-sent' : 'unanswered', redact(`no answer from ${system}: ${message}`), { cause: error })
}

/** `__type` may carry a name space before a `#`, and the header an address after a colon. */
function typeOf({ body, headers, status }: Received): string {
  const told = textOf(body, '__type') ?? textOf(body, 'code') ?? headers['x-amzn-errortype']
  return told?.replace(/^.*#/, '').replace(/:.*$/, '') ?? `status ${status}`
}

function textOf(body: unknown, name: string): string | undefined {
  const value = memberOf(body, name)
  return typeof value === 'string' ? value : undefined
}

function numberOf(body: unknown, name: string): string | null {
  const value = memberOf(body, name)
  return typeof value === 'number' ? String(value) : null
}

function memberOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined
}
