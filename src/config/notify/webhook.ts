/** Notifications by an HTTP POST: chat rooms, pagers, anything of one's own. */
import * as z from 'zod'
import { invariant } from '../../errors.js'
import type { Secret } from '../../model/secret.js'
import { Text } from '../config-parts.js'
import { kind } from '../kind.js'
import type { Problem } from '../problems.js'
import type { Unread } from '../unread.js'
import { type Occasion, on } from './common.js'

export interface WebhookConfig {
  type: 'webhook'
  url: Secret | Unread
  on: readonly Occasion[]
}

export const webhook = kind({
  schema: z.strictObject({
    type: z.literal('webhook').meta({ description: 'A JSON document by POST: {text, subject, occasion, stack, markdown}; Slack and Mattermost show the text' }),
    url: Text.meta({ description: 'Where it is posted. Whoever has it may post there: {secret: NAME#KEY}, {env: NAME} or {file: path}' }),
    on,
  }),
  texts: { url: { holds: 'secret', check: checkUrl } },
  build({ on: occasions }, texts): WebhookConfig {
    const url = texts.secret('url')
    invariant(url !== undefined, 'url is required')
    return { type: 'webhook', url, on: occasions }
  },
})

/** The address itself is the credential, so it is quoted nowhere. */
function checkUrl({ name, value }: { name: string; value: string }): Problem | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined
  const isLocal = url !== undefined && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal)) return undefined
  return { summary: `${name} is not a web address by https`, detail: 'Write it as https://…' }
}
