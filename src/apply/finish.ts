/** The last writes of an apply: the paper in history, the state, and the end of the journal. */
import type { State } from '../model/state.js'
import type { Begun } from './begin.js'
import type { ApplyResult } from './events.js'
import type { Footing } from './footing.js'
import { failureOf, isOfTheTarget } from './hands.js'
import type { Ended } from './journal-entries.js'
import type { Performed } from './perform.js'
import { remember } from './remember.js'
import { verify } from './verify.js'

/**
 * A whole apply is over: the state no longer names it. One with failures, or stopped, stays named and keeps its journal, so that
 * the same plan resumes; whoever else comes settles it.
 */
export async function finish(footing: Footing, begun: Begun, performed: Performed, lifted: Pick<ApplyResult, 'lifted'>): Promise<ApplyResult> {
  const { plan, deps, lease, recorded } = footing
  const { store, clock, onEvent } = deps
  const { base, applying, version, recorder } = begun
  const { schedule, ended, failed, skipped } = performed
  const leftOut = schedule.leftOut()
  const whole = schedule.count('done') === plan.changes.length && leftOut.length === 0
  const verified = whole ? await readBack(footing, ended) : { mismatches: [] }
  const stopped = verified.unread ?? (whole ? undefined : whyStopped(performed))
  const serial = begun.serial + 1
  const result: ApplyResult = {
    planId: plan.id,
    status: whole && verified.mismatches.length === 0 && stopped === undefined ? 'applied' : 'incomplete',
    ...(stopped === undefined ? {} : { stopped }),
    done: schedule.count('done'),
    failed,
    skipped,
    leftOut,
    mismatches: verified.mismatches,
    serial,
    seconds: secondsSince(footing),
    ...lifted,
  }

  const now = new Date(clock.now()).toISOString()
  if (!whole && recorded.base === undefined) await recorder.note([{ type: 'base', state: base }])
  await store.keep('history', paperName(applying.since, plan.id), `${JSON.stringify({ plan, result }, null, 2)}\n`)
  const { applying: _, ...remembered } = remember(base, ended, now)
  const next: State = whole ? { ...remembered, serial, ...endedAs(footing, now) } : { ...remembered, serial, applying }
  await store.write(next, { ifVersion: version, lease })
  if (whole) await store.journal(applying.journal).close()
  onEvent?.({ type: 'ended', result })
  return result
}

/** Killed after the last write of the state and before its journal was closed: the plan is applied, only that is left to say. */
export async function finishAgain(footing: Footing & { stored: { state: State } }, journal: string): Promise<ApplyResult> {
  const { plan, deps, stored, recorded } = footing
  const { mismatches, unread } = await readBack(footing, recorded.ended)
  await deps.store.journal(journal).close()
  const result: ApplyResult = {
    planId: plan.id,
    status: mismatches.length === 0 && unread === undefined ? 'applied' : 'incomplete',
    ...(unread === undefined ? {} : { stopped: unread }),
    done: plan.changes.length,
    failed: [],
    skipped: [],
    leftOut: [],
    mismatches,
    serial: stored.state.serial,
    seconds: secondsSince(footing),
  }
  deps.onEvent?.({ type: 'ended', result })
  return result
}

async function readBack({ deps, ids, expected }: Footing, ended: readonly Ended[]): Promise<{ mismatches: ApplyResult['mismatches']; unread?: string }> {
  if (deps.verify !== true) return { mismatches: [] }
  try {
    return { mismatches: await verify(ended, { reader: deps.target.reader, ids, expected }) }
  } catch (error) {
    if (!isOfTheTarget(error)) throw error
    return { mismatches: [], unread: `everything was done, but it could not be read back: ${failureOf(error).message}` }
  }
}

function endedAs({ plan }: Footing, at: string): Partial<State> {
  const read = plan.base.refresh === 'full' ? plan.base.snapshots.find(({ role }) => role === 'target')?.evidence.end : undefined
  return { applied: { planId: plan.id, at }, ...(read === undefined ? {} : { lastFullRead: read }) }
}

function whyStopped({ failed, skipped, halted }: Performed): string {
  if (halted !== undefined) return halted
  const count = (n: number, what: string) => `${n} ${n === 1 ? 'change' : 'changes'} ${what}`
  return [count(failed.length, 'failed'), ...(skipped.length === 0 ? [] : [`${skipped.length} skipped`])].join(', ')
}

/** Colons are no part of a file's name everywhere. The time is when the apply began: a resumed one has one paper. */
function paperName(since: string, planId: string): string {
  return `${since.replaceAll(':', '-')}-${planId.slice(0, 12)}.json`
}

function secondsSince({ deps, started }: Footing): number {
  return (deps.clock.monotonic() - started) / 1000
}
