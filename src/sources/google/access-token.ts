/** Access tokens for the Directory API: minted by ourselves, because Google's library ignores the key file's `token_uri` and cannot delegate without a key. */
import * as z from 'zod'
import type { Clock } from '../../clock.js'
import { type AccessTokens, keepToken } from '../../http/access-tokens.js'
import type { Secret } from '../../model/secret.js'
import { runningRole, type AwsIdentity } from './aws-identity.js'
import { readCredentials } from './credentials.js'
import { federate } from './federate.js'
import type { Answer } from './refusal.js'
import { signAssertion } from './service-account.js'
import { tokenRefused } from './token-refusals.js'
import { grant, type Granted } from './token-steps.js'
import type { Wire } from './wire.js'

export interface TokenOptions {
  credentials: Secret
  subject: string | undefined
  scopes: readonly string[]
  clock: Clock
  /** Who vouches where the credentials are of a federation with AWS; the running role unless given. */
  role?: (() => Promise<AwsIdentity>) | undefined
}

const Denied = z.object({ error: z.string().catch(''), error_description: z.string().catch('') })

/** @throws IdpscimError `SourceRefused`, from the calls, when the credentials are unusable or refused */
export function createAccessTokens({ credentials, subject, scopes, clock, role = runningRole }: TokenOptions): AccessTokens<Wire> {
  const ask = (wire: Wire): Promise<Granted> => {
    const from = readCredentials(credentials)
    const email = from.kind === 'key' ? from.account.email : from.federation.email
    const refused = ({ status, data }: Answer) => tokenRefused({ status, ...denied(data) }, { account: email, subject, scopes })
    switch (from.kind) {
      case 'key':
        return grant(wire, { url: from.account.tokenUri, assertion: () => signAssertion(from.account, { subject, scopes, nowMs: clock.now() }), refused })
      case 'federation':
        return federate(wire, { federation: from.federation, subject, scopes, clock, role, refused })
    }
  }

  return keepToken(clock, async (wire) => {
    const { token, seconds } = await ask(wire)
    return { token, lifeMs: seconds * 1000 }
  })
}

function denied(data: unknown): { error: string; description: string } {
  const parsed = Denied.safeParse(data)
  const plain = typeof data === 'string' ? data.slice(0, 200) : ''
  return parsed.success ? { error: parsed.data.error, description: parsed.data.error_description } : { error: '', description: plain }
}
