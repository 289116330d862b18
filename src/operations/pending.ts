/** Plans that wait beside the state: for a person, or for the rest of their apply. */
import { IdpscimError } from '../errors.js'
import { parsePlan, planToJson } from '../plan/plan-file.js'
import type { Plan } from '../plan/plan.js'
import type { StateStore } from '../state/state-store.js'
import { timestamp, type Context } from './context.js'
import { withApprovalsBeside } from './kept-approvals.js'
import { accessFor } from './s3-object.js'
import { openStore } from './wiring.js'

export interface Pending {
  /** With the approvals that it was given so far. */
  plan: Plan
  /** As commands take it: a path, or an address in S3. */
  place: string
  /** It waited before this run: whoever had to be told was. */
  waited: boolean
}

/**
 * Where this plan waits, or would: the same changes keep the same plan, so that yesterday's approvals fit and nobody is told twice. One that
 * could no longer be applied, because it expired or its base moved, waits for nobody.
 */
export async function pendingOf(context: Context, plan: Plan): Promise<Pending> {
  const store = await openStore(context)
  const place = store.paperPlace('pending', nameOf(plan))
  const kept = await read(store, nameOf(plan))
  if (kept === undefined || !waits(kept, plan, timestamp(context.clock))) return { plan, place, waited: false }
  return { plan: await withApprovalsBeside(kept, place, accessFor(place, context.config)), place, waited: true }
}

/** Writes it down unless it stands there, and takes away what waited for this state and waits no more. */
export async function keepPending(context: Context, { plan, place }: Pick<Pending, 'plan' | 'place'>): Promise<void> {
  const store = await openStore(context)
  const kept = await read(store, nameOf(plan))
  if (kept?.id !== plan.id) await store.keep('pending', nameOf(plan), planToJson(plan))
  const now = timestamp(context.clock)
  for (const name of await store.papers('pending')) {
    if (store.paperPlace('pending', name) === place) continue
    // States that share a folder share this one, too.
    const other = await read(store, name)
    if (other !== undefined && other.base.lineage === plan.base.lineage && !waits(other, plan, now)) await store.discard('pending', name)
  }
}

/** Keeps a plan whose apply has begun and not ended, so that it can be resumed from anywhere. Gives its place. */
export async function keepUnfinished(context: Context, plan: Plan): Promise<string> {
  const store = await openStore(context)
  await store.keep('pending', nameOf(plan), planToJson(plan))
  return store.paperPlace('pending', nameOf(plan))
}

function nameOf({ changesDigest }: Plan): string {
  return `${changesDigest}.json`
}

/** What is damaged is none: a plan that is made now takes its place. */
async function read(store: StateStore, name: string): Promise<Plan | undefined> {
  const text = await store.paper('pending', name)
  try {
    return text === undefined ? undefined : parsePlan(text, store.paperPlace('pending', name))
  } catch (error) {
    if (error instanceof IdpscimError && error.code === 'BadPlanFile') return undefined
    throw error
  }
}

function waits({ base, expiresAt }: Plan, fresh: Plan, now: string): boolean {
  return base.lineage === fresh.base.lineage && base.serial === fresh.base.serial && base.config === fresh.base.config && expiresAt > now
}
