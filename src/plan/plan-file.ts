/** The plan's file: one text for one plan, and a reader that refuses whatever was damaged or edited. */
import { IdpscimError } from '../errors.js'
import { digest } from '../model/json.js'
import { Plan } from './plan.js'

/** Gives the plan its id: SHA-256 over its RFC 8785 form without `id` and `approvals`. */
export function sealPlan(plan: Omit<Plan, 'id'>): Plan {
  const { formatVersion, approvals, ...rest } = plan
  return { formatVersion, id: digest({ formatVersion, ...rest }), ...rest, ...(approvals === undefined ? {} : { approvals }) }
}

export function planToJson(plan: Plan): string {
  return `${JSON.stringify(plan, null, 2)}\n`
}

/**
 * @param place where the text came from, for the message
 * @throws IdpscimError `BadPlanFile` when it is no plan of a format that we know, or its id does not fit its content
 */
export function parsePlan(text: string, place: string): Plan {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw refuse(place, 'it is not JSON', cause)
  }
  if (!isObject(json) || !('changes' in json) || !('id' in json)) throw refuse(place, 'it is JSON, but not a plan')
  if (json['formatVersion'] !== 1) throw refuse(place, `its formatVersion is ${JSON.stringify(json['formatVersion'])}, this version reads 1`)
  const { id, approvals: _, ...content } = json
  if (id !== digest(content)) throw refuse(place, 'its id does not fit its content: it was edited or damaged after it was written')
  const parsed = Plan.safeParse(json)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw refuse(place, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it does not fit the schema'}`, parsed.error)
  }
  return parsed.data
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
