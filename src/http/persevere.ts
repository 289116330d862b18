/** Trying one call again as far as that is safe: the one rule for every way of calling out. */
import type { Clock } from '../clock.js'
import type { OnProgress } from '../model/progress.js'
import { retrying } from './retry.js'
import { SendFailure } from './send-failure.js'

export interface Perseverance {
  clock: Clock
  /** Who is called, for people. */
  system: string
  /** Attempts in all where throttled, default 12; where the answer failed, default 5: throttling passes, outages may not. */
  attempts?: { throttled?: number; failed?: number }
  onProgress?: OnProgress
  random?: () => number
}

/** What earlier attempts of one call met. */
export interface Seen {
  throttled: number
  failed: number
  /** Whether one of them ended so that it may have been done. */
  doubtful: boolean
}

/**
 * Throttling, and what proves that nothing was sent, are repeated always; what may have been done only where doing it twice does no harm.
 * Throws the last attempt's error, which knows what those before it met.
 */
export function persevere<T>(call: { operation: string; repeatable: boolean }, options: Perseverance, attempt: (seen: Seen) => Promise<T>): Promise<T> {
  const most = { throttled: options.attempts?.throttled ?? 12, failed: options.attempts?.failed ?? 5 }
  const seen: Seen = { throttled: 0, failed: 0, doubtful: false }
  return retrying(() => attempt(seen), {
    clock: options.clock,
    attempts: most.throttled + most.failed,
    ...(options.random && { random: options.random }),
    classify: (error) => {
      if (!(error instanceof SendFailure)) return { retry: false }
      const kind = error.kind === 'throttled' ? 'throttled' : 'failed'
      error.before = { throttled: seen.throttled, doubtful: seen.doubtful }
      seen[kind]++
      seen.doubtful ||= error.kind === 'unanswered' || error.kind === 'server-error'
      const safe = call.repeatable || error.kind === 'throttled' || error.kind === 'not-sent'
      return { retry: safe && seen[kind] < most[kind], ...(error.afterMs !== undefined && { afterMs: error.afterMs }) }
    },
    onWait: (ms, error) => {
      const reason = error instanceof Error ? error.message : 'failed'
      options.onProgress?.({ type: 'wait', system: options.system, reason: `${call.operation}: ${reason}`, ms, throttled: error instanceof SendFailure && error.kind === 'throttled' })
    },
  })
}
