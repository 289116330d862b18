/** Who asks, and with what: a GitHub App by its signed token, its installation by the token made for it, a person by theirs. */
import { createVerify, type KeyObject, randomBytes } from 'node:crypto'
import type { Clock } from '../../clock.js'
import type { WireRequest } from '../emulator.js'
import { badCredentials, refuse } from './answers.js'
import type { Organisation } from './organisation.js'

export const APP_ID = 1001
export const CLIENT_ID = 'Iv23liSandboxApp00001'
export const INSTALLATION_ID = 2001
/** An installation's token lives an hour. */
const TOKEN_MS = 3_600_000

/** What an installation's token may do: no more than the App was granted, and less where less was asked for. */
export interface Grant {
  kind: 'installation' | 'person'
  permissions: Readonly<Record<string, string>>
  scopes: readonly string[]
}

export interface Access {
  /** A token for the installation. */
  give(permissions: Readonly<Record<string, string>>): { token: string; expiresAt: string }
  /** Refuses with 401. */
  authenticate(request: WireRequest, organisation: Organisation): Grant
  /** Refuses with 401 whatever is no token that the App has signed for this quarter of an hour. */
  authenticateApp(request: WireRequest): void
}

export interface AccessOptions {
  clock: Clock
  publicKey: KeyObject
  /** The person's own token: an organisation owner's classic one. */
  personalToken: string
}

export const DEFAULT_PERMISSIONS: Readonly<Record<string, string>> = { members: 'read', metadata: 'read' }
export const DEFAULT_SCOPES: readonly string[] = ['read:org', 'read:enterprise']

export function createAccess({ clock, publicKey, personalToken }: AccessOptions): Access {
  const given = new Map<string, { permissions: Readonly<Record<string, string>>; until: number }>()
  return {
    give: (permissions) => {
      // The longer form that GitHub rolls out: nobody may count on forty characters.
      const token = `ghs_${APP_ID}_${randomBytes(120).toString('base64url')}`
      const until = clock.now() + TOKEN_MS
      given.set(token, { permissions, until })
      return { token, expiresAt: new Date(until).toISOString().replace(/\.\d+Z$/, 'Z') }
    },
    authenticate: (request, { seed }) => {
      const token = bearer(request)
      if (token === undefined) throw refuse(401, 'This endpoint requires you to be authenticated.')
      if (token === personalToken) return { kind: 'person', permissions: {}, scopes: seed.token?.scopes ?? DEFAULT_SCOPES }
      const grant = given.get(token)
      if (!grant || grant.until <= clock.now()) throw badCredentials()
      return { kind: 'installation', permissions: grant.permissions, scopes: [] }
    },
    authenticateApp: (request) => checkAppToken(bearer(request) ?? '', publicKey, clock.now() / 1000),
  }
}

function bearer({ headers }: WireRequest): string | undefined {
  return /^(?:bearer|token) (\S+)$/i.exec(headers['authorization'] ?? '')?.[1]
}

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
function checkAppToken(token: string, publicKey: KeyObject, now: number): void {
  const claims = readSigned(token, publicKey)
  if (claims === undefined) throw refuse(401, 'A JSON web token could not be decoded')
  const { iss, iat, exp } = claims
  if (![String(APP_ID), CLIENT_ID].includes(String(iss))) throw refuse(401, "'Issuer' claim ('iss') must be an Integer")
  if (typeof exp !== 'number' || exp <= now) throw refuse(401, "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires")
  if (exp > now + 600 + SKEW) throw refuse(401, "'Expiration time' claim ('exp') is too far in the future")
  if (typeof iat !== 'number' || iat > now + SKEW) throw refuse(401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued")
}

/** Seconds by which clocks may differ. */
const SKEW = 5

function readSigned(token: string, publicKey: KeyObject): Record<string, unknown> | undefined {
  const [head = '', body = '', signature = '', ...rest] = token.split('.')
  try {
    const { alg } = fromBase64(head) as { alg?: unknown }
    const genuine = alg === 'RS256' && rest.length === 0 && createVerify('RSA-SHA256').update(`${head}.${body}`).verify(publicKey, Buffer.from(signature, 'base64url'))
    return genuine ? (fromBase64(body) as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

const fromBase64 = (text: string): unknown => JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown
