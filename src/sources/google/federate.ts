/**
 * An access token without any key of our own. Delegation needs an assertion that the service account signed, and no token of a federation
 * carries a subject: so IAM signs it for whoever is federated, and the assertion goes the usual way.
 * https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/signJwt
 */
import * as z from 'zod'
import type { Clock } from '../../clock.js'
import { remember } from '../../model/secret.js'
import { accountRefused, federationRefused } from './federation-refusals.js'
import type { Federation } from './federation-file.js'
import { assertionClaims } from './service-account.js'
import { subjectToken, type Vouching } from './subject-token.js'
import { exchange, grant, take, type Granted, type Step } from './token-steps.js'
import type { Wire } from './wire.js'

export interface Asking {
  federation: Federation
  subject: string | undefined
  scopes: readonly string[]
  clock: Clock
  role: Vouching['role']
  /** For the last step, which is the same with a key. */
  refused: Step<Granted>['refused']
}

const Signed = z.object({ signedJwt: z.string().min(1) })
const Generated = z.object({ accessToken: z.string().min(1), expireTime: z.iso.datetime({ offset: true }) })

export async function federate(wire: Wire, { federation, subject, scopes, clock, role, refused }: Asking): Promise<Granted> {
  const { account, audience, email, subjectTokenType, tokenUri } = federation
  const { token } = await exchange(wire, {
    url: federation.tokenUrl,
    audience,
    subjectTokenType,
    subjectToken: () => subjectToken(federation, { role, now: new Date(clock.now()) }),
    refused: (answer) => federationRefused(answer, federation),
  })
  const asAccount = { authorization: `Bearer ${token}`, refused: (answer: Parameters<typeof refused>[0]) => accountRefused(answer, federation) }
  if (subject === undefined) {
    const { accessToken, expireTime } = await take(wire, { operation: 'generateAccessToken', url: `${account}:generateAccessToken`, body: () => ({ scope: scopes, lifetime: '3600s' }), answer: Generated, ...asAccount })
    remember(accessToken)
    return { token: accessToken, seconds: (Date.parse(expireTime) - clock.now()) / 1000 }
  }
  const payload = () => JSON.stringify(assertionClaims({ email, tokenUri }, { subject, scopes, nowMs: clock.now() }))
  const { signedJwt } = await take(wire, { operation: 'signJwt', url: `${account}:signJwt`, body: () => ({ payload: payload() }), answer: Signed, ...asAccount })
  return grant(wire, { url: tokenUri, assertion: () => signedJwt, refused })
}
