/** What every request carries: a person's token as it is, or an installation's, made and renewed. */
import * as z from 'zod'
import type { Clock } from '../../clock.js'
import { type AccessTokens, keepToken, type Minted } from '../../http/access-tokens.js'
import { createPacer } from '../../http/pacer.js'
import { createSend } from '../../http/send.js'
import { SendFailure, type Answer } from '../../http/send-failure.js'
import type { OnProgress } from '../../model/progress.js'
import { remember, type Secret } from '../../model/secret.js'
import { readPrivateKey, signAppToken } from './app-key.js'
import { appRefused } from './app-refusals.js'
import { HEADERS, type Endpoint } from './endpoint.js'
import { incomplete, notAsDocumented } from './explain-refusal.js'
import { ATTEMPTS, judgeAnswer } from './limits.js'
import { messageOf } from './refusal.js'

export type Credentials =
  | { as: 'token'; token: Secret }
  | {
      as: 'app'
      /** The App's id or its client id. */
      appId: string
      privateKey: Secret
      /** Asked for by the organisation's name unless given. */
      installationId?: string
    }

export interface TokenOptions {
  credentials: Credentials
  organization: string
  endpoint: Endpoint
  clock: Clock
  onProgress: OnProgress | undefined
  fetch?: typeof fetch
  random?: () => number
}

/** GitHub's tokens live an hour, whatever a wrong clock makes of `expires_at`. */
const HOUR_MS = 3_600_000
/** The least that will do: https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps */
const PERMISSIONS = { members: 'read' }

const Installation = z.object({ id: z.number().int().positive() })
/** Its form is changing (`ghs_…`, forty characters, then longer): any text will do. */
const Granted = z.object({ token: z.string().min(1), expires_at: z.iso.datetime({ offset: true }) })

/** @throws IdpscimError from the calls: `SourceRefused` when the App is refused, `SourceIncomplete` when GitHub does not answer */
export function createAccessTokens(options: TokenOptions): AccessTokens {
  const { credentials } = options
  if (credentials.as === 'app') {
    const app = createApp(options, credentials)
    return keepToken(options.clock, async () => app.token(await app.installation()))
  }
  const own = () => Promise.resolve(credentials.token.reveal())
  return { current: own, insteadOf: own }
}

/** What an App asks in its own name; each call throws as those of `createAccessTokens`. */
export interface App {
  /** Whether GitHub knows it by this key. */
  identify(): Promise<void>
  /** The id of its installation on the organisation. */
  installation(): Promise<string>
  /** That installation's token, for no more than is needed. */
  token(installation: string): Promise<Minted>
}

export function createApp({ organization, endpoint, clock, onProgress, ...rest }: TokenOptions, { appId, privateKey, installationId }: Extract<Credentials, { as: 'app' }>): App {
  /** By how much the machine's clock is behind GitHub's, milliseconds: learned when GitHub complains of it. */
  let behind = 0
  const send = createSend({
    ...rest,
    clock,
    system: 'GitHub',
    pacer: createPacer({ clock, published: () => undefined }),
    headers: () => ({ ...HEADERS, authorization: `Bearer ${signAppToken({ appId, key: readPrivateKey(privateKey), nowMs: clock.now() + behind })}` }),
    requestIdHeader: 'x-github-request-id',
    attempts: ATTEMPTS,
    judge: (answer) => judgeAnswer(answer, clock),
    ...(onProgress && { onProgress }),
  })

  const ask = async (request: Parameters<typeof send>[0]): Promise<Answer> => {
    try {
      const answer = await send(request)
      if (answer.status !== 401 || !/'(exp|iat)'/.test(messageOf(answer.body))) return answer
      const date = Date.parse(answer.headers.get('date') ?? '')
      if (Number.isNaN(date)) return answer
      behind = date - clock.now()
      return await send(request)
    } catch (error) {
      if (error instanceof SendFailure) throw incomplete(`the GitHub App ${appId} got no token: ${error.message}, time after time`, error.requestId)
      throw error
    }
  }

  const installation = async (): Promise<string> => {
    if (installationId !== undefined) return installationId
    const operation = 'apps/get-org-installation'
    const answer = await ask({ method: 'GET', url: `${endpoint.rest}/orgs/${encodeURIComponent(organization)}/installation`, operation, repeatable: true })
    if (answer.status !== 200) throw appRefused(answer, { appId, organization, step: 'installation' })
    const found = Installation.safeParse(answer.body)
    if (!found.success) throw notAsDocumented({ operation, what: `the installation of the App ${appId}` }, 'it has no id')
    return String(found.data.id)
  }

  const identify = async (): Promise<void> => {
    const answer = await ask({ method: 'GET', url: `${endpoint.rest}/app`, operation: 'apps/get-authenticated', repeatable: true })
    if (answer.status !== 200) throw appRefused(answer, { appId, organization, step: 'installation' })
  }

  const token = async (id: string): Promise<Minted> => {
    const operation = 'apps/create-installation-access-token'
    const answer = await ask({ method: 'POST', url: `${endpoint.rest}/app/installations/${encodeURIComponent(id)}/access_tokens`, operation, body: { permissions: PERMISSIONS }, repeatable: true })
    if (answer.status !== 201) throw appRefused(answer, { appId, organization, step: 'token' })
    const granted = Granted.safeParse(answer.body)
    if (!granted.success) throw notAsDocumented({ operation, what: `the token of the App ${appId}` }, 'it has no token')
    const { token, expires_at } = granted.data
    remember(token)
    return { token, lifeMs: Math.min(HOUR_MS, Date.parse(expires_at) - (clock.now() + behind)) }
  }
  return { identify, installation, token }
}
