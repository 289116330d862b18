/** Access tokens for the Directory API: minted by ourselves, because Google's library ignores the key file's `token_uri`. */
import { auth } from 'googleapis/build/src/apis/admin/index.js'
import * as z from 'zod'
import type { Clock } from '../../clock.js'
import { remember, type Secret } from '../../model/secret.js'
import { AnswerBroken, Refusal } from './refusal.js'
import { readServiceAccount, signAssertion } from './service-account.js'
import { tokenRefused } from './token-refusals.js'
import type { Wire } from './wire.js'

export interface TokenOptions {
  credentials: Secret
  subject: string | undefined
  scopes: readonly string[]
  clock: Clock
}

export interface AccessTokens {
  /** A token with some life left. */
  current(wire: Wire): Promise<string>
  /** Another token than the one that was just refused. */
  insteadOf(refused: string, wire: Wire): Promise<string>
}

interface Minted {
  token: string
  /** Milliseconds of the monotonic clock: a corrected wall clock must not lengthen a token's life. */
  until: number
}

/** Tokens are renewed this long before Google would refuse them; short-lived ones at half their life. */
const MARGIN_SECONDS = 300
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

const Granted = z.object({ access_token: z.string().min(1), expires_in: z.number().default(3600) })
const Denied = z.object({ error: z.string().catch(''), error_description: z.string().catch('') })

/** @throws IdpscimError `SourceRefused`, from the calls, when the credentials are unusable or refused */
export function createAccessTokens({ credentials, subject, scopes, clock }: TokenOptions): AccessTokens {
  let minting: Promise<Minted> | undefined
  let last: Minted | undefined

  /** Calls run side by side: whoever comes while a token is being minted waits for that one. */
  const mintOnce = (wire: Wire) => {
    minting ??= mint(wire)
      .then((minted) => (last = minted))
      .finally(() => (minting = undefined))
    return minting.then(({ token }) => token)
  }

  const mint = (wire: Wire): Promise<Minted> => {
    const account = readServiceAccount(credentials)
    return wire.retrying({ operation: 'token', page: 1 }, async (call) => {
      const asked = clock.monotonic()
      const assertion = signAssertion(account, { ...(subject === undefined ? {} : { subject }), scopes, nowMs: clock.now() })
      remember(assertion)
      const { status, data, retryAfterMs } = await wire.exchange(call, (options) =>
        // The Directory client's own transport, so that one proxy setting serves both.
        new auth.OAuth2().transporter.request({
          ...options,
          url: account.tokenUri,
          method: 'POST',
          data: new URLSearchParams({ grant_type: GRANT, assertion }),
        }),
      )
      if (status === 429 || status >= 500) throw new Refusal(call, { status, data, retryAfterMs })
      if (status !== 200) throw tokenRefused({ status, ...denied(data) }, { account: account.email, subject, scopes })
      const granted = Granted.safeParse(data)
      if (!granted.success) throw new AnswerBroken(call, 'the token endpoint answered without a token')
      remember(granted.data.access_token)
      const life = granted.data.expires_in
      return { token: granted.data.access_token, until: asked + Math.max(life - MARGIN_SECONDS, life / 2) * 1000 }
    })
  }

  return {
    current: async (wire) => (last !== undefined && clock.monotonic() < last.until ? last.token : mintOnce(wire)),
    insteadOf: async (refused, wire) => (last !== undefined && last.token !== refused ? last.token : mintOnce(wire)),
  }
}

function denied(data: unknown): { error: string; description: string } {
  const parsed = Denied.safeParse(data)
  const plain = typeof data === 'string' ? data.slice(0, 200) : ''
  return parsed.success ? { error: parsed.data.error, description: parsed.data.error_description } : { error: '', description: plain }
}
