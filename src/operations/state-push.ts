/** Putting a state back: from a backup, or after an edit by hand. */
import { IdpscimError } from '../errors.js'
import type { State } from '../model/state.js'
import type { Context } from './context.js'
import { readStateFile } from './files.js'
import { workOnState, writeNext, type WorkOptions } from './state-work.js'
import { openTarget } from './wiring.js'

export interface PushOptions extends Pick<WorkOptions, 'lockTimeoutMs'> {
  /** Past another lineage, a serial that is not newer, and an apply that cannot be settled. */
  force: boolean
}

/**
 * The pushed state replaces the stored one as it is; forced over a newer one it takes the next serial, so that plans made from
 * either are stale.
 *
 * @throws IdpscimError `BadUsage` for another lineage or target, `StateMoved` for a serial that is not newer
 */
export async function pushState(context: Context, file: string, { force, ...options }: PushOptions): Promise<State> {
  const pushed = await readStateFile(file)
  refuseTarget(file, pushed, (await openTarget(context)).reader.fingerprint)
  return workOnState(context, { purpose: 'state push', overDamage: force, ...options }, async (work) => {
    const { store, stored } = work
    const held = stored?.state
    if (held !== undefined && !force) refuseOlder(file, pushed, held, store.place)
    const { applying: _, ...settled } = pushed
    const serial = Math.max(pushed.serial - 1, held?.serial ?? 0)
    const next = await writeNext(work, { ...settled, serial })
    if (held?.applying !== undefined) await store.journal(held.applying.journal).close()
    return next
  })
}

function refuseTarget(file: string, pushed: State, target: string): void {
  if (pushed.target === target) return
  throw new IdpscimError('BadUsage', `${file} is the state of another target (${pushed.target}) than the configuration names (${target}): its ids mean nothing there`, {
    suggestions: ['push it with the configuration of its own target'],
  })
}

function refuseOlder(file: string, pushed: State, held: State, place: string): void {
  if (pushed.lineage !== held.lineage) {
    throw new IdpscimError('BadUsage', `${file} has the lineage ${pushed.lineage}, the state at ${place} has ${held.lineage}: these are two different states`, {
      suggestions: ['push a state that was pulled from this stack', 'to replace the state all the same: --force'],
    })
  }
  if (pushed.serial > held.serial) return
  const same = pushed.serial === held.serial
  throw new IdpscimError('StateMoved', `${file} has serial ${pushed.serial}, and the state at ${place} has ${same ? 'the same' : `already ${held.serial}`}; nothing was written`, {
    suggestions: [same ? 'after an edit by hand, raise the serial in the file by one' : 'pull the state again, and make the change there', 'to go back to the older state all the same: --force'],
    facts: { pushed: pushed.serial, stored: held.serial },
  })
}
