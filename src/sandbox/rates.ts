/** The vendors' published limits: a token bucket for each operation, or for each pool of operations that share one. */
import type { Clock } from '../clock.js'
import type { Emulator, WireRequest } from './emulator.js'

export interface Limiter {
  /** Takes what the request costs; answers the status to refuse with when there is not enough, and then takes nothing. */
  take(emulator: Emulator, operation: string, request: WireRequest): number | undefined
}

/** Memberships a second. AWS counts those inside requests apart and does not publish how many it lets through. */
const MEMBERS = 100

export function createLimiter(clock: Clock): Limiter {
  const buckets = new Map<string, { tokens: number; at: number }>()

  /** Full at first, and never holding more than `burst`; refilled with `rate` tokens a second. */
  function bucket(name: string, rate: number, burst: number): { tokens: number; at: number } {
    const now = clock.monotonic()
    const { tokens, at } = buckets.get(name) ?? { tokens: burst, at: now }
    const filled = { tokens: Math.min(burst, tokens + ((now - at) / 1000) * rate), at: now }
    buckets.set(name, filled)
    return filled
  }

  return {
    take: (emulator, operation, request) => {
      const rate = emulator.rate(operation)
      const pool = emulator.pool?.(operation) ?? { name: operation, burst: rate ?? 0, status: 429 }
      const calls = rate === undefined ? undefined : bucket(`${emulator.api} ${pool.name}`, rate, pool.burst)
      // More than ever fits into the bucket is not for the limit to refuse.
      const price = Math.min(Math.max(1, pool.burst), emulator.cost?.(request) ?? 1)
      if (calls && calls.tokens < price) return pool.status
      const cost = Math.min(MEMBERS, emulator.members?.(request) ?? 0)
      if (cost > 0) {
        const members = bucket(`${emulator.api} members`, MEMBERS, MEMBERS)
        if (members.tokens < cost) return 429
        members.tokens -= cost
      }
      if (calls) calls.tokens -= price
      return undefined
    },
  }
}
