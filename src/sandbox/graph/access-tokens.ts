/** The access tokens that the token endpoint gave out and Graph honours. */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../../clock.js'

export interface AccessTokens {
  /** A token that carries the permissions which the app has at this moment, as Graph's do: later consent needs a later token. */
  give(permissions: readonly string[]): string
  /** The permissions; undefined for tokens that were never given out, or have run out. */
  find(token: string): readonly string[] | undefined
}

export const TOKEN_SECONDS = 3599

export function createAccessTokens(clock: Clock): AccessTokens {
  const given = new Map<string, { permissions: readonly string[]; until: number }>()
  return {
    give: (permissions) => {
      const until = clock.now() + TOKEN_SECONDS * 1000
      const claims = { aud: 'https://graph.microsoft.com', idtyp: 'app', roles: permissions, exp: Math.floor(until / 1000) }
      const token = [{ typ: 'JWT', alg: 'RS256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
      const signed = `${token}.${randomBytes(64).toString('base64url')}`
      given.set(signed, { permissions, until })
      return signed
    },
    find: (token) => {
      const grant = given.get(token)
      return grant && grant.until > clock.now() ? grant.permissions : undefined
    },
  }
}
