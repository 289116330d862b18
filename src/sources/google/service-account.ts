/** A service account's key file, and the signed assertion that stands for it. */
import { createPrivateKey, sign, type KeyObject } from 'node:crypto'
import * as z from 'zod'
import { IdpscimError } from '../../errors.js'
import { remember, type Secret } from '../../model/secret.js'

export interface ServiceAccount {
  email: string
  key: KeyObject
  /** Where assertions are exchanged, and their audience. */
  tokenUri: string
}

const KeyFile = z.object({
  type: z.literal('service_account'),
  client_email: z.string().min(1),
  private_key: z.string().min(1),
  token_uri: z.url({ protocol: /^https?$/ }).default('https://oauth2.googleapis.com/token'),
})

/**
 * Reads the key file's text; nothing of it enters a message but the names of its fields.
 * @throws IdpscimError `SourceRefused` when it is not a usable service account key
 */
export function readServiceAccount(credentials: Secret): ServiceAccount {
  const parsed = KeyFile.safeParse(json(credentials))
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole'))].join(', ')
    throw unusable(credentials, `it is not a service account key: check ${fields}`)
  }
  remember(parsed.data.private_key)
  try {
    return { email: parsed.data.client_email, key: createPrivateKey(parsed.data.private_key), tokenUri: parsed.data.token_uri }
  } catch {
    throw unusable(credentials, 'its private_key cannot be read as a PEM key')
  }
}

/** The parser's own message is withheld: it quotes what it could not parse. */
function json(credentials: Secret): unknown {
  try {
    return JSON.parse(credentials.reveal())
  } catch {
    throw unusable(credentials, 'it is not JSON')
  }
}

function unusable(credentials: Secret, why: string): IdpscimError {
  return new IdpscimError('SourceRefused', `the Google credentials from ${credentials.origin} cannot be used: ${why}`, {
    suggestions: [
      'Give the JSON key file of the service account as Google Cloud hands it out (IAM & Admin, Service Accounts, Keys, Add key, JSON).',
    ],
  })
}

/** Google takes assertions of one hour at most. https://developers.google.com/identity/protocols/oauth2/service-account */
const LIFE_SECONDS = 3600

/** An RS256 JWT of RFC 7523 §3: who asks, in whose name, for which scopes. */
export function signAssertion(account: ServiceAccount, claims: { subject?: string; scopes: readonly string[]; nowMs: number }): string {
  const iat = Math.floor(claims.nowMs / 1000)
  const head = encode({ alg: 'RS256', typ: 'JWT' })
  const body = encode({
    iss: account.email,
    ...(claims.subject === undefined ? {} : { sub: claims.subject }),
    scope: claims.scopes.join(' '),
    aud: account.tokenUri,
    iat,
    exp: iat + LIFE_SECONDS,
  })
  const signature = sign('RSA-SHA256', Buffer.from(`${head}.${body}`), account.key).toString('base64url')
  return `${head}.${body}.${signature}`
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
