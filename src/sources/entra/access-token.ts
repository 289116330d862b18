/** Access tokens for Graph, from Microsoft's identity platform: client credentials, whatever proves the client. */
import * as z from 'zod'
import type { Clock } from '../../clock.js'
import { type AccessTokens, keepToken } from '../../http/access-tokens.js'
import { SendFailure } from '../../http/send-failure.js'
import { remember } from '../../model/secret.js'
import { AnswerBroken, checked, type Call } from './call.js'
import type { Proof } from './credential.js'
import { factsOf, incomplete } from './explain-refusal.js'
import { tokenRefused } from './token-refusals.js'
import type { Wire } from './wire.js'

export interface TokenOptions {
  /** Root of the token endpoint: `https://login.microsoftonline.com`. */
  authority: string
  /** The tenant's id or one of its verified domains. */
  tenant: string
  clientId: string
  proof: Proof
  /** Graph's own: `https://graph.microsoft.com/.default`. */
  scope: string
  clock: Clock
}

const CALL: Call = { operation: 'token', page: 1 }

const Granted = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive().catch(3600) })

/** Its calls throw `IdpscimError`: `SourceRefused` when the credentials are unusable or refused, `SourceIncomplete` where no answer came. */
export function createAccessTokens({ authority, tenant, clientId, proof, scope, clock }: TokenOptions): AccessTokens<Wire> {
  const url = `${authority.replace(/\/+$/, '')}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`
  return keepToken(clock, async (wire) => {
    const proven = await proof.of({ clientId, audience: url })
    const form = { client_id: clientId, scope, grant_type: 'client_credentials', ...proven }
    const send = wire.sender("Microsoft's token endpoint", () => ({ accept: 'application/json' }))
    const { status, body } = await send({ method: 'POST', url, operation: CALL.operation, form, repeatable: true }).catch((error: unknown) => {
      // In words at once: asked for in the middle of a call, it has had attempts of its own.
      throw error instanceof SendFailure ? incomplete(`no access token for Graph: ${error.message}`, ['Check the network and authority.'], factsOf(error)) : error
    })
    if (status !== 200) throw tokenRefused({ status, body }, { tenant, clientId, scope, proof: proof.kind })
    if (body === undefined) throw new AnswerBroken(CALL, 'it is empty')
    const granted = checked(CALL, Granted, body)
    remember(granted.access_token)
    return { token: granted.access_token, lifeMs: granted.expires_in * 1000 }
  })
}
