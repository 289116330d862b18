/** The plan's file: one text for one plan, and a reader that refuses whatever was damaged or edited. */
import * as z from 'zod'
import { IdpscimError } from '../errors.js'
import { accepting } from '../model/accepting.js'
import { Change } from '../model/change.js'
import { digest } from '../model/json.js'
import { fromLines, toLines, type Pieces } from './plan-lines.js'
import { Plan } from './plan.js'

/** Entries are tested as they are read, so that a large plan is not held twice. */
const isChange = accepting(Change)
const Checked = Plan.extend({ changes: z.array(z.custom<Change>()) })

/** Gives the plan its id: SHA-256 over its RFC 8785 form without `id` and `approvals`. */
export function sealPlan(plan: Omit<Plan, 'id'>): Plan {
  const { formatVersion, approvals, ...rest } = plan
  return { formatVersion, id: digest({ formatVersion, ...rest }), ...rest, ...(approvals === undefined ? {} : { approvals }) }
}

/** The plan's own file: short, and soon read. For people there is `show`. */
export function planToJson(plan: Plan): string {
  return toLines(plan)
}

/**
 * @param text whole; or its bytes in pieces, which are asked for twice where the file is in another form than our own
 * @param place where the text came from, for the message
 * @throws IdpscimError `BadPlanFile` when it is no plan of a format that we know, or its id does not fit its content
 */
export function parsePlan(text: string | Buffer | (() => Pieces), place: string): Plan {
  const pieces = typeof text === 'function' ? text : () => [typeof text === 'string' ? Buffer.from(text) : text]
  let unfit: (() => never) | undefined
  const sealed = fromLines(pieces(), (list, index, entry) => {
    if (list === 'changes' && !isChange(entry)) unfit ??= () => checked(Change.safeParse(entry), place, ['changes', index]) as never
    return entry
  })
  if (sealed !== undefined) {
    refuseOtherFormats(sealed, place)
    unfit?.()
    return checked(Checked.safeParse(sealed), place)
  }
  const json = jsonOf(Buffer.concat([...pieces()]), place)
  if (!isObject(json) || !('changes' in json) || !('id' in json)) throw refuse(place, 'it is JSON, but not a plan')
  refuseOtherFormats(json, place)
  const { id, approvals: _, ...content } = json
  if (id !== digest(content)) throw refuse(place, 'its id does not fit its content: it was edited or damaged after it was written')
  return checked(Plan.safeParse(json), place)
}

function jsonOf(bytes: Buffer, place: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    throw refuse(place, 'it is not JSON', cause)
  }
}

function refuseOtherFormats(json: Record<string, unknown>, place: string): void {
  if (json['formatVersion'] !== 1) throw refuse(place, `its formatVersion is ${JSON.stringify(json['formatVersion'])}, this version reads 1`)
}

function checked<T>(parsed: z.ZodSafeParseResult<T>, place: string, at: readonly PropertyKey[] = []): T {
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const path = [...at, ...(issue?.path ?? [])].map(String).join('.')
  throw refuse(place, `${path}: ${issue?.message ?? 'it does not fit the schema'}`, parsed.error)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refuse(place: string, why: string, cause?: unknown): IdpscimError {
  return new IdpscimError('BadPlanFile', `${place} is not a plan that can be used: ${why}`, {
    suggestions: ['Make a new plan: idpscim plan', 'To apply a part of a plan, narrow it instead of editing it.'],
    cause,
  })
}
