/** What a reviewer decides becomes a plan of its own, judged by today's policy over the state that it was made from. */
import { IdpscimError } from '../errors.js'
import { narrowPlan, type Decisions } from '../plan/narrow.js'
import type { Plan } from '../plan/plan.js'
import { timestamp, type Context } from './context.js'
import { narrowRules } from './narrowing.js'
import { capabilitiesOf } from './reading.js'
import { openStore, openTarget } from './wiring.js'

/**
 * Calls nobody but the state's store, and a target that alone knows what it can do: where that does not answer, the estimate is by what SCIM asks of it.
 *
 * @throws IdpscimError `StalePlan` where the state moved since: the rest could not be judged; `BadStateFile`
 */
export async function narrowReviewed(context: Context, plan: Plan, decisions: Decisions): Promise<Plan> {
  const store = await openStore(context)
  const state = (await store.read())?.state
  if ((state?.lineage ?? null) !== plan.base.lineage || (state?.serial ?? 0) !== plan.base.serial) {
    throw new IdpscimError('StalePlan', `the state at ${store.place} moved since this plan was made: it is at serial ${state?.serial ?? 0}, the plan was made at ${plan.base.serial}`, {
      suggestions: ['Plan again, and review that plan: idpscim plan --review'],
    })
  }
  const { reader } = await openTarget(context)
  return narrowPlan(plan, decisions, narrowRules(context, { state, capabilities: await capabilitiesOf(reader), now: timestamp(context.clock) }))
}
