/** What Google says when it does not take the federation's word, and what a person can do about it. */
import * as z from 'zod'
import { IdpscimError } from '../../errors.js'
import { redact } from '../../model/secret.js'
import type { Federation } from './federation-file.js'
import { Refusal, type Answer } from './refusal.js'

const Denied = z.object({ error: z.string(), error_description: z.string().catch('') })

/** https://cloud.google.com/iam/docs/troubleshooting-workload-identity-federation */
const REMEDIES: readonly { error: string; description?: RegExp; remedy: string }[] = [
  { error: 'invalid_target', remedy: 'Check `audience`: the pool and its provider must exist and be enabled, and the project goes by its number.' },
  { error: 'unauthorized_client', remedy: "The provider's attribute condition does not let this identity in: compare it with the ARN of the running role." },
  { error: 'invalid_grant', description: /condition/i, remedy: "The provider's attribute condition does not let this identity in: compare it with the ARN of the running role." },
  { error: 'invalid_grant', description: /signature|aws/i, remedy: "AWS did not confirm the running role: check its credentials, the AWS account of the provider, and this machine's clock." },
  { error: 'invalid_grant', remedy: 'Check that the provider trusts whoever vouches here: the AWS account, or the issuer and audience of the token.' },
]

/** Google's Security Token Service refuses the exchange. */
export function federationRefused({ status, data }: Answer, { audience }: Federation): IdpscimError {
  const parsed = Denied.safeParse(data)
  const { error, error_description: description } = parsed.success ? parsed.data : { error: '', error_description: typeof data === 'string' ? data.slice(0, 200) : '' }
  const known = REMEDIES.find((one) => one.error === error && (one.description?.test(description) ?? true))
  const words = redact([error, description].filter((part) => part !== '').join(': '))
  return new IdpscimError('SourceRefused', `Google's workload identity federation does not let us in (${status}): ${words}`, {
    suggestions: [known?.remedy ?? 'Check the pool, its provider and its attribute condition.'],
    facts: { status, error, audience },
  })
}

/** IAM does not let whoever is federated act for the service account. */
export function accountRefused(answer: Answer, { email, audience }: Federation): IdpscimError {
  const { status, reason, message } = new Refusal({ operation: 'signJwt', page: 1 }, answer)
  const pool = audience.replace(/^(https:)?\/\/iam\.googleapis\.com\//, '').replace(/\/providers\/.*$/, '')
  const suggestions =
    reason === 'SERVICE_DISABLED' || reason === 'accessNotConfigured'
      ? ["Enable the IAM Service Account Credentials API in the service account's Google Cloud project."]
      : [
          `Give the pool's identities (principalSet://iam.googleapis.com/${pool}/…) the role roles/iam.serviceAccountTokenCreator on ${email}.`,
          'Check that this service account exists.',
        ]
  return new IdpscimError('SourceRefused', `Google does not let us act for ${email} (${status}): ${message}`, { suggestions, facts: { status, reason } })
}
