/** Google's Security Token Service and the IAM Service Account Credentials API, as far as workload identity federation needs them. */
import { randomBytes, sign } from 'node:crypto'
import type { Clock } from '../../clock.js'
import type { WireAnswer, WireRequest } from '../emulator.js'
import type { AccessTokens } from './access-tokens.js'
import { judgeAwsRequest, type Callers } from './aws-request.js'

export interface FederationOptions {
  account: { email: string; privateKey: string }
  /** The one provider there is. */
  audience: string
  /** Who of AWS may come, by access key. */
  callers: Callers
  /** Where tokens of generateAccessToken are honoured. */
  tokens: AccessTokens
  clock: Clock
}

export type FederationOperation = 'sts.token' | 'signJwt' | 'generateAccessToken'

export interface FederationEmulator {
  operation(request: WireRequest): FederationOperation | undefined
  handle(request: WireRequest, operation: FederationOperation): WireAnswer
}

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
const AWS_REQUEST = 'urn:ietf:params:aws:token-type:aws4_request'
const HOUR = 3600

export function createFederationEmulator(options: FederationOptions): FederationEmulator {
  const federated = new Map<string, number>()
  return {
    operation: ({ method, path }) => {
      if (method !== 'POST') return undefined
      if (/^\/+v1\/token$/.test(path)) return 'sts.token'
      return /^\/+v1\/projects\/-\/serviceAccounts\/[^/:]+:(signJwt|generateAccessToken)$/.exec(path)?.[1] as FederationOperation | undefined
    },
    handle: (request, operation) => {
      if (operation === 'sts.token') return exchange(options, federated, new URLSearchParams(request.body))
      const token = /^Bearer (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? ''
      if ((federated.get(token) ?? 0) <= options.clock.now()) return iamRefusal(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.')
      const account = /serviceAccounts\/([^/:]+):/.exec(request.path)?.[1]
      const permission = operation === 'signJwt' ? 'iam.serviceAccounts.signJwt' : 'iam.serviceAccounts.getAccessToken'
      if (account !== options.account.email) return iamRefusal(403, 'PERMISSION_DENIED', `Permission '${permission}' denied on resource (or it may not exist).`)
      const body = parse(request.body)
      return operation === 'signJwt' ? signJwt(options, body) : generate(options, body)
    },
  }
}

function exchange({ audience, callers, clock }: FederationOptions, federated: Map<string, number>, form: URLSearchParams): WireAnswer {
  const field = (name: string) => form.get(name) ?? ''
  if (field('grant_type') !== GRANT) return stsRefusal('unsupported_grant_type', `Invalid grant_type: ${field('grant_type')}`)
  if (field('audience') !== audience) {
    return stsRefusal('invalid_target', 'The target service indicated by the "audience" parameters is invalid. This might either be because the pool or provider is disabled or deleted or because it doesn\'t exist.')
  }
  if (field('requested_token_type') !== ACCESS_TOKEN) return stsRefusal('invalid_request', 'Invalid requested_token_type.')
  if (field('scope') === '') return stsRefusal('invalid_scope', 'The scope is empty.')
  if (field('subject_token_type') !== AWS_REQUEST) return stsRefusal('invalid_request', `Invalid subject token type: the provider takes ${AWS_REQUEST}.`)
  const judged = judgeAwsRequest(field('subject_token'), { audience, callers, now: clock.now() })
  if ('refused' in judged) return stsRefusal('invalid_grant', judged.refused)
  const token = `ya29.d.${randomBytes(120).toString('base64url')}`
  federated.set(token, clock.now() + HOUR * 1000)
  return json(200, { access_token: token, issued_token_type: ACCESS_TOKEN, token_type: 'Bearer', expires_in: HOUR })
}

/** Claims are signed as they come; whoever takes the JWT judges them. `exp` may be twelve hours ahead. */
function signJwt({ account, clock }: FederationOptions, { payload }: Record<string, unknown>): WireAnswer {
  const claims = typeof payload === 'string' ? parse(payload) : {}
  if (typeof payload !== 'string' || Object.keys(claims).length === 0) return iamRefusal(400, 'INVALID_ARGUMENT', 'Payload is not a valid JSON object.')
  const { exp } = claims
  if (typeof exp === 'number' && exp > clock.now() / 1000 + 12 * HOUR) return iamRefusal(400, 'INVALID_ARGUMENT', 'The exp claim must be no more than 12 hours in the future.')
  const encode = (text: string) => Buffer.from(text).toString('base64url')
  const keyId = 'sandbox-system-managed-key'
  const input = `${encode(JSON.stringify({ alg: 'RS256', kid: keyId, typ: 'JWT' }))}.${encode(payload)}`
  return json(200, { keyId, signedJwt: `${input}.${sign('RSA-SHA256', Buffer.from(input), account.privateKey).toString('base64url')}` })
}

/** The account speaks for itself: no subject is taken here. */
function generate({ tokens, clock }: FederationOptions, { scope, lifetime = '3600s' }: Record<string, unknown>): WireAnswer {
  const scopes = Array.isArray(scope) ? scope.filter((one) => typeof one === 'string') : []
  if (scopes.length === 0) return iamRefusal(400, 'INVALID_ARGUMENT', 'Scope(s) must be provided.')
  const seconds = Number(/^(\d+)s$/.exec(String(lifetime))?.[1] ?? Number.NaN)
  if (!(seconds > 0 && seconds <= HOUR)) return iamRefusal(400, 'INVALID_ARGUMENT', 'Invalid lifetime: it must be at most 3600s.')
  return json(200, { accessToken: tokens.give({ scopes }), expireTime: new Date(clock.now() + seconds * 1000).toISOString() })
}

/** In the form of either API. */
export function refuseFederation(operation: FederationOperation, status: number): WireAnswer {
  if (operation === 'sts.token') return json(status, { error: status >= 500 ? 'internal_failure' : status === 429 ? 'temporarily_unavailable' : 'invalid_grant', error_description: 'The given credential is rejected by the attribute condition.' })
  if (status === 403) return iamRefusal(403, 'PERMISSION_DENIED', `Permission 'iam.serviceAccounts.${operation === 'signJwt' ? 'signJwt' : 'getAccessToken'}' denied on resource (or it may not exist).`)
  return iamRefusal(status, status === 429 ? 'RESOURCE_EXHAUSTED' : status >= 500 ? 'INTERNAL' : 'FAILED_PRECONDITION', 'The request was refused.')
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function stsRefusal(error: string, description: string): WireAnswer {
  return json(400, { error, error_description: description })
}

function iamRefusal(code: number, status: string, message: string): WireAnswer {
  return json(code, { error: { code, message, status } })
}

function json(status: number, body: object): WireAnswer {
  return { status, headers: { 'content-type': 'application/json; charset=UTF-8' }, body }
}
