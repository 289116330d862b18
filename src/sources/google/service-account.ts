/** A service account's key file, and the signed assertion that stands for it. */
import { createPrivateKey, sign, type KeyObject } from 'node:crypto'
import * as z from 'zod'
import { IdpscimError } from '../../errors.js'
import { remember } from '../../model/secret.js'

export interface ServiceAccount {
  email: string
  key: KeyObject
  /** Where assertions are exchanged, and their audience. */
  tokenUri: string
}

/** Where assertions are exchanged, unless the file says otherwise. */
export const TokenUri = z.url({ protocol: /^https?$/ }).default('https://oauth2.googleapis.com/token')

const KeyFile = z.object({
  type: z.literal('service_account'),
  client_email: z.string().min(1),
  private_key: z.string().min(1),
  token_uri: TokenUri,
})

/** @throws IdpscimError `SourceRefused` when it is not a usable service account key; `origin` is for the message */
export function readServiceAccount(file: unknown, origin: string): ServiceAccount {
  const parsed = KeyFile.safeParse(file)
  if (!parsed.success) throw unusable(origin, `it is not a service account key: check ${faultyFields(parsed.error)}`)
  remember(parsed.data.private_key)
  try {
    return { email: parsed.data.client_email, key: createPrivateKey(parsed.data.private_key), tokenUri: parsed.data.token_uri }
  } catch {
    throw unusable(origin, 'its private_key cannot be read as a PEM key')
  }
}

/** Names alone: values may be secrets. */
export function faultyFields(error: z.ZodError): string {
  return [...new Set(error.issues.map((issue) => issue.path.join('.') || 'the whole'))].join(', ')
}

function unusable(origin: string, why: string): IdpscimError {
  return new IdpscimError('SourceRefused', `the Google credentials from ${origin} cannot be used: ${why}`, {
    suggestions: [
      'Give the JSON key file of the service account as Google Cloud hands it out (IAM & Admin, Service Accounts, Keys, Add key, JSON).',
    ],
  })
}

/** Google takes assertions of one hour at most. https://developers.google.com/identity/protocols/oauth2/service-account */
const LIFE_SECONDS = 3600

export interface Wanted {
  /** In whose name; the account's own without one. */
  subject: string | undefined
  scopes: readonly string[]
  nowMs: number
}

/** The claims of RFC 7523 §3: who asks, in whose name, for which scopes. */
export function assertionClaims({ email, tokenUri }: Pick<ServiceAccount, 'email' | 'tokenUri'>, { subject, scopes, nowMs }: Wanted): object {
  const iat = Math.floor(nowMs / 1000)
  return { iss: email, ...(subject === undefined ? {} : { sub: subject }), scope: scopes.join(' '), aud: tokenUri, iat, exp: iat + LIFE_SECONDS }
}

/** Those claims as an RS256 JWT. */
export function signAssertion(account: ServiceAccount, wanted: Wanted): string {
  const head = encode({ alg: 'RS256', typ: 'JWT' })
  const body = encode(assertionClaims(account, wanted))
  const signature = sign('RSA-SHA256', Buffer.from(`${head}.${body}`), account.key).toString('base64url')
  return `${head}.${body}.${signature}`
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
