/** How every command that writes the state goes about it: the lease, what somebody left unfinished, the work, one conditional write. */
import { randomUUID } from 'node:crypto'
import { settle } from '../apply/settle.js'
import { IdpscimError } from '../errors.js'
import type { State } from '../model/state.js'
import type { Lease, StateStore, StoredState } from '../state/state-store.js'
import type { Context } from './context.js'
import { tellTakenOver } from './settle.js'
import { openStore, openTarget } from './wiring.js'

export interface StateWork {
  store: StateStore
  lease: Lease
  /** With nothing under way. */
  stored: StoredState | undefined
}

export interface WorkOptions {
  /** For whoever finds the lease held. */
  purpose: string
  /** Milliseconds to wait for a lease that another holds. Default 0. */
  lockTimeoutMs?: number
  /** Goes on where an unfinished apply cannot be settled because its journal is damaged. */
  overDamage?: boolean
}

/** @throws IdpscimError `LeaseHeld`, `LeaseLost`, `StateMoved`, and what settling an unfinished apply throws */
export async function workOnState<T>(context: Context, options: WorkOptions, work: (at: StateWork) => Promise<T>): Promise<T> {
  const { purpose, lockTimeoutMs = 0, overDamage = false } = options
  const store = await openStore(context)
  const lease = await store.hold({ purpose, timeoutMs: lockTimeoutMs })
  try {
    try {
      await settle({ store, reader: (await openTarget(context)).reader, clock: context.clock, lease })
    } catch (error) {
      if (!overDamage || !(error instanceof IdpscimError && error.code === 'BadStateFile')) throw error
    }
    const stored = await store.read()
    if (stored !== undefined) tellTakenOver(context, store, stored)
    return await work({ store, lease, stored })
  } finally {
    // A lease that cannot be let go runs out by itself; it must not hide how the work ended.
    await lease.release().catch(() => undefined)
  }
}

/** Writes over exactly what was read, one serial higher. Gives the new state. */
export async function writeNext({ store, lease, stored }: StateWork, state: State): Promise<State> {
  const next = { ...state, serial: state.serial + 1 }
  await store.write(next, { ifVersion: stored?.version ?? null, lease })
  return next
}

export async function emptyState(context: Context): Promise<State> {
  const { fingerprint } = (await openTarget(context)).reader
  return { formatVersion: 1, lineage: randomUUID(), serial: 0, stack: context.config.stack, target: fingerprint, users: [], groups: [], taken: [] }
}

export function noState(place: string): IdpscimError {
  return new IdpscimError('BadUsage', `there is no state at ${place}`, {
    suggestions: ['the first apply makes it: idpscim plan, idpscim apply', 'a state of the original program is taken over with idpscim state migrate FILE'],
  })
}
