/** When GitHub asks to slow down, in each of its ways, and for how long. */
import type { Clock } from '../../clock.js'
import { retryAfterMs } from '../../http/retry-after.js'
import type { Answer } from '../../http/send-failure.js'
import type { Judgement } from '../../http/send.js'
import { graphqlErrors, isAccident, isPrimaryLimit, isSecondaryLimit, messageOf } from './refusal.js'

/** Throttled, a quarter of an hour goes by before the last of these. */
export const ATTEMPTS = { throttled: 5, failed: 4 }

/** Longer than this nobody waits: a schedule comes back by itself. */
const PATIENCE_MS = 15 * 60_000
/** "Otherwise, wait for at least one minute before retrying", and longer each time. */
const MINUTE_MS = 60_000

/**
 * https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api, "Exceeding the rate limit": the primary limit
 * answers 200 with an error, a secondary one 200 or 403, REST 403 or 429. The last answer that the limit allows has nothing left either, and is whole.
 */
export function judgeAnswer(answer: Answer, clock: Clock): Judgement | undefined {
  const errors = graphqlErrors(answer.body)
  const message = errors[0]?.message ?? messageOf(answer.body)
  const refused = answer.status === 403 || answer.status === 429
  const usedUp = isPrimaryLimit(errors) || (refused && answer.headers.get('x-ratelimit-remaining') === '0')
  if (usedUp) {
    const ms = untilReset(answer, clock) ?? MINUTE_MS
    return ms > PATIENCE_MS ? undefined : { kind: 'throttled', message: `the hour's points are used up (${message})`, afterMs: ms }
  }
  if (answer.status === 429 || ((refused || errors.length > 0) && isSecondaryLimit(message))) {
    const wished = retryAfterMs(answer.headers.get('retry-after'), clock)
    return { kind: 'throttled', message: `GitHub asks to slow down (${message})`, afterMs: wished ?? MINUTE_MS * 2 ** Math.min(answer.throttledBefore, 3) }
  }
  return isAccident(errors) ? { kind: 'server-error', message } : undefined
}

/** For a limit that nobody waits for: when the points are there again. */
export function pointsReturn(answer: Answer): string | undefined {
  const reset = Number(answer.headers.get('x-ratelimit-reset') ?? Number.NaN)
  return Number.isFinite(reset) ? new Date(reset * 1000).toISOString() : undefined
}

function untilReset({ headers }: Answer, clock: Clock): number | undefined {
  const wished = retryAfterMs(headers.get('retry-after'), clock)
  if (wished !== undefined) return wished
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN)
  // One second more: the hour ends by GitHub's clock.
  return Number.isFinite(reset) ? Math.max(0, reset * 1000 - clock.now()) + 1000 : undefined
}
