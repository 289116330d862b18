/** From an applied plan and its result in history, the plan that takes it back against today's state and target. */
import { unlessStopped } from '../clock.js'
import { IdpscimError } from '../errors.js'
import { buildPlan, snapshotBase } from '../plan/build-plan.js'
import type { Plan } from '../plan/plan.js'
import { undoOf } from '../plan/undo.js'
import { timestamp, type Context } from './context.js'
import { readHeld, refuseForeignState } from './reading.js'
import { settleUnfinished } from './settle.js'
import { paperOf } from './state-history.js'
import { openStore, openTarget } from './wiring.js'

/**
 * Reads state, history and target; no source.
 *
 * @param holdMs for how long the next plans shall leave alone what this plan touched
 * @throws IdpscimError `BadUsage` for a plan that was never applied here, and what reading throws
 */
export async function undoStack(context: Context, applied: Plan, { holdMs }: { holdMs?: number }): Promise<Plan> {
  const { config, signal, clock, toolVersion } = context
  const store = await openStore(context)
  const { reader } = await openTarget(context)
  const state = await settleUnfinished(context, store, reader)
  refuseForeignState(state, reader, store)
  const { plan } = await paperOf(context, applied.id)
  if (state === undefined || plan.id !== applied.id) throw neverApplied(applied, store.place)
  const actual = await unlessStopped(signal, () => readHeld(reader, state))
  const now = timestamp(clock)
  const diff = undoOf({ plan, state, actual, ...(holdMs === undefined ? {} : { holdUntil: new Date(clock.now() + holdMs).toISOString() }) })
  return buildPlan({
    diff,
    findings: diff.findings,
    state,
    policy: config.policy,
    base: {
      lineage: state.lineage,
      serial: state.serial,
      target: reader.fingerprint,
      config: config.digest,
      refresh: 'full',
      adopt: plan.base.adopt,
      snapshots: [snapshotBase({ ...actual, type: config.target.type })],
    },
    stack: config.stack,
    capabilities: reader.capabilities,
    toolVersion,
    now,
    undoes: plan.id,
  })
}

function neverApplied({ id }: Plan, place: string): IdpscimError {
  return new IdpscimError('BadUsage', `plan ${id.slice(0, 12)} was never applied to the state at ${place}: there is nothing to take back`, { suggestions: ['idpscim state history lists what was applied'] })
}
