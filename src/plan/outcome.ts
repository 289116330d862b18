/** What comparing one object yields. */
import type { Change, Drift } from '../model/change.js'
import type { Origin } from '../model/desired-state.js'
import type { Finding } from '../model/finding.js'
import type { Json } from '../model/json.js'
import type { Deed } from '../model/snapshot.js'
import { differingFields, pick, same } from './patch.js'

export interface Outcome<C extends Change> {
  changes?: readonly C[]
  drift?: readonly Drift[]
  findings?: readonly Finding[]
}

export interface Collected<C extends Change> {
  changes: C[]
  drift: Drift[]
  findings: Finding[]
}

export function collect<C extends Change>(into: Collected<C>, { changes = [], drift = [], findings = [] }: Outcome<C>): void {
  into.changes.push(...changes)
  into.drift.push(...drift)
  into.findings.push(...findings)
}

/** A finding about one user or group. */
export function findingOf(
  kind: 'user' | 'group',
  { key, source, sourceId }: Origin & { key: string },
  about: { code: Finding['code']; targetId: string | undefined; summary: string; remedy: string },
): Finding {
  const { code, targetId, summary, remedy } = about
  return { code, kind, key, source, sourceId, ...(targetId === undefined ? {} : { targetId }), summary, remedy }
}

/** Fields that somebody else changed and this change will change back: what the target and the source agree upon is no drift. */
export function driftedFields({ held, before, after }: { held: object; before: object; after: object }, fields: Iterable<string>): string[] {
  const [was, becomes] = [before, after] as [Record<string, unknown>, Record<string, unknown>]
  return differingFields(before, held, fields).filter((field) => !same(was[field], becomes[field]))
}

/** The drift that a change takes back; none when nothing drifted. */
export function revertedBy(change: Change & { kind: 'user' | 'group' }, { today, held, drifted, changed }: { today: string; held: object; drifted: readonly string[]; changed: Deed | undefined }): Drift[] {
  if (drifted.length === 0) return []
  const { kind, id, targetId, before = {} } = change
  return [
    {
      kind,
      key: today,
      ...(targetId === undefined ? {} : { targetId }),
      what: 'changed',
      before: pick(held, drifted) as Json,
      after: pick(before, drifted) as Json,
      ...changed,
      answer: 'revert',
      change: id,
    },
  ]
}

/** The target lost an object of ours; answered by the change that brings it back, if there is one. */
export function deletedByOthers(kind: 'user' | 'group', held: { key: string; targetId: string }, change: { id: string } | undefined): Drift {
  const entry = { kind, key: held.key, targetId: held.targetId, what: 'deleted' } as const
  return change === undefined ? { ...entry, answer: 'keep' } : { ...entry, answer: 'revert', change: change.id }
}
