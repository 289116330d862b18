/** A certificate as the app's proof: a JWT signed with its key, which names it by thumbprint. */
import { constants, createHash, createPrivateKey, randomUUID, sign, type KeyObject, X509Certificate } from 'node:crypto'
import type { Clock } from '../../clock.js'
import { IdpscimError } from '../../errors.js'
import { remember, type Secret } from '../../model/secret.js'

export interface Certificate {
  key: KeyObject
  /** SHA-256 over the DER form, base64url. */
  thumbprint: string
  /** When it runs out, milliseconds since the epoch. */
  until: number
}

/**
 * Reads PEM that holds a certificate and its private key, in either order; nothing of it enters a message.
 * @throws IdpscimError `SourceRefused` when it is not a usable pair, or has run out
 */
export function readCertificate(pem: Secret, clock: Clock): Certificate {
  const text = pem.reveal()
  const x509 = parsed(() => new X509Certificate(text)) ?? unusable(pem, 'it holds no certificate in PEM form')
  const key = parsed(() => createPrivateKey(text)) ?? unusable(pem, 'it holds no private key in PEM form, or one with a passphrase')
  remember(key.export({ type: 'pkcs8', format: 'pem' }) as string)
  if (key.asymmetricKeyType !== 'rsa') unusable(pem, `its key is of type ${key.asymmetricKeyType ?? 'unknown'}, and Entra takes RSA`)
  if (!x509.checkPrivateKey(key)) unusable(pem, 'its private key belongs to another certificate')
  const until = Date.parse(x509.validTo)
  if (until <= clock.now()) unusable(pem, `the certificate ran out on ${new Date(until).toISOString().slice(0, 10)}`)
  return { key, thumbprint: createHash('sha256').update(x509.raw).digest('base64url'), until }
}

/** Longer-lived assertions are refused by nobody, and are of use to a thief alone. */
const LIFE_SECONDS = 600

/** PS256 with `x5t#S256`, as Microsoft's own libraries sign. https://learn.microsoft.com/entra/identity-platform/certificate-credentials */
export function signAssertion({ key, thumbprint }: Certificate, { clientId, audience, clock }: { clientId: string; audience: string; clock: Clock }): string {
  const now = Math.floor(clock.now() / 1000)
  const head = encode({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint })
  const body = encode({ aud: audience, iss: clientId, sub: clientId, jti: randomUUID(), nbf: now, exp: now + LIFE_SECONDS })
  const signature = sign('sha256', Buffer.from(`${head}.${body}`), { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST })
  return `${head}.${body}.${signature.toString('base64url')}`
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

/** The parser's own message is withheld: it may quote what it could not parse. */
function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse()
  } catch {
    return undefined
  }
}

function unusable(pem: Secret, why: string): never {
  throw new IdpscimError('SourceRefused', `the certificate from ${pem.origin} cannot be used: ${why}`, {
    suggestions: ['Give a PEM text that holds a certificate registered on the app (Certificates & secrets) and its unencrypted private key.'],
  })
}
