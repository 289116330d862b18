/** Waiting for AWS to agree with itself: what was created a moment ago is not known everywhere at once. */
import type { Clock } from '../../clock.js'
import { retrying } from '../../http/retry.js'

const PATIENCE_MS = 20_000

/** Tries again while `passing` says that the error may pass, for about 20 seconds after the first one; then throws the last. */
export function patiently<T>(clock: Clock, random: (() => number) | undefined, passing: (error: unknown) => boolean, attempt: () => Promise<T>): Promise<T> {
  let since: number | undefined
  return retrying(attempt, {
    clock,
    attempts: Infinity,
    classify: (error) => {
      since ??= clock.monotonic()
      return { retry: passing(error) && clock.monotonic() - since < PATIENCE_MS, afterMs: 200 }
    },
    baseMs: 300,
    capMs: 3000,
    ...(random && { random }),
  })
}
