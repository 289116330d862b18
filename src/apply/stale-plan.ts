/** The refusal of a plan that what it rests on has left behind. */
import { IdpscimError } from '../errors.js'

/** `why` is a whole clause; nothing was written when this is thrown. */
export function stalePlan(why: string, facts: Readonly<Record<string, unknown>> = {}): IdpscimError {
  return new IdpscimError('StalePlan', `the plan is stale: ${why}`, {
    suggestions: ['Plan again, review what is new, and apply that plan: idpscim plan'],
    facts,
  })
}
