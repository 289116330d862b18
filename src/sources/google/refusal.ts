/** Answers that are not what was asked for: what Google said, whether it may pass, and how long to wait. */
import * as z from 'zod'
import { redact } from '../../model/secret.js'

/** What was asked, for messages. */
export interface Call {
  operation: string
  /** The object in question, as people know it: "the group aws-admins@example.com". */
  about?: string
  /** The group query in force. */
  filter?: string
  /** Counted from 1. */
  page: number
}

/** "groups.list with the filter "name:AWS*", page 2". */
export function nameOf({ operation, about, filter, page }: Call): string {
  return [
    operation,
    about === undefined ? '' : ` of ${about}`,
    filter === undefined ? '' : ` with the filter "${filter}"`,
    page === 1 ? '' : `, page ${page}`,
  ].join('')
}

export interface Answer {
  status: number
  /** Parsed JSON; a text where the body was none. */
  data: unknown
  /** The server's own wish, milliseconds; 0 where it has none. */
  retryAfterMs: number
}

/** Google answered, and the answer is no. Internal: `explain-refusal.ts` turns it into words for people. */
export class Refusal extends Error {
  readonly call: Call
  readonly status: number
  /** `errors[0].reason`, the newer `details[].reason`, or empty. */
  readonly reason: string
  readonly retryAfterMs: number
  /** The attempt that met it, counted from 1. */
  attempt = 1

  constructor(call: Call, answer: Answer) {
    const { reason, message } = words(answer)
    super(message)
    this.name = 'Refusal'
    this.call = call
    this.status = answer.status
    this.reason = reason
    this.retryAfterMs = answer.retryAfterMs
  }
}

/** No whole answer came: the connection failed, or the body was cut short or is not what the API documents. */
export class AnswerBroken extends Error {
  readonly call: Call
  /** No connection ever stood. */
  readonly unreached: boolean

  constructor(call: Call, message: string, { unreached = false } = {}) {
    super(redact(message))
    this.name = 'AnswerBroken'
    this.call = call
    this.unreached = unreached
  }
}

const Body = z.object({
  error: z.object({
    message: z.string().catch(''),
    status: z.string().catch(''),
    errors: z.array(z.object({ reason: z.string().catch('') })).catch([]),
    details: z.array(z.object({ reason: z.string().catch('') })).catch([]),
  }),
})

/** Bodies are not always JSON: front ends answer in plain text, gateways in HTML. */
function words({ status, data }: Answer): { reason: string; message: string } {
  const body = Body.safeParse(data)
  if (!body.success) {
    const plain = typeof data === 'string' && !data.trimStart().startsWith('<') ? data.trim().slice(0, 300) : ''
    return { reason: '', message: redact(plain) || `status ${status}` }
  }
  const { message, errors, details, status: name } = body.data.error
  const reason = errors[0]?.reason ?? details.find((detail) => detail.reason !== '')?.reason ?? ''
  return { reason: reason || name, message: redact(message) || `status ${status}` }
}

/** https://developers.google.com/workspace/admin/directory/v1/limits, in the older and the newer spelling. */
const QUOTA_REASONS = new Set(['userRateLimitExceeded', 'quotaExceeded', 'rateLimitExceeded', 'RATE_LIMIT_EXCEEDED', 'RESOURCE_EXHAUSTED'])
const QUOTA_TEXT = /^(request rate higher than configured|quota exceeded)/i

export function isQuota(refusal: Refusal): boolean {
  if (refusal.reason === 'dailyLimitExceeded') return false
  if (refusal.status === 429) return true
  return refusal.status === 403 && (QUOTA_REASONS.has(refusal.reason) || QUOTA_TEXT.test(refusal.message))
}

/** Reason first, then status. One 400 is a server's failure in disguise: "A system error has occurred". */
export function mayPass(refusal: Refusal): boolean {
  if (isQuota(refusal)) return true
  if (refusal.status === 400) return /a system error has occurred/i.test(refusal.message)
  return refusal.status === 408 || refusal.status >= 500
}

/** The least wait, in seconds, after each refusal for quota: the quota counts by the minute, so the waits must outlast one. */
const QUOTA_WAITS = [0, 2, 8, 16, 32]

/** @returns milliseconds, before jitter; the server's own wish is kept up to five minutes */
export function leastWaitMs(refusal: Refusal): number {
  const own = isQuota(refusal) ? (QUOTA_WAITS[refusal.attempt - 1] ?? 32) * 1000 : 0
  return Math.max(own, Math.min(refusal.retryAfterMs, 300_000))
}
