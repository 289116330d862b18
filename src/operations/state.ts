/** Looking at the state, and breaking a lease that a person knows to be dead. */
import type { State } from '../model/state.js'
import type { LeaseHolder } from '../state/state-store.js'
import type { Context } from './context.js'
import { noState } from './state-work.js'
import { openStore } from './wiring.js'

export interface StateView {
  place: string
  state: State | undefined
  holder: LeaseHolder | undefined
}

export async function readStateOf(context: Context): Promise<StateView> {
  const store = await openStore(context)
  const [stored, holder] = await Promise.all([store.read(), store.holder()])
  return { place: store.place, state: stored?.state, holder }
}

/** @throws IdpscimError `BadUsage` where there is none */
export async function pullState(context: Context): Promise<State> {
  const store = await openStore(context)
  const stored = await store.read()
  if (stored === undefined) throw noState(store.place)
  return stored.state
}

/** @throws IdpscimError `BadUsage` when nobody, or somebody else, holds the lease */
export async function unlockState(context: Context, id: string): Promise<void> {
  const store = await openStore(context)
  await store.breakLease(id)
}
