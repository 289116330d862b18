/** The primary rate limits: so many points in an hour for each API, told in every answer's headers. */
import type { Clock } from '../../clock.js'

export interface Budget {
  limit: number
  used: number
  remaining: number
  /** Seconds since the epoch. */
  reset: number
}

export interface Budgets {
  look(resource: Resource): Budget
  /** Takes the points; false where there are too few, and then takes nothing. */
  take(resource: Resource, points: number): boolean
}

export type Resource = 'graphql' | 'core'

/** For an installation outside GitHub Enterprise Cloud. https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api */
const POINTS = 5000
const HOUR_MS = 3_600_000

/** `enforced: false` counts and never refuses. */
export function createBudgets(clock: Clock, enforced: boolean): Budgets {
  const windows = new Map<Resource, { used: number; endMs: number }>()
  const current = (resource: Resource) => {
    const now = clock.now()
    const known = windows.get(resource)
    if (known !== undefined && known.endMs > now) return known
    const fresh = { used: 0, endMs: now + HOUR_MS }
    windows.set(resource, fresh)
    return fresh
  }
  return {
    look: (resource) => {
      const { used, endMs } = current(resource)
      return { limit: POINTS, used, remaining: Math.max(0, POINTS - used), reset: Math.ceil(endMs / 1000) }
    },
    take: (resource, points) => {
      const window = current(resource)
      if (enforced && window.used + points > POINTS) return false
      window.used += points
      return true
    },
  }
}

export function budgetHeaders(resource: Resource, { limit, used, remaining, reset }: Budget): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(reset),
    'x-ratelimit-resource': resource,
  }
}
