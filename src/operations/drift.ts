/** What changed in the target outside this stack: state and target are read, no source is asked, and nothing is proposed. */
import { unlessStopped } from '../clock.js'
import type { Drift } from '../model/change.js'
import { CORE_FIELDS } from '../model/user.js'
import { driftSince } from '../plan/drift-since.js'
import { timestamp, type Context } from './context.js'
import { readHeld, refuseForeignState } from './reading.js'
import { settleUnfinished } from './settle.js'
import { openStore, openTarget } from './wiring.js'

export interface DriftReport {
  stack: string
  /** ISO 8601: when the target had been read. */
  at: string
  /** Null before the first apply: then nothing can have drifted. */
  state: { lineage: string; serial: number; users: number; groups: number } | null
  drift: readonly Omit<Drift, 'answer' | 'change'>[]
}

/** @throws IdpscimError `TargetIncomplete`, `TargetRefused`, `BadStateFile`, `BadConfig` for a state of another target, `LeaseHeld` when an apply is under way */
export async function driftOfStack(context: Context): Promise<DriftReport> {
  const { config, signal, clock } = context
  const store = await openStore(context)
  const { reader } = await openTarget(context)
  const state = await settleUnfinished(context, store, reader)
  refuseForeignState(state, reader, store)
  if (state === undefined) return { stack: config.stack, at: timestamp(clock), state: null, drift: [] }
  const actual = await unlessStopped(signal, () => readHeld(reader, state))
  const { lineage, serial, users, groups } = state
  const additive = new Set(config.rules.sources.flatMap(({ name, members }) => (members === 'additive' ? [name] : [])))
  const drift = driftSince(state, actual, { userFields: [...CORE_FIELDS, ...config.rules.mapping.userFields], additive, capabilities: reader.capabilities })
  return { stack: config.stack, at: actual.evidence.end, state: { lineage, serial, users: users.length, groups: groups.length }, drift }
}
