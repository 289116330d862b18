/** A run that is asked to stop while it only reads: it is left there, and has changed nothing. */
import { unlessStopped } from '../clock.js'
import type { ApplyResult } from './events.js'
import type { Footing } from './footing.js'

export function reasonOf(signal: AbortSignal | undefined): string {
  const reason: unknown = signal?.reason
  return reason instanceof Error ? reason.message : String(reason)
}

/** What reading gives; undefined when the signal came first. Throws what reading throws. */
export async function readUnlessStopped<T extends object>(signal: AbortSignal | undefined, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await unlessStopped(signal, read)
  } catch (error) {
    if (signal?.aborted === true && (error === signal.reason || !(signal.reason instanceof Error))) return undefined
    throw error
  }
}

/** The state stands as it was: the same plan is begun, or resumed, by whoever comes next. */
export function stoppedReading({ plan, deps, stored, recorded, started }: Footing): ApplyResult {
  const result: ApplyResult = {
    planId: plan.id,
    status: 'incomplete',
    stopped: reasonOf(deps.signal),
    done: recorded.ended.length,
    failed: [],
    skipped: [],
    leftOut: [],
    mismatches: [],
    serial: stored?.state.serial ?? plan.base.serial,
    seconds: (deps.clock.monotonic() - started) / 1000,
  }
  deps.onEvent?.({ type: 'ended', result })
  return result
}
