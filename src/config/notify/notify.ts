/** Every type of notification there is: a new one is a file beside this and a line here. */
import * as z from 'zod'
import { sns, type SnsConfig } from './sns.js'
import { webhook, type WebhookConfig } from './webhook.js'

export type NotifyConfig = SnsConfig | WebhookConfig

/** By `type`. */
export const NOTIFY_KINDS = { sns, webhook }

export const NotifyEntry = z.discriminatedUnion('type', [sns.schema, webhook.schema], { error: `must be ${Object.keys(NOTIFY_KINDS).join(', ')}` })
