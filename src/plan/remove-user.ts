/** People whom no source holds any more: switched off, put on the deletion clock, deleted when it has run out. */
import type { Drift, UserChange } from '../model/change.js'
import type { Finding } from '../model/finding.js'
import type { TargetUser } from '../model/snapshot.js'
import type { ManagedUser } from '../model/state.js'
import type { DiffRules } from './diff-rules.js'
import { patchOf, pick } from './patch.js'

export interface Removal {
  changes: UserChange[]
  findings: Finding[]
  drift: Drift[]
}

/** Built from an entry of our state and from nothing else: what the state does not hold cannot be removed. */
export function removeUser(
  held: ManagedUser,
  object: TargetUser | undefined,
  context: { rules: DiffRules; end: string; isProtected: (...names: (string | undefined)[]) => boolean },
): Removal {
  const { rules, end } = context
  const removal: Removal = { changes: [], findings: [], drift: [] }
  const common = (action: UserChange['action']) => ({
    kind: 'user' as const,
    action,
    id: `user:${action}:${object?.attributes.userName ?? held.key}`,
    key: held.key,
    source: held.source,
    sourceId: held.sourceId,
    targetId: held.targetId,
    dependsOn: [],
  })
  if (object === undefined) {
    removal.changes.push({ ...common('forget'), reason: `is gone from the target and no longer in ${held.source}` })
    return removal
  }

  const before = pick(object.attributes, Object.keys(held.attributes))
  const { action, deleteAfterMs } = rules.lifecycle.removed
  const runOut = held.deletion !== undefined && held.deletion.due <= end
  const planned: UserChange[] = []
  if (action === 'delete' || runOut) {
    const why = runOut ? `left ${held.source}, and the deletion clock of ${held.deletion?.since ?? ''} ran out ${held.deletion?.due ?? ''}` : `is no longer in ${held.source}`
    planned.push({ ...common('delete'), reason: why, before })
  } else {
    if (rules.capabilities.deactivate && object.attributes.active) {
      const after = { ...held.attributes, active: false }
      planned.push({ ...common('deactivate'), reason: `is no longer in ${held.source}`, before, after, patch: patchOf(before, after) })
    }
    if (held.deletion === undefined && deleteAfterMs !== undefined) {
      const due = new Date(Date.parse(end) + deleteAfterMs).toISOString()
      planned.push({ ...common('schedule'), reason: `is no longer in ${held.source}`, since: end, due, dependsOn: planned.map((change) => change.id) })
    }
  }
  if (planned.length === 0) return removal

  if (context.isProtected(held.key, object.attributes.userName)) {
    const [first] = planned
    removal.findings.push({
      code: 'protected',
      kind: 'user',
      key: held.key,
      source: held.source,
      sourceId: held.sourceId,
      targetId: held.targetId,
      summary: `${held.key} is no longer in ${held.source}, and protected by policy: ${first?.action === 'delete' ? 'the deletion' : 'the deactivation'} is not planned`,
      remedy: 'Take the name out of policy.protect.users, or bring the person back into the source.',
    })
    return removal
  }
  removal.changes.push(...planned)
  const [first] = planned
  if (first?.action === 'deactivate' && !held.attributes.active) {
    removal.drift.push({
      kind: 'user',
      key: held.key,
      targetId: held.targetId,
      what: 'changed',
      before: { active: false },
      after: { active: true },
      answer: 'revert',
      change: first.id,
    })
  }
  return removal
}
