/** When a notification is sent: what every type of it has. */
import * as z from 'zod'

export const OCCASIONS = ['blocked', 'failed', 'drift', 'applied'] as const
export type Occasion = (typeof OCCASIONS)[number]

export const on = z
  .array(z.enum(OCCASIONS))
  .min(1, { error: 'names no occasion' })
  .default([...OCCASIONS])
  .meta({ description: 'When: blocked, a plan waits for a person; failed, a run did not end well; drift, the target was changed by hand; applied, something was changed. All unless given' })
