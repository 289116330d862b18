/** The first writes of an apply: the state names it, and the journal opens. */
import { randomUUID } from 'node:crypto'
import type { Approved } from '../model/approval.js'
import type { State } from '../model/state.js'
import type { Footing } from './footing.js'
import { journalName, type Ended } from './journal-entries.js'
import type { Proof } from './proof.js'
import { createRecorder, type Recorder } from './recorder.js'

export interface Begun {
  /** The state before the plan's first change. */
  base: State
  applying: NonNullable<State['applying']>
  /** The stored state's, as of now. */
  serial: number
  version: string
  recorder: Recorder
  /** Done by an earlier run, in order. */
  ended: readonly Ended[]
}

/** A plan that resumes finds the state naming it already, and adds to its journal what reading found to be done. */
export async function begin({ plan, deps, lease, stored, recorded, ids, typed }: Footing & { typed: readonly Approved[] }, proof: Proof): Promise<Begun> {
  const { store, clock } = deps
  const at = new Date(clock.now()).toISOString()
  const resumed = stored?.state.applying
  const base = recorded.base ?? stored?.state ?? emptyState(plan.base.serial, deps)
  const applying = resumed ?? { planId: plan.id, baseSerial: plan.base.serial, journal: journalName(plan), since: at }
  const serial = resumed === undefined ? base.serial + 1 : (stored?.state.serial ?? 0)
  const version =
    resumed !== undefined && stored !== undefined
      ? stored.version
      : await store.write({ ...base, serial, applying }, { ifVersion: stored?.version ?? null, lease })

  const recorder = createRecorder(store.journal(applying.journal), () => lease.check())
  if (!recorded.opened) {
    await recorder.note([{ type: 'opened', planId: plan.id, baseSerial: plan.base.serial, lineage: base.lineage, target: base.target, at, ...(typed.length === 0 ? {} : { typed: [...typed] }) }])
  }
  for (const { change, outcome } of proof.done) if (outcome.targetId !== undefined) ids.learn(change, outcome.targetId)
  await recorder.note(
    proof.done.flatMap(({ change, outcome }) => [
      { type: 'begun', change, at },
      { type: 'ended', change: change.id, status: 'done', outcome },
    ]),
  )
  return { base, applying, serial, version, recorder, ended: [...recorded.ended, ...proof.done] }
}

function emptyState(serial: number, { config, target, newLineage = randomUUID }: Footing['deps']): State {
  return {
    formatVersion: 1,
    lineage: newLineage(),
    serial,
    stack: config.stack,
    target: target.reader.fingerprint,
    users: [],
    groups: [],
    taken: [],
  }
}
