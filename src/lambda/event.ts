/** What an invocation asks for: nothing (a schedule) is `sync`, as the original's; the workflow names an operation. */
import * as z from 'zod'
import { IdpscimError } from '../errors.js'

const stack = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'must be letters, digits, dots, - and _')
  .optional()
const adopt = z.enum(['ids', 'keys', 'all']).optional()
const refresh = z.enum(['full', 'state']).optional()
const flag = z.boolean().optional()

export const LambdaEvent = z.discriminatedUnion('operation', [
  z.strictObject({ operation: z.literal('plan'), stack, adopt, refresh, allowEmpty: flag }),
  z.strictObject({ operation: z.literal('sync'), stack, adopt, refresh, allowEmpty: flag, verify: flag }),
  z.strictObject({ operation: z.literal('apply'), stack, plan: z.string().min(1), verify: flag }),
  z.strictObject({ operation: z.literal('drift'), stack }),
])
export type LambdaEvent = z.infer<typeof LambdaEvent>

/**
 * An empty payload and what Amazon EventBridge sends on a schedule are `sync`; `{"dry_run": …}` is the original Entra job's.
 * @throws IdpscimError `BadUsage` for anything else: a console's sample event shall not start a run that writes
 */
export function parseEvent(payload: unknown): LambdaEvent {
  const event = payload ?? {}
  if (!isRecord(event)) throw refuse(`it is ${Array.isArray(event) ? 'a list' : `a ${typeof event}`}, and must be an object`)
  if (Object.keys(event).length === 0 || isScheduled(event)) return { operation: 'sync' }
  if ('dry_run' in event) return fromDryRun(event)
  return checked(event)
}

function checked(event: unknown): LambdaEvent {
  const parsed = LambdaEvent.safeParse(event)
  if (parsed.success) return parsed.data
  throw refuse(parsed.error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`)).join('; '))
}

/** EventBridge User Guide, "Event structure"; EventBridge Scheduler sends `{}` unless told otherwise. */
function isScheduled(event: Record<string, unknown>): boolean {
  return event['source'] === 'aws.events' && event['detail-type'] === 'Scheduled Event'
}

const TRUE = ['true', '1', 'yes', 'on']
const FALSE = ['false', '0', 'no', 'off']

/** The original job ran live for anything but the text "True"; what its callers meant is told by the word, whatever its type and case. */
function fromDryRun({ dry_run: value, stack: named, ...rest }: Record<string, unknown>): LambdaEvent {
  const word = typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number' ? String(value).trim().toLowerCase() : ''
  if (Object.keys(rest).length > 0) throw refuse(`only stack may stand beside dry_run, and ${Object.keys(rest).join(', ')} does`)
  if (TRUE.includes(word)) return checked({ operation: 'plan', stack: named })
  if (FALSE.includes(word)) return checked({ operation: 'sync', stack: named })
  throw refuse('dry_run must be true or false')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refuse(why: string): IdpscimError {
  return new IdpscimError('BadUsage', `the event is not one of idpscim's: ${why}; nothing was done`, {
    suggestions: ['send {} for a sync, or {"operation": "plan"}, {"operation": "apply", "plan": "s3://bucket/key"}, {"operation": "sync"}, {"operation": "drift"}'],
  })
}
