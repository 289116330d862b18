/** Plan, policy and apply in one go, for schedules; what policy blocks is kept for a person. */
import type { ApplyEvent, ApplyResult } from '../apply/events.js'
import type { AdoptMode } from '../model/policy.js'
import { parsePlan, planToJson } from '../plan/plan-file.js'
import type { Plan } from '../plan/plan.js'
import { applyStack } from './apply.js'
import { timestamp, type Context } from './context.js'
import { planStack } from './plan.js'
import { openStore } from './wiring.js'

export interface SyncOptions {
  /** `state` reads the target in full all the same when the last full reading is older than `refresh.full_every`. */
  refresh: 'full' | 'state'
  adopt?: AdoptMode
  allowEmpty: boolean
  samePersons: readonly string[]
  verify?: boolean
  parallelism?: number
  lockTimeoutMs?: number
  onPlan?: (plan: Plan) => void
  onEvent?: (event: ApplyEvent) => void
}

export interface SyncResult {
  plan: Plan
  /** Absent when policy blocked the plan. */
  result?: ApplyResult
  /** Where the blocked plan waits for a person. */
  pending?: string
}

export async function syncStack(context: Context, options: SyncOptions): Promise<SyncResult> {
  const { refresh, adopt, allowEmpty, samePersons, onPlan, ...applying } = options
  const plan = await planStack(context, {
    refresh: refresh === 'state' && (await fullReadIsDue(context)) ? 'full' : refresh,
    adopt: adopt ?? context.config.adopt.sync,
    allowEmpty,
    samePersons,
  })
  if (plan.policy.blocked) {
    const kept = await keepPending(context, plan)
    onPlan?.(kept.plan)
    return kept
  }
  onPlan?.(plan)
  // A run that finds nothing to do leaves the serial alone: plans that wait for a person stay applicable. But a full reading that was due is remembered.
  const idle = plan.changes.length === 0 && plan.base.refresh === refresh
  return { plan, result: idle ? nothingDone(plan) : await applyStack(context, plan, applying) }
}

function nothingDone({ id, base }: Plan): ApplyResult {
  return { planId: id, status: 'applied', done: 0, failed: [], skipped: [], leftOut: [], mismatches: [], serial: base.serial, seconds: 0 }
}

async function fullReadIsDue(context: Context): Promise<boolean> {
  const store = await openStore(context)
  const last = (await store.read())?.state.lastFullRead
  return last === undefined || Date.parse(last) + context.config.fullEveryMs <= context.clock.now()
}

/**
 * The same changes keep the same plan, so that nobody is told twice; an older one is replaced once it could no longer be applied:
 * it expired, or its base moved.
 */
async function keepPending(context: Context, plan: Plan): Promise<{ plan: Plan; pending: string }> {
  const store = await openStore(context)
  const name = `${plan.changesDigest}.json`
  const pending = `pending/${name} beside ${store.place}`
  const text = await store.paper('pending', name)
  if (text !== undefined) {
    const kept = parsePlan(text, pending)
    const { base } = kept
    const current = base.lineage === plan.base.lineage && base.serial === plan.base.serial && base.config === plan.base.config
    if (current && kept.expiresAt > timestamp(context.clock)) return { plan: kept, pending }
  }
  await store.keep('pending', name, planToJson(plan))
  return { plan, pending }
}
