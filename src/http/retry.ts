/** Trying again: full jitter between attempts, so that many clients that failed together do not return together. */
import type { Clock } from '../clock.js'

export interface RetryPolicy {
  clock: Clock
  /** How often to try in all, the first time included; at least 1. */
  attempts: number
  /** Whether trying again may help; `afterMs` is the server's own wish (`Retry-After`) and the least that is waited. */
  classify(error: unknown): { retry: boolean; afterMs?: number }
  /** The ceiling of the first wait, milliseconds; it doubles with every attempt. Default 500. */
  baseMs?: number
  /** The highest ceiling, milliseconds; only the server's own wish may exceed it. Default 20 000. */
  capMs?: number
  /** In [0, 1). Default `Math.random`. */
  random?: () => number
  /** Told before each wait. */
  onWait?(ms: number, error: unknown): void
}

/**
 * Gives the first result; throws the last attempt's error, unchanged, once `classify` says no or the attempts are used up.
 * `attempt` receives its number, counted from 1.
 */
export async function retrying<T>(attempt: (n: number) => Promise<T>, policy: RetryPolicy): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await attempt(n)
    } catch (error) {
      const verdict = policy.classify(error)
      if (!verdict.retry || n >= policy.attempts) throw error
      const ms = waitAfter(n, verdict.afterMs ?? 0, policy)
      policy.onWait?.(ms, error)
      await policy.clock.sleep(ms)
    }
  }
}

/** The jitter comes on top of the server's wish: everybody who was told "in 5 seconds" would otherwise come back at once. */
function waitAfter(n: number, afterMs: number, policy: RetryPolicy): number {
  const ceiling = Math.min(policy.capMs ?? 20_000, (policy.baseMs ?? 500) * 2 ** (n - 1))
  return Math.ceil(afterMs + (policy.random ?? Math.random)() * ceiling)
}
