/** Plan, policy and apply in one go, for schedules; what policy blocks is kept for a person. */
import type { ApplyEvent, ApplyResult } from '../apply/events.js'
import type { AdoptMode } from '../model/policy.js'
import { narrowPlan } from '../plan/narrow.js'
import type { Plan, Verdict } from '../plan/plan.js'
import { applyStack } from './apply.js'
import { timestamp, type Context } from './context.js'
import { blockingToday } from './judging.js'
import { narrowRules } from './narrowing.js'
import { keepPending, pendingOf, type Pending } from './pending.js'
import { planStack } from './plan.js'
import { capabilitiesOf } from './reading.js'
import { openStore, openTarget } from './wiring.js'

export interface SyncOptions {
  /** `state` reads the target in full all the same when the last full reading is older than `refresh.full_every`. */
  refresh: 'full' | 'state'
  adopt?: AdoptMode
  allowEmpty: boolean
  samePersons: readonly string[]
  verify?: boolean
  parallelism?: number
  lockTimeoutMs?: number
  /** Told of the plan that is about to be applied, or of the one that is blocked and where it waits. */
  onPlan?: (plan: Plan, place?: string) => void
  onEvent?: (event: ApplyEvent) => void
}

export interface SyncResult {
  /** What was applied; where nothing could be, what is blocked. */
  plan: Plan
  /** Whether policy blocked it, or a part of it: then somebody must look. */
  blocked: boolean
  /** Absent when nothing was applied. */
  result?: ApplyResult
  /** Where a blocked plan waits for a person. */
  pending?: string
  /** That plan, where it is not `plan`: what `on_block: hold` kept back. */
  held?: Plan
  /** That plan waited there before this run. */
  waited?: boolean
}

export async function syncStack(context: Context, options: SyncOptions): Promise<SyncResult> {
  const { onPlan, onEvent, verify, parallelism, lockTimeoutMs } = options
  const given = { onEvent, verify, parallelism, lockTimeoutMs }
  const applying = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const plan = await planFresh(context, options)
  if (!plan.policy.blocked) {
    onPlan?.(plan)
    // A run that finds nothing to do leaves the serial alone: plans that wait for a person stay applicable. But a full reading that was due is remembered.
    const idle = plan.changes.length === 0 && plan.base.refresh === options.refresh
    return { plan, blocked: false, result: idle ? nothingDone(plan) : await applyStack(context, plan, applying) }
  }
  const pending = await pendingOf(context, plan)
  const blocking = await blockingToday(context, pending.plan)
  if (blocking.length === 0) {
    onPlan?.(pending.plan)
    return { plan: pending.plan, blocked: false, result: await applyStack(context, pending.plan, applying) }
  }
  const rest = context.config.policy.onBlock === 'hold' ? await withoutBlocking(context, plan, blocking) : undefined
  if (rest === undefined) {
    await keepPending(context, pending)
    onPlan?.(pending.plan, pending.place)
    return { plan: pending.plan, blocked: true, pending: pending.place, waited: pending.waited }
  }
  onPlan?.(rest)
  const result = await applyStack(context, rest, applying)
  // The state moved on: what is left is planned anew, so that it can be approved.
  const held = result.status === 'applied' ? await keepRest(context, options) : undefined
  return { plan: rest, blocked: true, result, ...(held === undefined ? {} : { held: held.plan, pending: held.place, waited: held.waited }) }
}

async function planFresh(context: Context, { refresh, adopt, allowEmpty, samePersons }: SyncOptions): Promise<Plan> {
  return planStack(context, {
    refresh: refresh === 'state' && (await fullReadIsDue(context)) ? 'full' : refresh,
    adopt: adopt ?? context.config.adopt.sync,
    allowEmpty,
    samePersons,
  })
}

/**
 * What policy names is held back, and what depends on it. What is left may be blocked for something else: who is not deactivated may still lose
 * their last group. So it goes on until the rest passes; undefined where nothing is left.
 */
async function withoutBlocking(context: Context, plan: Plan, blocking: readonly Verdict[]): Promise<Plan | undefined> {
  const state = (await (await openStore(context)).read())?.state
  const { reader } = await openTarget(context)
  const rules = narrowRules(context, { state, capabilities: await capabilitiesOf(reader), now: timestamp(context.clock) })
  const held = new Set<string>()
  for (let named = blocking; named.length > 0; ) {
    const before = held.size
    for (const change of named.flatMap(({ changes }) => changes)) held.add(change)
    if (held.size === before) return undefined
    const rest = narrowPlan(plan, { hold: [...held].map((change) => ({ change })) }, rules)
    if (rest.changes.length === 0) return undefined
    if (!rest.policy.blocked) return rest
    named = rest.policy.verdicts.filter(({ ok }) => !ok)
  }
  return undefined
}

async function keepRest(context: Context, options: SyncOptions): Promise<Pending | undefined> {
  const plan = await planFresh(context, options)
  if (!plan.policy.blocked) return undefined
  const pending = await pendingOf(context, plan)
  await keepPending(context, pending)
  return pending
}

function nothingDone({ id, base }: Plan): ApplyResult {
  return { planId: id, status: 'applied', done: 0, failed: [], skipped: [], leftOut: [], mismatches: [], serial: base.serial, seconds: 0 }
}

async function fullReadIsDue(context: Context): Promise<boolean> {
  const store = await openStore(context)
  const last = (await store.read())?.state.lastFullRead
  return last === undefined || Date.parse(last) + context.config.fullEveryMs <= context.clock.now()
}
