/** How a call can end without a usable answer, told apart by what it proves about the write. */

/**
 * not-sent: the connection never stood, so nothing was done. unanswered: sent, and the answer is lost or cut short.
 * server-error: a status of 500 or more, which proves nothing. throttled: refused for its rate, as far as the server knows.
 */
export type SendFailureKind = 'not-sent' | 'unanswered' | 'server-error' | 'throttled'

export interface Answer {
  status: number
  headers: Headers
  /** Parsed JSON; undefined where there was none. */
  body: unknown
  requestId?: string
  /** How often this call was throttled before: a create that was throttled may still have happened. */
  throttledBefore: number
}

interface Details {
  status?: number
  requestId?: string
  afterMs?: number
  body?: unknown
  cause?: unknown
}

/** Stays inside the adapters: they turn it into the error that their door promises. */
export class SendFailure extends Error {
  readonly kind: SendFailureKind
  readonly status: number | undefined
  readonly requestId: string | undefined
  readonly afterMs: number | undefined
  readonly body: unknown
  /** What earlier attempts of the same call met: throttling, and endings that leave open whether it was done. */
  before = { throttled: 0, doubtful: false }

  constructor(kind: SendFailureKind, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'SendFailure'
    this.kind = kind
    this.status = details.status
    this.requestId = details.requestId
    this.afterMs = details.afterMs
    this.body = details.body
  }
}

/**
 * Whether it is sure that a write was not done: only where no connection ever stood, or where a repeatable write was throttled to the end.
 * A throttled create may have happened: the repeat of one has been seen to clash with itself.
 */
export function leftUntouched({ kind, before }: SendFailure, create: boolean): boolean {
  if (before.doubtful) return false
  return create ? kind === 'not-sent' && before.throttled === 0 : kind === 'not-sent' || kind === 'throttled'
}

const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])

/** Whether the failure proves that no byte of the request reached the server. */
export function unreachable(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && NEVER_CONNECTED.has(at.code)) return true
  }
  return false
}
