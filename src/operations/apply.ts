/** Applying: exactly this plan, under today's policy. No source is opened here. */
import { applyPlan } from '../apply/apply-plan.js'
import type { ApplyEvent, ApplyResult } from '../apply/events.js'
import type { Plan } from '../plan/plan.js'
import { judge } from '../plan/policy.js'
import type { Context } from './context.js'
import { openStore, openTarget } from './wiring.js'

export interface ApplyOptions {
  /** Milliseconds to wait for a lease that another holds; absent: not at all, but the lease's life when this plan is resumed. */
  lockTimeoutMs?: number
  parallelism?: number
  /** Reads back what was written. */
  verify?: boolean
  onEvent?: (event: ApplyEvent) => void
}

/**
 * @throws IdpscimError `StalePlan`, `PolicyBlocked`, `LeaseHeld`, `LeaseLost`, `TargetRefused`, `TargetIncomplete`: nothing was changed.
 *   A run that changed something and did not end well is a result with status `incomplete`.
 */
export async function applyStack(context: Context, plan: Plan, options: ApplyOptions): Promise<ApplyResult> {
  const { config, clock, signal } = context
  return applyPlan(plan, {
    store: await openStore(context),
    target: openTarget(context),
    clock,
    config: { digest: config.digest, stack: config.stack },
    judge: (today, state, now) => judge({ changes: today.changes, state, policy: config.policy, now }),
    ...options,
    ...(signal === undefined ? {} : { signal }),
  })
}
