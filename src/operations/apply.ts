/** Applying: exactly this plan, under today's policy. No source is opened here. */
import { applyPlan } from '../apply/apply-plan.js'
import type { ApplyEvent, ApplyResult } from '../apply/events.js'
import { IdpscimError, systemReason } from '../errors.js'
import type { Approved } from '../model/approval.js'
import type { Plan } from '../plan/plan.js'
import { judgeAgain } from '../plan/policy.js'
import { givenFor } from './approvers.js'
import type { Context } from './context.js'
import { openStore, openTarget } from './wiring.js'

export interface ApplyOptions {
  /** Milliseconds to wait for a lease that another holds; absent: not at all, but the lease's life when this plan is resumed. */
  lockTimeoutMs?: number
  parallelism?: number
  /** Reads back what was written. */
  verify?: boolean
  /** Limits that a person at the terminal lifts for this plan: of no effect where approvers are configured. */
  typed?: readonly Approved[]
  onEvent?: (event: ApplyEvent) => void
}

/**
 * @throws IdpscimError `StalePlan`, `PolicyBlocked`, `BadPlanFile` for a false approval, `LeaseHeld`, `TargetRefused`, `TargetIncomplete`: nothing was changed. `LeaseLost`,
 *   `StateMoved`, and `ApplyIncomplete` where the store failed under way: something may have been.
 *   Any other run that changed something and did not end well is a result with status `incomplete`.
 */
export async function applyStack(context: Context, plan: Plan, options: ApplyOptions): Promise<ApplyResult> {
  const { config, clock, signal } = context
  const given = await givenFor(context, plan)
  let started = false
  const onEvent = (event: ApplyEvent) => {
    started ||= event.type === 'started'
    options.onEvent?.(event)
  }
  return applyPlan(plan, {
    store: await openStore(context),
    target: await openTarget(context),
    clock,
    config: { digest: config.digest, stack: config.stack },
    judge: (today, state, now, typed) => judgeAgain(today, { state, policy: config.policy, now, given: given(typed) }),
    ...options,
    onEvent,
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    throw started ? partWay(error, plan) : error
  })
}

/** Whose own meaning is no other once the apply has begun. */
const SPEAKING = new Set(['LeaseLost', 'StateMoved', 'Internal'])

/** The same error of a store means less before the first change than after it: credentials may run out in the middle. */
function partWay(error: unknown, { id }: Plan): unknown {
  const stopped = `the apply of plan ${id.slice(0, 12)} stopped part-way`
  const refused = systemReason(error)
  if (refused !== undefined) {
    return new IdpscimError('ApplyIncomplete', `${stopped}: the state's folder cannot be written: ${refused}`, {
      suggestions: ['mend that, and run the same command again: it takes up where this one stopped'],
      cause: error,
    })
  }
  if (!(error instanceof IdpscimError) || SPEAKING.has(error.code)) return error
  const { message, suggestions, facts, cause } = error
  return new IdpscimError('ApplyIncomplete', `${stopped}: ${message}`, {
    suggestions: [...new Set([...suggestions, 'run the same command again: it takes up where this one stopped'])],
    facts,
    cause,
    retryable: true,
  })
}
