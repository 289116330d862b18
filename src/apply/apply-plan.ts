/** Applying: proves the plan current, does exactly what it says or resumes it, and writes down what came of it. */
import { unlessStopped, type Clock } from '../clock.js'
import type { Approved } from '../model/approval.js'
import type { State } from '../model/state.js'
import type { Plan, Verdict } from '../plan/plan.js'
import type { Lease, StateStore, StoredState } from '../state/state-store.js'
import type { Target } from '../targets/target.js'
import { begin } from './begin.js'
import { refuseBlocked, refuseExpired, refuseStale, refuseStrangers } from './current.js'
import { finish, finishAgain } from './finish.js'
import type { ApplyEvent, ApplyResult } from './events.js'
import { createIds } from './ids.js'
import { journalName, readJournal, type Recorded } from './journal-entries.js'
import { progressOf } from './progress.js'
import { expectedRows, prove } from './proof.js'
import { perform } from './perform.js'
import { refuseDisorder } from './schedule.js'
import { settle } from './settle.js'
import { stalePlan } from './stale-plan.js'
import { readUnlessStopped, stoppedReading } from './stopped.js'

export interface ApplyDeps {
  store: StateStore
  target: Target
  clock: Clock
  config: { digest: string; stack: string }
  /** Today's policy, over the state that the plan was made from, with the limits that a person at the terminal lifts. */
  judge: (plan: Plan, state: State | undefined, now: string, typed: readonly Approved[]) => Verdict[]
  /** Typed for this run. A run that resumes remembers those of the run that began. */
  typed?: readonly Approved[]
  onEvent?: (event: ApplyEvent) => void
  /** Aborted by a signal or a deadline: no new change starts, those under way end, the state is saved. */
  signal?: AbortSignal
  /** Milliseconds to wait for a lease that another holds. Default 0; the lease's life and 10 s for a plan that resumes. */
  lockTimeoutMs?: number
  /** Changes under way at one time. Default: as many of each operation as its published limit keeps busy. */
  parallelism?: number
  /** Reads back at the end what was written. */
  verify?: boolean
  /** Names a new line of states. Default: a random UUID. */
  newLineage?: () => string
}

/** Of a lease that its holder did not let go, milliseconds (SPEC §4). */
const LEASE_LIFE_MS = 60_000

/**
 * Does the plan's changes and nothing else. What it did is in the result, failures of single changes included; the same plan
 * then resumes.
 * @throws IdpscimError before anything was written: `StalePlan`, `PolicyBlocked`, `LeaseHeld`, `BadPlanFile`, and what the target's
 *   reader throws; at any time: `LeaseLost`, `StateMoved` and a store's own errors, after which the same plan resumes.
 */
export async function applyPlan(plan: Plan, deps: ApplyDeps): Promise<ApplyResult> {
  refuseExpired(plan, deps.clock)
  const lease = await hold(plan, deps)
  try {
    return await applyUnder(lease, plan, deps)
  } finally {
    // A lease that cannot be let go runs out by itself; it must not hide how the apply ended.
    await lease.release().catch(() => undefined)
  }
}

/** The lease; waiting for another's is told to who watches, and given up when the run is stopped. */
async function hold(plan: Plan, deps: ApplyDeps): Promise<Lease> {
  const { store, signal, onEvent } = deps
  const timeoutMs = deps.lockTimeoutMs ?? (await patience(plan, deps))
  const purpose = `apply of plan ${plan.id.slice(0, 12)}`
  const holder = timeoutMs === 0 ? undefined : await store.holder()
  if (holder === undefined) return store.hold({ purpose, timeoutMs })
  onEvent?.({ type: 'waiting', holder: `process ${holder.pid} on ${holder.host} (${holder.purpose})`, until: holder.until, seconds: timeoutMs / 1000 })
  const holding = store.hold({ purpose, timeoutMs })
  try {
    return await unlessStopped(signal, () => holding)
  } catch (error) {
    // One that comes after all is nobody's.
    holding.then((late) => late.release()).catch(() => undefined)
    throw error
  }
}

async function applyUnder(lease: Lease, plan: Plan, deps: ApplyDeps): Promise<ApplyResult> {
  const { store, target, clock } = deps
  const started = clock.monotonic()
  const stored = await store.read()
  await refuseUnfinished(stored, lease, plan, deps)
  const recorded = await recordedOf(plan, stored, store)
  const ids = createIds()
  for (const { change, outcome } of recorded.ended) if (outcome.targetId !== undefined) ids.learn(change, outcome.targetId)
  const footing = { plan, deps, lease, stored, recorded, ids, expected: expectedRows(plan), started }
  if (recorded.opened && stored !== undefined && stored.state.applying === undefined) return finishAgain({ ...footing, stored }, journalName(plan))

  refuseStale(plan, stored?.state, { fingerprint: target.reader.fingerprint, config: deps.config })
  const base = recorded.base ?? stored?.state
  const typed = [...recorded.typed, ...(deps.typed ?? [])]
  const verdicts = deps.judge(plan, base, new Date(clock.now()).toISOString(), typed)
  refuseBlocked(verdicts)
  refuseStrangers(plan, base)
  refuseDisorder(plan.changes)

  const doubts = progressOf(plan, recorded.ended).todo
  const resumes = stored?.state.applying !== undefined
  const proof = await readUnlessStopped(deps.signal, () => prove({ reader: target.reader, clock, ids, expected: footing.expected, doubts, resumes }))
  if (proof === undefined) return stoppedReading(footing)
  deps.onEvent?.({ type: 'proved', objects: proof.objects })

  const begun = await begin({ ...footing, typed }, proof)
  const performed = await perform(footing, begun, proof.at)
  return finish(footing, begun, performed, liftedBy(verdicts))
}

/** Another plan's apply did not end: what it did is settled first, and after that this plan rests on an older state. */
async function refuseUnfinished(stored: StoredState | undefined, lease: Lease, plan: Plan, { store, target, clock }: ApplyDeps): Promise<void> {
  const other = stored?.state.applying
  if (other === undefined || other.planId === plan.id) return
  await settle({ store, reader: target.reader, clock, lease })
  throw stalePlan(`the apply of another plan (${other.planId.slice(0, 12)}, begun ${other.since}) had not ended; it is settled now, the state moved, and the target was not changed`, {
    planId: plan.id,
    settled: other.planId,
  })
}

/** What an earlier run of this plan left; nothing for a plan that begins. */
async function recordedOf(plan: Plan, stored: StoredState | undefined, store: StateStore): Promise<Recorded> {
  const { applying, applied } = stored?.state ?? {}
  if (applying?.planId === plan.id) return readJournal(store.journal(applying.journal))
  // Ended, and perhaps killed before it could close its journal.
  if (applied?.planId === plan.id) return readJournal(store.journal(journalName(plan)))
  return { opened: false, typed: [], base: undefined, ended: [], open: [] }
}

/** The limits that this apply passes, and who let it. */
function liftedBy(verdicts: readonly Verdict[]): Pick<ApplyResult, 'lifted'> {
  const lifted = verdicts.flatMap(({ rule, subject, lifted = [] }) => lifted.map((by) => ({ rule, ...(subject === undefined ? {} : { subject }), ...by })))
  return lifted.length === 0 ? {} : { lifted }
}

async function patience(plan: Plan, { store, clock }: ApplyDeps): Promise<number> {
  const stored = await store.read()
  if (stored?.state.applying?.planId !== plan.id) return 0
  const holder = await store.holder()
  const left = holder === undefined ? 0 : Date.parse(holder.until) - clock.now()
  return Math.max(left, LEASE_LIFE_MS) + 10_000
}
