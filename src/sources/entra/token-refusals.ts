/** What Microsoft's token endpoint answers when it says no, and what a person can do about it. */
import * as z from 'zod'
import { IdpscimError } from '../../errors.js'
import { redact } from '../../model/secret.js'
import type { Proof } from './credential.js'

interface Asked {
  tenant: string
  clientId: string
  scope: string
  proof: Proof['kind']
}

const Body = z.object({ error: z.string().catch(''), error_description: z.string().catch(''), error_codes: z.array(z.number()).catch([]) })

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes. None of these passes by itself. */
const REMEDIES: Readonly<Record<number, (asked: Asked) => string>> = {
  90002: ({ tenant }) => `No tenant is called "${tenant}": give its id (a GUID) or one of its verified domains.`,
  700016: ({ clientId, tenant }) => `The tenant ${tenant} has no app ${clientId}: check client_id (the application id, not the object id), and that the app lives in this tenant.`,
  7000215: () => "Give the secret's value, not its id: Entra shows it once, when it is made (Certificates & secrets).",
  7000222: () => 'Make a new client secret (Certificates & secrets), and give that one.',
  7000112: () => 'Enable the app in Entra: it is disabled.',
  700027: () => 'Register this certificate on the app (Certificates & secrets, Certificates), or give the key that belongs to the one registered.',
  700024: () => "Set this machine's clock: Entra sees the assertion's times as out of range.",
  700023: () => 'Check authority: the assertion is made out to another address than the one that got it.',
  70021: () => FEDERATED,
  700211: () => `${FEDERATED} The issuer is the one that IAM shows under outbound identity federation, to the letter.`,
  700212: () => `${FEDERATED} The audience is api://AzureADTokenExchange unless another is configured.`,
  700213: () => `${FEDERATED} The subject is the ARN of the role.`,
  53003: () => 'A conditional access policy for workload identities keeps this app out: allow the addresses that it comes from.',
  1002012: ({ scope }) => `The scope ${scope} is not Graph's in this cloud: check endpoint.`,
}
const FEDERATED = "Make issuer, subject and audience of the app's federated credential the same as the token's, in case too (Certificates & secrets, Federated credentials)."

/** Errors that pass, whatever their status. */
const TRANSIENT = new Set([90033])

export function tokenRefused({ status, body }: { status: number; body: unknown }, asked: Asked): IdpscimError {
  const { error, error_description: description, error_codes: codes } = Body.catch({ error: '', error_description: '', error_codes: [] }).parse(body)
  // The first line says what is wrong; what follows are traces.
  const words = redact(description.split(/\r?\n|\s+Trace ID:/)[0] ?? '') || error || 'no reason'
  const said = `Microsoft gives the app ${asked.clientId} no access token (${status}): ${words}`
  const facts = { status, error, ...(codes.length === 0 ? {} : { codes }) }
  if (error === 'temporarily_unavailable' || codes.some((code) => TRANSIENT.has(code))) {
    return new IdpscimError('SourceIncomplete', said, { suggestions: ['Run again: nothing was changed.'], retryable: true, facts })
  }
  const known = codes.map((code) => REMEDIES[code]).find((remedy) => remedy !== undefined)
  return new IdpscimError('SourceRefused', said, { suggestions: [known?.(asked) ?? `Check tenant, client_id and the ${asked.proof === 'federated' ? 'federated credential' : asked.proof}.`], facts })
}
