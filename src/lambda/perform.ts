/** One event's operation, and its answer. */
import type { ApplyEvent, ApplyResult } from '../apply/events.js'
import type { Clock } from '../clock.js'
import { IdpscimError, isIdpscimError } from '../errors.js'
import type { OnProgress } from '../model/progress.js'
import type { News } from '../notify/news.js'
import { tellNews } from '../notify/notify.js'
import { newsOfError, newsOfSync } from '../notify/sync-news.js'
import { applyStack } from '../operations/apply.js'
import { givenFor } from '../operations/approvers.js'
import type { Context } from '../operations/context.js'
import { driftOfStack } from '../operations/drift.js'
import { readPlanFile } from '../operations/files.js'
import { blockingToday } from '../operations/judging.js'
import { keepPending, keepUnfinished, pendingOf } from '../operations/pending.js'
import { planStack } from '../operations/plan.js'
import { accessFor } from '../operations/s3-object.js'
import { syncStack, type SyncResult } from '../operations/sync.js'
import { limitsPassed } from '../plan/lifting.js'
import type { Plan } from '../plan/plan.js'
import { naming } from '../plan/ways-out.js'
import { type Answer, applied, drifted, failureTexts, incomplete, planned, unchanged, verdictTexts } from './answer.js'
import { boundedTexts } from './bounded.js'
import { functionConfig } from './configuration.js'
import { DeadlineReached, TIME_IS_OVER } from './deadline.js'
import type { LambdaEvent } from './event.js'

export interface Ground {
  env: NodeJS.ProcessEnv
  /** Where the function's code lies. */
  root: string
  signal: AbortSignal
  clock: Clock
  toolVersion: string
  listener: Listener
}

/** Who is told of a run while it goes on. */
export interface Listener {
  /** Once the configuration is known. */
  onOpen(context: Context): void
  onProgress: OnProgress
  /** Of the plan that was made, which is about to be applied or waits. */
  onPlan(plan: Plan): void
  onEvent(event: ApplyEvent): void
  /** Whether this run changed anything so far. */
  advanced(): boolean
}

type Of<Operation extends LambdaEvent['operation']> = Extract<LambdaEvent, { operation: Operation }>

/**
 * @throws IdpscimError what the operations throw; `PolicyBlocked` for a `sync` that policy blocked, whose plan is kept; `ApplyIncomplete` for an
 *   apply that failed in part
 */
export async function perform(event: LambdaEvent, { env, root, clock, toolVersion, signal, listener }: Ground): Promise<Answer> {
  const reads = event.operation === 'plan' || event.operation === 'sync'
  const config = await functionConfig({ env, root, stack: event.stack }, [...(reads ? (['sources'] as const) : []), 'target', 'state', 'notify'])
  const context: Context = { config, clock, toolVersion, signal, onProgress: (told) => listener.onProgress(told) }
  listener.onOpen(context)
  try {
    return await operate(context, event, listener)
  } catch (error) {
    // What policy blocks in a sync is told by the plan that waits, and told once.
    if (!(event.operation === 'sync' && isIdpscimError(error, 'PolicyBlocked'))) await tell(context, newsOfError(event.operation, config.stack, error))
    throw error
  }
}

function operate(context: Context, event: LambdaEvent, listener: Listener): Promise<Answer> {
  switch (event.operation) {
    case 'plan':
      return plan(context, event, listener)
    case 'sync':
      return sync(context, event, listener)
    case 'apply':
      return apply(context, event, listener)
    case 'drift':
      return drift(context)
  }
}

async function tell(context: Context, ...all: readonly News[]): Promise<void> {
  for (const news of all) await tellNews(context.config.notify, news, context)
}

async function plan(context: Context, event: Of<'plan'>, listener: Listener): Promise<Answer> {
  const fresh = await planStack(context, { ...readingOf(event), adopt: event.adopt ?? context.config.adopt.plan, samePersons: [] })
  listener.onPlan(fresh)
  if (fresh.changes.length === 0 && !fresh.policy.blocked) return unchanged(fresh)
  const pending = await pendingOf(context, fresh)
  await keepPending(context, pending)
  const [blocking, given] = await Promise.all([blockingToday(context, pending.plan), givenFor(context, pending.plan)])
  const asked = pending.plan.policy.verdicts.map(({ approvals }) => approvals?.required ?? 0)
  // Only a signature lifts a limit where approvers are configured.
  const lifted = context.config.policy.approval.approvers.length > 0 && limitsPassed(pending.plan.policy.verdicts).length > 0 ? 1 : 0
  return planned(pending.plan, { place: pending.place, blocking, approvals: { required: Math.max(0, lifted, ...asked), given: given([]).approved.map(({ by }) => by) } })
}

async function sync(context: Context, event: Of<'sync'>, listener: Listener): Promise<Answer> {
  const { verify = false, adopt } = event
  const done = await syncStack(context, {
    ...readingOf(event),
    ...(adopt === undefined ? {} : { adopt }),
    samePersons: [],
    verify,
    onPlan: (told) => listener.onPlan(told),
    onEvent: (told) => listener.onEvent(told),
  })
  await tell(context, ...newsOfSync(done))
  const { result } = done
  // What is left is resumed first: what policy holds back is planned anew after that.
  if (result?.status === 'incomplete') return unfinished(context, done.plan, { result, place: await keepUnfinished(context, done.plan), advanced: listener.advanced() })
  if (done.blocked || result === undefined) throw blocked(done)
  return done.plan.changes.length === 0 ? unchanged(done.plan) : applied(done.plan, result, { verify })
}

async function apply(context: Context, event: Of<'apply'>, listener: Listener): Promise<Answer> {
  const { plan: place, verify = false } = event
  const today = await readPlanFile(place, accessFor(place, context.config))
  const result = await applyStack(context, today, { verify, onEvent: (told) => listener.onEvent(told) })
  await tell(context, ...newsOfSync({ plan: today, result }))
  return result.status === 'applied' ? applied(today, result, { verify }) : unfinished(context, today, { result, place, advanced: listener.advanced() })
}

async function drift(context: Context): Promise<Answer> {
  const report = await driftOfStack(context)
  const { stack } = report
  if (report.drift.length > 0) await tell(context, { occasion: 'drift', stack, report })
  return drifted(stack, report.drift)
}

function readingOf({ refresh = 'full', allowEmpty = false }: Of<'plan' | 'sync'>): { refresh: 'full' | 'state'; allowEmpty: boolean } {
  return { refresh, allowEmpty }
}

/** Stopped by the deadline it is only half-way; with all tried and not all done it failed. One that came no further would never end, however often it is resumed. */
function unfinished({ signal }: Context, today: Plan, { result, place, advanced }: { result: ApplyResult; place: string; advanced: boolean }): Answer {
  if (signal?.aborted === true && advanced) return incomplete(today, result, place)
  if (signal?.aborted === true) throw new DeadlineReached(`${TIME_IS_OVER} before one change could be made: ${result.done} of ${today.changes.length} are done, and ${place} resumes`)
  const texts = boundedTexts(failureTexts(result), 20_000)
  throw new IdpscimError('ApplyIncomplete', [`plan ${today.id.slice(0, 12)} of stack ${today.stack} was applied in part: ${result.stopped ?? 'not all is as written'}`, ...texts].join('\n'), {
    suggestions: [`mend what the target refuses, and resume: {"operation": "apply", "plan": "${place}"}`, 'or let the next sync plan anew what is left'],
    facts: { planId: today.id, plan: place, done: result.done, failed: result.failed.length, skipped: result.skipped.length },
    retryable: true,
  })
}

function blocked({ plan: tried, held, pending, result }: SyncResult): IdpscimError {
  const waits = held ?? tried
  const blocking = waits.policy.verdicts.filter(({ ok }) => !ok)
  const where = pending === undefined ? 'nothing waits' : `it waits at ${pending}`
  const rest = result === undefined ? 'nothing was changed' : `the rest was applied (${result.done} ${result.done === 1 ? 'change' : 'changes'})`
  return new IdpscimError('PolicyBlocked', [`the plan of stack ${waits.stack} is blocked by policy; ${where}, and ${rest}`, ...verdictTexts(blocking)].join('\n'), {
    suggestions: [
      ...new Set(blocking.flatMap(({ remedy }) => (remedy === undefined ? [] : [naming(remedy, pending ?? 'PLAN')]))),
      ...(pending === undefined ? [] : [`once it is approved: {"operation": "apply", "plan": "${pending}"}`]),
    ].slice(0, 10),
    facts: { planId: waits.id, plan: pending, changesDigest: waits.changesDigest },
  })
}
