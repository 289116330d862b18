/** Notifications by way of an Amazon SNS topic. */
import * as z from 'zod'
import { invariant } from '../../errors.js'
import { Text } from '../config-parts.js'
import type { Kept } from '../config.js'
import { kind } from '../kind.js'
import type { Problem } from '../problems.js'
import { type Occasion, on } from './common.js'

export interface SnsConfig {
  type: 'sns'
  topic: Kept
  on: readonly Occasion[]
}

/** A FIFO topic wants to know what belongs together, and delivers to no mailbox. */
const TOPIC = /^arn:[\w-]+:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/

export const sns = kind({
  schema: z.strictObject({
    type: z.literal('sns').meta({ description: 'An Amazon SNS topic: to mailboxes, phones, chat' }),
    topic: Text.meta({ description: "The topic's ARN; a standard one" }),
    on,
  }),
  texts: { topic: { holds: 'plain', check: checkTopic } },
  build({ on: occasions }, texts): SnsConfig {
    const topic = texts.kept('topic')
    invariant(topic !== undefined, 'topic is required')
    return { type: 'sns', topic, on: occasions }
  },
})

function checkTopic({ name, value }: { name: string; value: string }): Problem | undefined {
  if (TOPIC.test(value)) return undefined
  return { summary: `${name} is no ARN of a standard topic`, detail: 'Write it as arn:aws:sns:REGION:ACCOUNT:NAME. FIFO topics (….fifo) are not for notifications.' }
}
