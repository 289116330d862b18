/** Groups that the target does not hold as ours: created, adopted, or left alone with a finding that says why. */
import type { GroupChange } from '../model/change.js'
import type { DesiredGroup } from '../model/desired-state.js'
import type { TargetGroup } from '../model/snapshot.js'
import type { ManagedGroup } from '../model/state.js'
import type { GroupContext, GroupOutcome } from './diff-groups.js'
import { acceptedFinding, staysDeleted } from './accepted.js'
import { protectedGroup } from './protected-group.js'
import { groupChange } from './group-change.js'
import { covers, notAdopted, type Arrival } from './match.js'
import { deletedByOthers, findingOf } from './outcome.js'
import { patchOf } from './patch.js'
import { groupWithin } from './reach.js'

export function arriveGroup(group: DesiredGroup, matched: Arrival<TargetGroup, ManagedGroup>, context: GroupContext): GroupOutcome {
  if ((matched.as === 'gone' || matched.as === 'adoptable') && matched.managed !== undefined && staysDeleted(groupWithin(group.attributes, context.rules.capabilities), matched.managed)) {
    return { findings: [acceptedFinding('group', group, { targetId: matched.managed.targetId, what: 'it was deleted in the target' })] }
  }
  switch (matched.as) {
    case 'recycled':
    case 'new':
      return create(group, `is in ${group.source} and not in the target`, context)
    case 'gone': {
      const outcome = create(group, 'was deleted in the target by somebody else', context)
      return { ...outcome, drift: [deletedByOthers('group', matched.managed, outcome.changes?.[0])] }
    }
    case 'adoptable': {
      const outcome = meet(group, matched, context)
      return matched.managed === undefined ? outcome : { ...outcome, drift: [deletedByOthers('group', matched.managed, outcome.changes?.[0])] }
    }
    case 'withheld': {
      const { source, targetId } = matched.managed
      const summary = `the group "${group.key}" of ${group.source} is one that ${source} owns, whose own record of it has a finding`
      return { findings: [findingOf('group', group, { code: 'name-taken', targetId, summary, remedy: `Mend the record in ${source}. Until then nothing about this group changes.` })] }
    }
  }
}

function create(group: DesiredGroup, reason: string, { isProtected, rules }: GroupContext): GroupOutcome {
  if (isProtected(group.key)) return protectedGroup(group, undefined, 'a creation')
  const after = groupWithin(group.attributes, rules.capabilities)
  const entry: GroupChange = { ...groupChange('create', group, group.key), reason, after, patch: patchOf({}, after) }
  return { changes: [entry], roster: { group, entry } }
}

/** A group that stands in the target and is not ours yet. */
function meet(group: DesiredGroup, { actual: object, by }: Extract<Arrival<TargetGroup, ManagedGroup>, { as: 'adoptable' }>, { rules, isProtected }: GroupContext): GroupOutcome {
  const before = groupWithin(object.attributes, rules.capabilities)
  const after = groupWithin(group.attributes, rules.capabilities)
  if (isProtected(group.key, before.displayName)) return protectedGroup(group, object.id, 'an adoption')
  if (!covers(rules.adopt, by)) {
    const { why, remedy } = notAdopted(by)
    return { findings: [findingOf('group', group, { code: 'not-adopted', targetId: object.id, summary: `the group "${group.key}" ${why}`, remedy })] }
  }
  const reason = by === 'ids' ? 'the target has it with our id' : 'the target has it under this name'
  const entry: GroupChange = { ...groupChange('adopt', group, before.displayName), targetId: object.id, reason, before, after, patch: patchOf(before, after) }
  return { changes: [entry], roster: { group, actual: object, entry } }
}
