/** `on_drift: report`: what somebody changed in the target is shown and left as it is; whatever would take it back is not planned. */
import type { Finding } from '../model/finding.js'
import type { Diff } from './diff.js'
import { gathered, splitOf } from './narrow.js'
import { driftId, letStand } from './narrow-drift.js'
import { orderChanges } from './order.js'
import { heldWith, weave } from './parts.js'

export function leaveDrift(diff: Diff): Diff {
  const reverted = diff.drift.filter(({ answer }) => answer === 'revert')
  if (reverted.length === 0) return diff
  const web = weave(diff.changes)
  const stand = letStand(diff.drift, reverted.map((entry) => ({ drift: driftId(entry) })), web, 'as it is')
  const decided = { taken: undefined, held: heldWith(web, stand.hold), stand, answered: gathered(stand.answered) }
  const split = diff.changes.map((change) => splitOf(change, decided))
  const waiting = split.flatMap(({ left }) => left).map((change): Finding => ({
    code: 'name-taken',
    kind: change.kind,
    key: change.key,
    source: change.source,
    sourceId: change.sourceId,
    ...(change.targetId === undefined ? {} : { targetId: change.targetId }),
    summary: `${change.key} waits for what somebody changed in the target to be taken back, and policy.on_drift only reports it`,
    remedy: 'Take the drift back by hand or at the source, or plan with policy.on_drift: revert.',
  }))
  return {
    ...diff,
    changes: orderChanges(split.flatMap(({ kept }) => kept)),
    drift: diff.drift.map(({ change, ...entry }) => (entry.answer === 'revert' ? { ...entry, answer: 'keep' } : { ...entry, ...(change === undefined ? {} : { change }) })),
    findings: [...diff.findings, ...waiting],
  }
}
