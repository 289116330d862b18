/** The token endpoint of Microsoft's identity platform, for apps that speak for themselves: secret, certificate, or somebody else's word for them. */
import { randomUUID } from 'node:crypto'
import type { Clock } from '../../clock.js'
import type { Emulator, WireAnswer, WireRequest } from '../emulator.js'
import { type AccessTokens, TOKEN_SECONDS } from './access-tokens.js'
import { type Assertion, certificateOf, issuerKey, readAssertion } from './assertions.js'
import { fold } from './references.js'
import { DEFAULT_CLIENT, permissionsOf, type Tenant } from './tenant.js'

export interface TokenEmulatorOptions {
  tokens: AccessTokens
  tenant: () => Tenant
  clock: Clock
  /** Of the app whose seed names none. */
  secret: string
  /** Graph's roots, for which tokens may be asked: the real one and the sandbox's own. */
  resources: () => readonly string[]
}

export const REAL_GRAPH = 'https://graph.microsoft.com'
const PATH = /^\/+([^/]+)\/oauth2\/v2\.0\/token$/
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
/** Seconds by which the caller's clock may be ahead or behind. */
const SKEW = 300

export function createGraphTokenEmulator(options: TokenEmulatorOptions): Emulator {
  const tenantOf = ({ method, path }: WireRequest) => (method === 'POST' ? PATH.exec(path)?.[1] : undefined)
  return {
    api: 'graph-token',
    operation: (request) => (tenantOf(request) === undefined ? 'unknown' : 'token'),
    handle: (request) => {
      const tenant = tenantOf(request)
      if (tenant === undefined) return { status: 404 }
      try {
        return grant(options, tenant, request)
      } catch (error) {
        if (error instanceof Refused) return refused(options.clock, error)
        throw error
      }
    },
    refuse: (_request, status) =>
      status >= 500 || status === 429
        ? refused(options.clock, new Refused(status, 'temporarily_unavailable', 90033, 'A transient error has occurred. Please try again.'))
        : refused(options.clock, new Refused(status, 'invalid_client', 7000215, 'Invalid client secret provided.')),
    rate: () => undefined,
    load: () => undefined,
    dump: () => undefined,
  }
}

/** A code of Microsoft's, AADSTS in front of it. */
class Refused extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
    readonly code: number,
    message: string,
  ) {
    super(message)
  }
}

function grant(options: TokenEmulatorOptions, name: string, request: WireRequest): WireAnswer {
  const form = new URLSearchParams(request.body)
  const tenant = options.tenant()
  if (![tenant.id, tenant.domain].some((one) => fold(one) === fold(name))) {
    throw new Refused(400, 'invalid_request', 90002, `Tenant '${name}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`)
  }
  if (!form.has('grant_type')) throw new Refused(400, 'invalid_request', 900144, "The request body must contain the following parameter: 'grant_type'.")
  if (form.get('grant_type') !== 'client_credentials') throw new Refused(400, 'unsupported_grant_type', 70003, "The app requested an unsupported grant type.")
  const client = form.get('client_id') ?? ''
  if (fold(client) !== fold(tenant.app.clientId ?? DEFAULT_CLIENT)) {
    throw new Refused(400, 'unauthorized_client', 700016, `Application with identifier '${client}' was not found in the directory '${tenant.domain}'. This can happen if the application has not been installed by the administrator of the tenant.`)
  }
  const scope = form.get('scope') ?? ''
  if (!options.resources().some((root) => scope === `${root.replace(/\/$/, '')}/.default`)) {
    throw new Refused(400, 'invalid_scope', 1002012, `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`)
  }
  prove(options, tenant, form, addressOf(request))
  return answered(200, { token_type: 'Bearer', expires_in: TOKEN_SECONDS, ext_expires_in: TOKEN_SECONDS, access_token: options.tokens.give(permissionsOf(tenant)) })
}

function prove({ clock, secret }: TokenEmulatorOptions, tenant: Tenant, form: URLSearchParams, address: string): void {
  const app = tenant.app
  const given = form.get('client_secret')
  if (given !== null) {
    const known = (app.secrets ?? [{ value: secret }]).find(({ value }) => value === given)
    if (!known) {
      const hint = 'Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app'
      throw new Refused(401, 'invalid_client', 7000215, `Invalid client secret provided. ${hint} '${form.get('client_id') ?? ''}'.`)
    }
    if (known.endDateTime !== undefined && Date.parse(known.endDateTime) <= clock.now()) {
      throw new Refused(401, 'invalid_client', 7000222, `The provided client secret keys for app '${form.get('client_id') ?? ''}' are expired.`)
    }
    return
  }
  const text = form.get('client_assertion')
  if (text === null || form.get('client_assertion_type') !== JWT_BEARER) {
    throw new Refused(401, 'invalid_client', 7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.")
  }
  const assertion = readAssertion(text)
  if (!assertion) throw new Refused(401, 'invalid_client', 50027, 'JWT token is invalid or malformed.')
  if (!isCurrent(assertion, clock.now() / 1000)) throw new Refused(401, 'invalid_client', 700024, 'Client assertion is not within its valid time range.')
  if (assertion.claims['iss'] === form.get('client_id')) proveOwn(tenant, assertion, form.get('client_id') ?? '', address)
  else proveFederated(tenant, assertion)
}

function proveOwn({ app }: Tenant, assertion: Assertion, client: string, address: string): void {
  const certificate = certificateOf(assertion, app.certificates ?? [])
  if (!certificate) {
    throw new Refused(401, 'invalid_client', 700027, `The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Please visit the Azure Portal for app Id '${client}'.]`)
  }
  if (!assertion.isSignedBy(certificate.publicKey)) throw new Refused(401, 'invalid_client', 700027, 'Client assertion failed signature validation.')
  if (assertion.claims['sub'] !== client) throw new Refused(401, 'invalid_client', 700021, "Client assertion application identifier doesn't match 'client_id' parameter.")
  if (assertion.claims['aud'] !== address) throw new Refused(401, 'invalid_client', 700023, `Client assertion audience claim does not match Realm issuer.`)
}

/** Issuer, subject and audience must be the credential's, to the letter. */
function proveFederated({ app }: Tenant, assertion: Assertion): void {
  const { iss, sub, aud } = assertion.claims
  const none = (code: number, what: string, value: unknown) =>
    new Refused(401, 'invalid_client', code, `No matching federated identity record found for presented assertion ${what} '${String(value)}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.`)
  const ofIssuer = (app.federatedCredentials ?? []).filter(({ issuer }) => issuer === iss)
  if (ofIssuer.length === 0) throw none(700211, 'issuer', iss)
  const ofSubject = ofIssuer.filter(({ subject }) => subject === sub)
  if (ofSubject.length === 0) throw none(700213, 'subject', sub)
  const [credential] = ofSubject.filter(({ audiences }) => audiences.some((one) => one === aud || (Array.isArray(aud) && aud.includes(one))))
  if (!credential) throw none(700212, 'audience', aud)
  const key = issuerKey(assertion, credential)
  if (!key || !assertion.isSignedBy(key)) throw new Refused(401, 'invalid_client', 700027, 'Client assertion failed signature validation.')
}

function isCurrent({ claims: { nbf, exp } }: Assertion, now: number): boolean {
  return typeof exp === 'number' && exp > now - SKEW && (typeof nbf !== 'number' || nbf <= now + SKEW)
}

/** The address that the caller used, which is what an assertion is made out to. */
function addressOf({ headers, path }: WireRequest): string {
  return `${headers['x-forwarded-proto'] ?? 'http'}://${headers['x-forwarded-host'] ?? headers['host'] ?? ''}${path}`
}

function refused(clock: Clock, { status, error, code, message }: Refused): WireAnswer {
  const [trace, correlation] = [randomUUID(), randomUUID()]
  const timestamp = `${new Date(clock.now()).toISOString().slice(0, 19).replace('T', ' ')}Z`
  return answered(status, {
    error,
    error_description: `AADSTS${code}: ${message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
  })
}

const answered = (status: number, body: object): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store, no-cache', 'x-ms-request-id': randomUUID() },
  body,
})
