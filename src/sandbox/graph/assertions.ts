/** Signed statements that stand for a secret: the app's own, by certificate, and another issuer's, by federated credential. */
import { constants, createHash, createPublicKey, type KeyObject, verify, X509Certificate } from 'node:crypto'
import type { EntraSeed } from './graph-seed.js'

export interface Assertion {
  header: Readonly<Record<string, unknown>>
  claims: Readonly<Record<string, unknown>>
  isSignedBy(key: KeyObject): boolean
}

/** Undefined for what is no signed JWT. */
export function readAssertion(text: string): Assertion | undefined {
  const [header = '', payload = '', signature = '', ...rest] = text.split('.')
  try {
    const [head, claims] = [fromBase64(header), fromBase64(payload)]
    if (rest.length > 0 || !isObject(head) || !isObject(claims)) return undefined
    const data = Buffer.from(`${header}.${payload}`)
    return { header: head, claims, isSignedBy: (key) => checks(head['alg'], data, key, Buffer.from(signature, 'base64url')) }
  } catch {
    return undefined
  }
}

/** RS256 and PS256; others are not known to be taken. */
function checks(alg: unknown, data: Buffer, key: KeyObject, signature: Buffer): boolean {
  if (alg === 'RS256') return verify('sha256', data, key, signature)
  if (alg !== 'PS256') return false
  return verify('sha256', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }, signature)
}

/** The registered certificate that the header names by its thumbprint, SHA-256 or SHA-1. */
export function certificateOf({ header }: Assertion, certificates: readonly string[]): X509Certificate | undefined {
  return certificates
    .map((pem) => new X509Certificate(pem))
    .find(({ raw }) => header['x5t#S256'] === thumbprint('sha256', raw) || header['x5t'] === thumbprint('sha1', raw))
}

const thumbprint = (algorithm: string, raw: Buffer) => createHash(algorithm).update(raw).digest('base64url')

type Federated = NonNullable<NonNullable<EntraSeed['app']>['federatedCredentials']>[number]

/** The issuer's key by its id, or its only one. */
export function issuerKey({ header }: Assertion, { jwks: { keys } }: Federated): KeyObject | undefined {
  const jwk = keys.find(({ kid }) => kid === header['kid']) ?? (keys.length === 1 && header['kid'] === undefined ? keys[0] : undefined)
  return jwk === undefined ? undefined : createPublicKey({ key: jwk, format: 'jwk' })
}

const fromBase64 = (text: string): unknown => JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
