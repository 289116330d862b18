/** Whoever comes after an apply that was cut off first finds out what it did. */
import { settle } from '../apply/settle.js'
import type { State } from '../model/state.js'
import type { StateStore, StoredState } from '../state/state-store.js'
import type { TargetReader } from '../targets/target.js'
import type { Context } from './context.js'

/** The state, with nothing under way: an unfinished apply's journal is settled under the lease, by reading alone. */
export async function settleUnfinished(context: Context, store: StateStore, reader: TargetReader): Promise<State | undefined> {
  const stored = await store.read()
  if (stored !== undefined) tellTakenOver(context, store, stored)
  const unfinished = stored?.state.applying
  if (unfinished === undefined) return stored?.state
  const lease = await store.hold({ purpose: `settling the apply of plan ${unfinished.planId.slice(0, 12)}`, timeoutMs: 0 })
  try {
    context.onProgress({ type: 'note', level: 'warn', message: `the apply of plan ${unfinished.planId.slice(0, 12)} did not end: settling what it did` })
    await settle({ store, reader, clock: context.clock, lease })
  } finally {
    await lease.release()
  }
  return (await store.read())?.state
}

/** Said by whoever reads the state to work from it: what is left out must not go unnoticed. */
export function tellTakenOver({ onProgress }: Context, store: StateStore, { state, original }: StoredState): void {
  if (original === undefined) return
  const held = `${state.users.length} users and ${state.groups.length} groups`
  onProgress({ type: 'note', level: 'info', message: `${store.place} is a state of the original program: ${held} are taken over; the next apply keeps it beside` })
  for (const note of original.notes) onProgress({ type: 'note', level: 'warn', message: note })
}
