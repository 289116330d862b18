/** The access tokens that the token endpoint gave out and the Directory API honours. */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../../clock.js'

export interface Grant {
  /** The person impersonated; absent when the service account speaks for itself. */
  subject?: string
  scopes: readonly string[]
}

export interface AccessTokens {
  give(grant: Grant): string
  /** Undefined for tokens that were never given out, or have run out. */
  find(token: string): Grant | undefined
}

/** A little under the hour, as the real endpoint says. */
export const TOKEN_SECONDS = 3599

export function createAccessTokens(clock: Clock): AccessTokens {
  const given = new Map<string, Grant & { until: number }>()
  return {
    give: (grant) => {
      const token = `ya29.${randomBytes(96).toString('base64url')}`
      given.set(token, { ...grant, until: clock.now() + TOKEN_SECONDS * 1000 })
      return token
    },
    find: (token) => {
      const grant = given.get(token)
      return grant && grant.until > clock.now() ? grant : undefined
    },
  }
}
