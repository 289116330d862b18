/** What Google's token endpoint answers when it says no, and what a person can do about it. */
import { IdpscimError } from '../../errors.js'
import { redact } from '../../model/secret.js'

export interface TokenRefusal {
  status: number
  error: string
  description: string
}

interface Asked {
  /** The service account's mail. */
  account: string
  subject: string | undefined
  scopes: readonly string[]
}

const SLOW_CHANGES = 'A change of domain-wide delegation can take up to 24 hours to be in force.'

/** https://developers.google.com/identity/protocols/oauth2/service-account, "JWT error codes". None of these passes by itself. */
const REMEDIES: readonly { error: string; description?: RegExp; remedies: (asked: Asked) => string[] }[] = [
  {
    error: 'unauthorized_client',
    remedies: ({ account, scopes }) => [
      `In the Google Admin console (Security, API controls, Domain-wide delegation) add the numeric client id of ${account}, not its mail, with the scopes ${scopes.join(', ')}.`,
      SLOW_CHANGES,
    ],
  },
  {
    error: 'access_denied',
    remedies: ({ account, scopes }) => [
      `Delegate every one of these scopes to ${account} (one that is missing fails them all), or ask for fewer: ${scopes.join(', ')}.`,
      SLOW_CHANGES,
    ],
  },
  {
    error: 'invalid_grant',
    description: /account not found/i,
    remedies: ({ account }) => [`The service account ${account} is gone, or never was: give the key file of one that is there.`],
  },
  {
    error: 'invalid_grant',
    description: /email|user id/i,
    remedies: ({ subject }) => [`Name an existing administrator of the Google Workspace account as the user to act for; it is "${subject ?? ''}" now.`],
  },
  {
    error: 'invalid_grant',
    description: /signature/i,
    remedies: ({ account }) => [`The key is not, or no longer, a key of ${account}: make a new one and give its file.`],
  },
  {
    error: 'invalid_grant',
    description: /short-lived|timeframe|iat|exp/i,
    remedies: () => ["Set this machine's clock: Google sees the assertion's times as out of range."],
  },
  { error: 'invalid_grant', remedies: () => ['Check the key, the user to act for, and this machine\'s clock.'] },
  { error: 'invalid_scope', remedies: ({ scopes }) => [`One of the scopes does not exist: ${scopes.join(', ')}.`] },
  { error: 'disabled_client', remedies: ({ account }) => [`Enable the service account ${account} and its key in Google Cloud.`] },
  { error: 'admin_policy_enforced', remedies: ({ account }) => [`A policy of the Google Workspace account forbids the access: trust ${account} under Security, API controls.`] },
  { error: 'org_internal', remedies: () => ['The OAuth client serves its own organisation only: use one of this organisation.'] },
]

export function tokenRefused(refusal: TokenRefusal, asked: Asked): IdpscimError {
  const known = REMEDIES.find(({ error, description }) => error === refusal.error && (description?.test(refusal.description) ?? true))
  const words = redact([refusal.error, refusal.description].filter((part) => part !== '').join(': '))
  return new IdpscimError('SourceRefused', `Google gives ${asked.account} no access token (${refusal.status}): ${words}`, {
    suggestions: known?.remedies(asked) ?? ['Check the service account, its key, its domain-wide delegation and the user to act for.'],
    facts: { status: refusal.status, error: refusal.error },
  })
}
