/** Groups that the state holds and the target has: brought to what the source says of them now. */
import type { GroupChange } from '../model/change.js'
import type { DesiredGroup } from '../model/desired-state.js'
import type { TargetGroup } from '../model/snapshot.js'
import type { ManagedGroup } from '../model/state.js'
import type { GroupContext, GroupOutcome, Roster } from './diff-groups.js'
import { acceptedFinding, attributesStand, withAccepted } from './accepted.js'
import { groupChange } from './group-change.js'
import { driftedFields, revertedBy } from './outcome.js'
import { patchOf, same } from './patch.js'
import { protectedGroup } from './protected-group.js'
import { groupWithin } from './reach.js'

const FIELDS = ['displayName', 'externalId'] as const

export function stayGroup(said: DesiredGroup, { managed: held, actual: object }: { managed: ManagedGroup; actual: TargetGroup }, { isProtected, rules }: GroupContext): GroupOutcome {
  const { record: group, standing, ended } = withAccepted(said, held)
  const before = groupWithin(object.attributes, rules.capabilities)
  const after = groupWithin(group.attributes, rules.capabilities)
  const today = before.displayName
  const idle = same(before, after)
  const moved = held.source !== group.source
  if (isProtected(group.key, today)) return protectedGroup(group, object.id, idle && !moved ? 'a change of its members' : 'an update')

  const roster: Roster = { group, actual: object, held }
  const changes: GroupChange[] = []
  if (moved) {
    const reason = `${group.source} owns this group now, ${held.source} did before`
    changes.push({ ...groupChange('transfer', group, today), targetId: object.id, from: held.source, reason })
  }
  const fields = Object.keys(ended)
  if (fields.length > 0) {
    const reason = `${group.source} says something else now of what was accepted (${fields.join(', ')})`
    changes.push({ ...groupChange('unaccept', group, today), targetId: object.id, reason, accepted: { attributes: ended } })
  }
  const findings = standing.length === 0 ? [] : [acceptedFinding('group', group, { targetId: object.id, what: attributesStand(standing) })]
  if (idle) return { roster, changes, findings }
  const drifted = driftedFields({ held: held.attributes, before, after }, FIELDS)
  const reason = updateReason(group, held, drifted)
  const change = { ...groupChange('update', group, today), targetId: object.id, reason, before, after, patch: patchOf(before, after) }
  return { roster, findings, changes: [...changes, change], drift: revertedBy(change, { today, held: held.attributes, drifted, changed: object.changed }) }
}

function updateReason(group: DesiredGroup, held: ManagedGroup, drifted: readonly string[]): string {
  if (held.sourceId !== group.sourceId && held.source === group.source) return `was made anew in ${group.source} under another id (was ${held.sourceId})`
  if (held.source !== group.source && held.key === group.key) return `gets the id of ${group.source}, which owns this group now`
  if (held.key !== group.key) return `was renamed in ${group.source}, from "${held.key}"`
  return drifted.length > 0 ? `was changed in the target by somebody else (${drifted.join(', ')})` : `changed in ${group.source}`
}
