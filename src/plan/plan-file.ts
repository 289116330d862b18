/** The plan's file: one text for one plan, and a reader that refuses whatever was damaged or edited. */
import * as z from 'zod'
import { IdpscimError } from '../errors.js'
import { accepting } from '../model/accepting.js'
import { Change } from '../model/change.js'
import { digest } from '../model/json.js'
import { finished, type Steps } from '../model/steps.js'
import { fromLines, toLines, type Pieces } from './plan-lines.js'
import { Plan } from './plan.js'
import { shapeIssue } from '../model/shape-issue.js'

/** Entries are tested as they are read, so that a large plan is not held twice. */
const isChange = accepting(Change)
const PlanHead = Plan.extend({ changes: z.number() })
/** A plan, but for its changes: only how many they are. */
export type PlanHead = z.infer<typeof PlanHead>

/** A plan that begins to be looked at while it is read. */
export interface OpenedPlan {
  head: PlanHead
  /** The plan, once all of it was read and found to be in order. Steps count entries. @throws as `parsePlan`, in any step */
  whole: Steps<Plan>
}

/** Gives the plan its id: SHA-256 over its RFC 8785 form without `id` and `approvals`. */
export function sealPlan(plan: Omit<Plan, 'id'>): Plan {
  const { formatVersion, approvals, ...rest } = plan
  return { formatVersion, id: digest({ formatVersion, ...rest }), ...rest, ...(approvals === undefined ? {} : { approvals }) }
}

/** The plan's own file: short, and soon read. For people there is `show`. */
export function planToJson(plan: Plan): string {
  return toLines(plan)
}

type Bytes = () => Pieces

/**
 * @param text whole; or its bytes in pieces, which are asked for twice where the file is in another form than our own
 * @param place where the text came from, for the message
 * @throws IdpscimError `BadPlanFile` when it is no plan of a format that we know, or its id does not fit its content
 */
export function parsePlan(text: string | Buffer | Bytes, place: string): Plan {
  return finished(parsePlanInSteps(typeof text === 'function' ? text : () => [typeof text === 'string' ? Buffer.from(text) : text], place))
}

/**
 * For a large plan: what can be told of it before its changes are read. Its bytes fit its id, and all but the changes fit the schema.
 * Undefined where the file is in another form than our own, and only reading it whole can tell. @throws as `parsePlan`
 */
export function openPlan(pieces: Bytes, place: string): OpenedPlan | undefined {
  const sealed = finished(fromLines(pieces(), { check: (_, __, entry) => entry, counted: 'changes' }))
  if (sealed === undefined) return undefined
  const head = headOf(sealed, place)
  return { head, whole: wholeOf(head, pieces, place) }
}

/** All that `parsePlan` looks at is looked at, though much of it was before: what is decided upon is what was checked. */
function* wholeOf(head: PlanHead, pieces: Bytes, place: string): Steps<Plan> {
  const plan = yield* parsePlanInSteps(pieces, place)
  if (plan.id !== head.id) throw refuse(place, 'another plan was put in its place while it was read')
  return plan
}

/** Steps count entries, those of other lists than the changes too. @throws as `parsePlan`, in any step */
function* parsePlanInSteps(pieces: Bytes, place: string): Steps<Plan> {
  let unfit: (() => never) | undefined
  const check = (list: string, index: number, entry: unknown) => {
    if (list === 'changes' && !isChange(entry)) unfit ??= () => checked(Change.safeParse(entry), place, ['changes', index]) as never
    return entry
  }
  const sealed = yield* fromLines(pieces(), { check })
  if (sealed === undefined) return parseWhole(Buffer.concat([...pieces()]), place)
  const { changes } = sealed
  // Unless it is a list, whoever refuses it says so.
  if (!Array.isArray(changes)) return checked(Plan.safeParse(sealed), place)
  const head = headOf({ ...sealed, changes: changes.length }, place)
  unfit?.()
  return { ...head, changes: changes as Change[] }
}

function headOf(sealed: Record<string, unknown>, place: string): PlanHead {
  refuseOtherFormats(sealed, place)
  return checked(PlanHead.safeParse(sealed), place)
}

function parseWhole(bytes: Buffer, place: string): Plan {
  const json = jsonOf(bytes, place)
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
  throw refuse(place, `${path} ${issue === undefined ? 'does not fit the schema' : shapeIssue(issue)}`, parsed.error)
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
