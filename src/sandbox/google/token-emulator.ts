/** Google's OAuth 2.0 token endpoint for service accounts: a signed JWT in, an access token out, the documented refusals otherwise. */
import { createVerify, type KeyObject } from 'node:crypto'
import type { Clock } from '../../clock.js'
import type { Emulator, WireAnswer, WireRequest } from '../emulator.js'
import { type AccessTokens, TOKEN_SECONDS } from './access-tokens.js'
import { type Directory, findUser } from './directory.js'
import { refuseFederation, type FederationEmulator } from './federation-emulator.js'
import { fold } from './fold.js'

export interface ServiceAccount {
  email: string
  publicKey: KeyObject
}

export interface TokenEmulatorOptions {
  account: ServiceAccount
  tokens: AccessTokens
  directory: () => Directory
  clock: Clock
  /** What `aud` may name: this endpoint and the real one, which Google's Node library always names. */
  audiences: () => readonly string[]
  /** The other two addresses of Google's that give tokens, served beside this one. */
  federation: FederationEmulator
}

export const REAL_AUDIENCE = 'https://oauth2.googleapis.com/token'
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const HOUR = 3600
/** Seconds by which the caller's clock may be ahead or behind. */
const SKEW = 300

export function createTokenEmulator(options: TokenEmulatorOptions): Emulator {
  const { federation } = options
  const isTokenRequest = ({ method, path }: WireRequest) => method === 'POST' && /^\/+token$/.test(path)
  return {
    api: 'google-token',
    operation: (request) => (isTokenRequest(request) ? 'token' : (federation.operation(request) ?? 'unknown')),
    handle: (request) => {
      if (isTokenRequest(request)) return exchange(options, new URLSearchParams(request.body))
      const operation = federation.operation(request)
      return operation === undefined ? refused(404, 'not_found') : federation.handle(request, operation)
    },
    refuse: (request, status) => {
      const operation = federation.operation(request)
      return operation === undefined ? refused(status, status === 429 ? 'rate_limit_exceeded' : status >= 500 ? 'internal_failure' : 'access_denied') : refuseFederation(operation, status)
    },
    rate: () => undefined,
    load: () => undefined,
    dump: () => undefined,
  }
}

interface Claims {
  iss?: unknown
  sub?: unknown
  aud?: unknown
  scope?: unknown
  iat?: unknown
  exp?: unknown
}

function exchange(options: TokenEmulatorOptions, form: URLSearchParams): WireAnswer {
  const { account, tokens, clock } = options
  const type = form.get('grant_type')
  if (type !== JWT_BEARER) return refused(400, 'unsupported_grant_type', `Invalid grant_type: ${type ?? ''}`)
  const assertion = readAssertion(form.get('assertion') ?? '')
  if (!assertion) return refused(400, 'invalid_grant', 'Invalid JWT: the assertion is not a signed JWT.')
  const { claims } = assertion
  if (claims.iss !== account.email) return refused(400, 'invalid_grant', 'Invalid grant: account not found')
  if (!assertion.isSignedBy(account.publicKey)) return refused(400, 'invalid_grant', 'Invalid JWT Signature.')
  if (typeof claims.aud !== 'string' || !options.audiences().includes(claims.aud)) {
    return refused(400, 'invalid_grant', `Invalid JWT: Failed audience check. The right audience is ${options.audiences()[0] ?? REAL_AUDIENCE}`)
  }
  if (!isShortLived(claims, clock.now() / 1000)) {
    const advice = 'Check your iat and exp values in the JWT claim.'
    return refused(400, 'invalid_grant', `Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. ${advice}`)
  }
  const scopes = typeof claims.scope === 'string' ? claims.scope.split(' ').filter((scope) => scope !== '') : []
  const subject = typeof claims.sub === 'string' && claims.sub !== account.email ? claims.sub : undefined
  const refusal = refuseScopes(scopes) ?? (subject === undefined ? undefined : refuseSubject(options.directory(), subject, scopes))
  if (refusal) return refusal
  const token = tokens.give({ scopes, ...(subject === undefined ? {} : { subject }) })
  return answered(200, { access_token: token, expires_in: TOKEN_SECONDS, token_type: 'Bearer' })
}

function readAssertion(text: string): { claims: Claims; isSignedBy: (key: KeyObject) => boolean } | undefined {
  const [header = '', payload = '', signature = '', ...rest] = text.split('.')
  try {
    const { alg } = fromBase64(header) as { alg?: unknown }
    const claims = fromBase64(payload) as Claims | null
    if (rest.length > 0 || typeof claims !== 'object' || claims === null) return undefined
    const isSignedBy = (key: KeyObject) =>
      alg === 'RS256' && createVerify('RSA-SHA256').update(`${header}.${payload}`).verify(key, Buffer.from(signature, 'base64url'))
    return { claims, isSignedBy }
  } catch {
    return undefined
  }
}

const fromBase64 = (text: string): unknown => JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown

function isShortLived({ iat, exp }: Claims, now: number): boolean {
  if (typeof iat !== 'number' || typeof exp !== 'number') return false
  return exp > iat && exp - iat <= HOUR && iat <= now + SKEW && exp > now - SKEW
}

function refuseScopes(scopes: readonly string[]): WireAnswer | undefined {
  const usable = scopes.length > 0 && scopes.every((scope) => scope.startsWith('https://www.googleapis.com/auth/'))
  return usable ? undefined : refused(400, 'invalid_scope', 'Invalid OAuth scope or ID token audience provided.')
}

/** One scope that is not delegated refuses them all; none that is reads as if there were no delegation. */
function refuseSubject(directory: Directory, subject: string, scopes: readonly string[]): WireAnswer | undefined {
  if (!findUser(directory, subject) && fold(subject) !== fold(`admin@${directory.domain}`)) {
    return refused(400, 'invalid_grant', /^[^\s@]+@[^\s@]+$/.test(subject) ? 'Invalid email or User ID' : 'Not a valid email')
  }
  const delegated = scopes.filter((scope) => directory.delegatedScopes.includes(scope))
  if (delegated.length === 0) {
    const client = 'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.'
    return refused(401, 'unauthorized_client', client)
  }
  return delegated.length < scopes.length ? refused(400, 'access_denied', 'Requested client not authorized') : undefined
}

const answered = (status: number, body: Record<string, unknown>): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-cache, no-store, max-age=0, must-revalidate' },
  body,
})

function refused(status: number, error: string, description?: string): WireAnswer {
  return answered(status, { error, ...(description === undefined ? {} : { error_description: description }) })
}
