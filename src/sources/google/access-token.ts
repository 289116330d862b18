/** Access tokens for the Directory API: minted by ourselves, because Google's library ignores the key file's `token_uri` and cannot delegate without a key. */
import * as z from 'zod'
import type { Clock } from '../../clock.js'
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

const Denied = z.object({ error: z.string().catch(''), error_description: z.string().catch('') })

/** @throws IdpscimError `SourceRefused`, from the calls, when the credentials are unusable or refused */
export function createAccessTokens({ credentials, subject, scopes, clock, role = runningRole }: TokenOptions): AccessTokens {
  let minting: Promise<Minted> | undefined
  let last: Minted | undefined

  /** Calls run side by side: whoever comes while a token is being minted waits for that one. */
  const mintOnce = (wire: Wire) => {
    minting ??= mint(wire)
      .then((minted) => (last = minted))
      .finally(() => (minting = undefined))
    return minting.then(({ token }) => token)
  }

  const mint = async (wire: Wire): Promise<Minted> => {
    const asked = clock.monotonic()
    const { token, seconds } = await ask(wire)
    return { token, until: asked + Math.max(seconds - MARGIN_SECONDS, seconds / 2) * 1000 }
  }

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
