/** Forgetting: what is taken out of the state is nobody's business here any more, and stays in the target as it is. */
import { fold } from '../apply/fold.js'
import { IdpscimError } from '../errors.js'
import { foldKey } from '../model/json.js'
import type { ManagedGroup, ManagedUser } from '../model/state.js'
import type { Context } from './context.js'
import { noState, workOnState, writeNext, type WorkOptions } from './state-work.js'

export interface Forgotten {
  kind: 'user' | 'group'
  key: string
  targetId: string
  serial: number
}

/** @throws IdpscimError `BadUsage` where the state does not hold it */
export function forget(context: Context, { kind, key }: { kind: 'user' | 'group'; key: string }, options: Pick<WorkOptions, 'lockTimeoutMs'> = {}): Promise<Forgotten> {
  return workOnState(context, { purpose: `state rm of ${kind} ${key}`, ...options }, async (work) => {
    const { store, stored } = work
    if (stored === undefined) throw noState(store.place)
    const { state } = stored
    const held: readonly (ManagedUser | ManagedGroup)[] = kind === 'user' ? state.users : state.groups
    const entry = held.find((candidate) => foldKey(candidate.key) === foldKey(key))
    if (entry === undefined) throw notHeld(kind, key, store.place)
    const { source, sourceId, targetId } = entry
    const change = { action: 'forget' as const, id: `${kind}:forget:${entry.key}`, key: entry.key, source, sourceId, targetId, reason: 'state rm', dependsOn: [] }
    const next = await writeNext(work, fold(state, [{ change: kind === 'user' ? { kind, ...change } : { kind, ...change }, outcome: {} }]))
    return { kind, key: entry.key, targetId, serial: next.serial }
  })
}

function notHeld(kind: string, key: string, place: string): IdpscimError {
  return new IdpscimError('BadUsage', `the state at ${place} holds no ${kind} "${key}"`, { suggestions: ['idpscim state list shows what it holds'] })
}
