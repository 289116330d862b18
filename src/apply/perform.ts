/** Everything between the first write and the last: the plan's changes, until they are done or something stops them. */
import { rateOf } from '../model/capabilities.js'
import type { Change } from '../model/change.js'
import { writeOf } from '../plan/estimate.js'
import { partsOf } from '../plan/waves.js'
import type { Begun } from './begin.js'
import type { ApplyEvent, Failure } from './events.js'
import type { Footing } from './footing.js'
import type { Ended } from './journal-entries.js'
import { progressOf } from './progress.js'
import { run } from './run.js'
import { createSchedule, type Move, type Schedule } from './schedule.js'
import { reasonOf } from './stopped.js'

export interface Performed {
  schedule: Schedule
  /** By this run and those before it, in order. */
  ended: readonly Ended[]
  failed: readonly { change: Change; failure: Failure }[]
  skipped: readonly { change: Change; because: string }[]
  /** Why no more was begun. */
  halted: string | undefined
}

/** Throws what stops an apply for good: a lost lease, a store's error, a bug. The journal knows how far it came. */
export async function perform({ plan, deps, lease, recorded, ids, expected }: Footing, { recorder, ended }: Begun, provenAt: number): Promise<Performed> {
  const { target, clock, signal, parallelism, onEvent } = deps
  const progress = progressOf(plan, ended)
  const skipped: { change: Change; because: string }[] = []
  const failures = new Map<string, Failure>()
  const tell = (move: Move) => {
    if (move.status === 'skipped') skipped.push({ change: move.change, because: move.because ?? '' })
    if (move.status !== 'pending' && move.status !== 'ready') onEvent?.(eventOf(move, failures.get(move.change.id)))
  }
  let telling = false
  const { capabilities } = target.reader
  const schedule = createSchedule({
    changes: plan.changes,
    ...progress,
    partsOf: partsOf(plan.changes, capabilities),
    laneOf: (change) => writeOf(change, capabilities.operations),
    onMove: (move) => telling && tell(move),
  })
  onEvent?.({ type: 'started', planId: plan.id, changes: plan.changes.length, resumed: recorded.opened, alreadyDone: progress.done.size })
  telling = true

  const halt = new AbortController()
  let fatal: { error: unknown } | undefined
  let halted: string | undefined
  const stop = (reason: string) => {
    if (halt.signal.aborted) return
    halted = reason
    halt.abort(new Error(reason))
    onEvent?.({ type: 'stopping', reason, inFlight: schedule.count('running') })
  }
  const onAbort = () => stop(reasonOf(signal))
  if (signal?.aborted === true) onAbort()
  else signal?.addEventListener('abort', onAbort, { once: true })
  try {
    const guard = async () => {
      if (fatal !== undefined) throw fatal.error
      await lease.check()
    }
    const result = await run({
      schedule,
      recorder,
      clock,
      provenAt,
      bounds: { inAll: parallelism ?? Infinity, of: (lane) => (parallelism === undefined ? inFlight(rateOf(capabilities.rates, lane)) : Infinity) },
      hands: { writer: target.writer(guard), reader: target.reader, clock, ids, expected: grown(expected, plan.changes), halt: halt.signal },
      onFailure: (change, failure) => {
        failures.set(change.id, failure)
        // A token that was revoked or ran out fails every other change in the same way: a thousand of them tell nothing more.
        if (failure.status === 401) stop(failure.message)
      },
      onFatal: (error) => {
        fatal ??= { error }
        halt.abort(error)
      },
    })
    if (fatal !== undefined) throw fatal.error
    await recorder.flush()
    const failed = result.failed
    return { schedule, ended: [...ended, ...result.ended], failed, skipped, halted }
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}

/** Rows that lists may have once the plan is done: what is in doubt then is asked for singly where that is cheaper. */
function grown({ users, groups }: Footing['expected'], changes: readonly Change[]): Footing['expected'] {
  const created = (kind: Change['kind']) => changes.filter((change) => change.kind === kind && change.action === 'create').length
  return { users: users + created('user'), groups: groups + created('group') }
}

/** Milliseconds that a change may take, from its entry in the journal to its answer, before it holds others back. */
const LATENCY_MS = 600
const LEAST = 8

/** Each operation has a limit of its own, so that each is kept as busy as its limit allows. */
function inFlight(aSecond = 0): number {
  return Math.max(LEAST, Math.ceil((aSecond * LATENCY_MS) / 1000))
}

function eventOf({ change, status, leftOut }: Move, failure: Failure | undefined): ApplyEvent {
  return { type: 'change', change, status, ...(failure === undefined ? {} : { failure }), ...(leftOut === undefined ? {} : { membersLeftOut: leftOut }) }
}
