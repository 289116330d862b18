/** Today's judgement of a plan before it is applied: what blocks it, told without the lease. */
import type { Verdict } from '../plan/plan.js'
import { judgeAgain } from '../plan/policy.js'
import type { Plan } from '../plan/plan.js'
import { givenFor } from './approvers.js'
import { timestamp, type Context } from './context.js'
import { openStore } from './wiring.js'

/**
 * Nothing for a plan that rests on another state than there is (apply refuses it for that), and for one that resumes: what was lifted for it
 * is in its journal. Apply judges again, under the lease.
 *
 * @throws IdpscimError `BadPlanFile`, `SigningRefused` as `givenFor` does; `BadStateFile`
 */
export async function blockingToday(context: Context, plan: Plan): Promise<Verdict[]> {
  const given = await givenFor(context, plan)
  const state = (await (await openStore(context)).read())?.state
  const rests = plan.base.lineage === (state?.lineage ?? null) && plan.base.serial === (state?.serial ?? 0)
  if (!rests || state?.applying !== undefined) return []
  return judgeAgain(plan, { state, policy: context.config.policy, now: timestamp(context.clock), given: given([]) }).filter(({ ok }) => !ok)
}
