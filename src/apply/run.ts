/** Starts what can start, waits for what is under way, and writes down how each change ended. */
import type { Clock } from '../clock.js'
import { isStateOnly, type Change } from '../model/change.js'
import type { Failure } from './events.js'
import { execute } from './execute.js'
import { failureOf, isOfTheTarget, type Ending, type Hands } from './hands.js'
import type { Ended, JournalEntry } from './journal-entries.js'
import { proveAgain } from './proof.js'
import type { Recorder } from './recorder.js'
import type { Ready, Schedule } from './schedule.js'

/** Milliseconds for which a proof holds (SPEC §7.2). */
const PROOF_HOLDS_MS = 300_000

export interface RunRequest {
  schedule: Schedule
  recorder: Recorder
  hands: Hands
  clock: Clock
  /** By `Clock.monotonic`: when the plan was proven. */
  provenAt: number
  /** Changes of this lane that may be under way at one time, beside so many in all. */
  bounds: Bounds
  /** Told before the change's end is. */
  onFailure: (change: Change, failure: Failure) => void
  /** Stops everything for good: what is thrown outside of a single change. */
  onFatal: (error: unknown) => void
}

export interface Bounds {
  inAll: number
  of: (lane: string) => number
}

export interface RunResult {
  ended: Ended[]
  failed: { change: Change; failure: Failure }[]
}

/** Resolves when nothing is under way and nothing more may start. Once halted it starts nothing; what is under way ends. */
export async function run(request: RunRequest): Promise<RunResult> {
  const { schedule, hands, bounds, onFatal } = request
  const result: RunResult = { ended: [], failed: [] }
  let underWay = 0
  // Waiting for the first of many promises would cost a reaction on each of them, every time.
  let wake: () => void = () => undefined
  const busy = new Map<string, number>()
  const mayStart = (lane: string) => (busy.get(lane) ?? 0) < bounds.of(lane)
  for (;;) {
    while (underWay < bounds.inAll && !hands.halt.aborted) {
      const ready = schedule.next(mayStart)
      if (ready === undefined) break
      if (isStateOnly(ready.change)) {
        end(ready.change, { status: 'done', outcome: {} }, request, result, [begun(ready.change, request)])
        continue
      }
      const { lane } = ready
      busy.set(lane, (busy.get(lane) ?? 0) + 1)
      underWay++
      void perform(ready, request, result)
        .catch(onFatal)
        .finally(() => {
          underWay--
          busy.set(lane, (busy.get(lane) ?? 0) - 1)
          wake()
        })
    }
    if (underWay === 0) return result
    await new Promise<void>((next) => (wake = next))
  }
}

async function perform(ready: Ready, request: RunRequest, result: RunResult): Promise<void> {
  const { change } = ready
  const problem = await provenTooLongAgo(ready, request)
  if (problem !== undefined) {
    end(change, { status: 'failed', outcome: {}, failure: problem, known: true }, request, result, [begun(change, request)])
    return
  }
  // The intention is on stable storage before the first request: who comes after a crash knows where to look.
  await request.recorder.note([begun(change, request)])
  end(change, await execute(ready, request.hands), request, result)
}

function end(change: Change, ending: Ending, { schedule, recorder, hands, onFailure }: RunRequest, result: RunResult, before: JournalEntry[] = []): void {
  if (ending.status === 'left') {
    schedule.putBack(change)
    return
  }
  const { status, outcome } = ending
  if (status === 'done' || ending.known) {
    // Not waited for: the journal keeps its order, so no dependent can be begun in it before this.
    void recorder.note([...before, { type: 'ended', change: change.id, status, outcome }]).catch(() => undefined)
    if (status === 'done' || outcome.members !== undefined) result.ended.push({ change, outcome })
  }
  if (status === 'failed') {
    const failure = withEarlier(change, ending.failure, result)
    onFailure(change, failure)
  }
  if (outcome.targetId !== undefined) hands.ids.learn(change, outcome.targetId)
  schedule.end(change, status, status === 'done' || ending.known)
}

/** A membership of which several parts failed is one failure. */
function withEarlier(change: Change, failure: Failure, { failed }: RunResult): Failure {
  const earlier = change.kind === 'membership' ? failed.find((one) => one.change === change) : undefined
  if (earlier === undefined) failed.push({ change, failure })
  else earlier.failure = { ...failure, message: `${earlier.failure.message}; ${failure.message}` }
  return earlier?.failure ?? failure
}

async function provenTooLongAgo({ change, members }: Ready, { clock, provenAt, hands }: RunRequest): Promise<Failure | undefined> {
  if (clock.monotonic() - provenAt <= PROOF_HOLDS_MS) return undefined
  try {
    const problem = await proveAgain({ change, members }, hands)
    return problem === undefined ? undefined : { message: problem }
  } catch (error) {
    if (isOfTheTarget(error)) return failureOf(error)
    throw error
  }
}

function begun(change: Change, { clock }: RunRequest): JournalEntry {
  return { type: 'begun', change, at: new Date(clock.now()).toISOString() }
}
