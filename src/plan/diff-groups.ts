/** Groups: what each desired or managed one needs; members are compared elsewhere. */
import type { Drift, GroupChange } from '../model/change.js'
import type { DesiredGroup } from '../model/desired-state.js'
import type { Finding } from '../model/finding.js'
import { foldKey, type Json } from '../model/json.js'
import type { TargetGroup } from '../model/snapshot.js'
import type { ManagedGroup } from '../model/state.js'
import { protection, type DiffInput } from './diff-rules.js'
import { covers, match, notAdopted } from './match.js'
import { differingFields, patchOf, same } from './patch.js'
import { indexManaged, indexTargetGroups, originKey } from './worlds.js'

/** A desired group that may be given members, and what is known of it. */
export interface Roster {
  group: DesiredGroup
  /** In the target already. */
  actual?: TargetGroup
  /** In the state already. */
  held?: ManagedGroup
  /** The change that creates or adopts it. */
  entry?: GroupChange
}

export interface GroupDiff {
  changes: GroupChange[]
  drift: Drift[]
  findings: Finding[]
  rosters: Roster[]
  unmanaged: number
}

const FIELDS = ['displayName', 'externalId'] as const

export function diffGroups(input: DiffInput): GroupDiff {
  const { desired, state, rules } = input
  const actual = indexTargetGroups(input.actual)
  const managed = indexManaged(state?.groups ?? [])
  const isProtected = protection(rules.protect.groups)
  const claimed = new Set([...desired.groups, ...desired.blockedGroups].map(originKey))
  const result: GroupDiff = { changes: [], drift: [], findings: [], rosters: [], unmanaged: 0 }
  const succeeded = new Set<string>()
  const adopted = new Set<string>()

  const finding = (code: Finding['code'], group: DesiredGroup, targetId: string | undefined, summary: string, remedy: string) => {
    const { key, source, sourceId } = group
    result.findings.push({ code, kind: 'group', key, source, sourceId, ...(targetId === undefined ? {} : { targetId }), summary, remedy })
  }
  const shield = (group: DesiredGroup, object: TargetGroup | undefined, what: string): boolean => {
    if (!isProtected(group.key, object?.attributes.displayName)) return false
    finding('protected', group, object?.id, `the group "${group.key}" is protected by policy: ${what} is not planned`, 'Leave it out of the source filter, or take the name out of policy.protect.groups if this stack shall manage it.')
    return true
  }
  const create = (group: DesiredGroup, held: ManagedGroup | undefined, reason: string) => {
    const entry: GroupChange = { kind: 'group', action: 'create', ...common(group, 'create', group.key), reason, after: group.attributes, patch: patchOf({}, group.attributes) }
    result.changes.push(entry)
    result.rosters.push({ group, entry })
    if (held !== undefined) {
      result.drift.push({ kind: 'group', key: held.key, targetId: held.targetId, what: 'deleted', answer: 'revert', change: entry.id })
    }
  }

  const bring = (group: DesiredGroup, held: ManagedGroup, object: TargetGroup, from: { source: string; sourceId: string } | undefined) => {
    const before = object.attributes
    const idle = same(before, group.attributes) && from === undefined
    if (shield(group, object, idle ? 'a change of its members' : 'an update')) return
    const roster: Roster = { group, actual: object, held }
    result.rosters.push(roster)
    if (held.source !== group.source) {
      const why = `${group.source} owns this group now, ${held.source} did before`
      result.changes.push({ kind: 'group', action: 'transfer', ...common(group, 'transfer', object.attributes.displayName), targetId: object.id, from: held.source, reason: why })
    }
    if (same(before, group.attributes)) return
    const drifted = differingFields(before, held.attributes, FIELDS).filter((field) => !same(before[field as 'displayName'], group.attributes[field as 'displayName']))
    const change: GroupChange = {
      kind: 'group',
      action: 'update',
      ...common(group, 'update', object.attributes.displayName),
      targetId: object.id,
      reason: updateReason(group, held, drifted),
      before,
      after: group.attributes,
      patch: patchOf(before, group.attributes),
    }
    result.changes.push(change)
    if (drifted.length > 0) {
      const side = (attributes: object): Json => Object.fromEntries(Object.entries(attributes).filter(([field]) => drifted.includes(field)))
      result.drift.push({
        kind: 'group',
        key: before.displayName,
        targetId: object.id,
        what: 'changed',
        before: side(held.attributes),
        after: side(before),
        answer: 'revert',
        change: change.id,
      })
    }
  }

  for (const group of desired.groups) {
    const matched = match({ desired: { ...group, externalId: group.attributes.externalId }, actual, managed, claimed, recycled: 'same' })
    const neighbour = rules.neighbours.find((stack) => stack.groupNames.has(foldKey(group.key)) || (matched.as === 'adoptable' && stack.groups.has(matched.actual.id)))
    if (neighbour !== undefined && matched.as !== 'managed') {
      finding('neighbour', group, undefined, `the group name "${group.key}" is held by the stack ${neighbour.stack} on this target`, `Give one of the two another name, or take the group out of one of the stacks.`)
      continue
    }
    switch (matched.as) {
      case 'managed':
        if (matched.from !== undefined) succeeded.add(originKey(matched.from))
        bring(group, matched.managed, matched.actual, matched.from)
        break
      case 'gone':
        if (!shield(group, undefined, 'a creation')) create(group, matched.managed, 'was deleted in the target by somebody else')
        break
      case 'adoptable': {
        const object = matched.actual
        if (shield(group, object, 'an adoption')) break
        if (!covers(rules.adopt, matched.by)) {
          const { why, remedy } = notAdopted(matched.by)
          finding('not-adopted', group, object.id, `the group "${group.key}" ${why}`, remedy)
          break
        }
        adopted.add(object.id)
        const entry: GroupChange = {
          kind: 'group',
          action: 'adopt',
          ...common(group, 'adopt', object.attributes.displayName),
          targetId: object.id,
          reason: matched.by === 'ids' ? 'the target has it with our id' : 'the target has it under this name',
          before: object.attributes,
          after: group.attributes,
          patch: patchOf(object.attributes, group.attributes),
        }
        result.changes.push(entry)
        result.rosters.push({ group, actual: object, entry })
        break
      }
      case 'recycled':
      case 'new':
        if (!shield(group, undefined, 'a creation')) create(group, undefined, `is in ${group.source} and not in the target`)
        break
    }
  }

  for (const held of managed.all) {
    if (claimed.has(originKey(held)) || succeeded.has(originKey(held))) continue
    const object = actual.byId.get(held.targetId)
    if (object !== undefined && isProtected(held.key, object.attributes.displayName)) {
      const summary = `the group "${held.key}" is no longer in ${held.source}, and protected by policy: the deletion is not planned`
      result.findings.push({ code: 'protected', kind: 'group', key: held.key, source: held.source, sourceId: held.sourceId, targetId: held.targetId, summary, remedy: 'Take the name out of policy.protect.groups, or bring the group back into the source.' })
    } else result.changes.push(removeGroup(held, object))
  }
  result.unmanaged = actual.all.filter((group) => !managed.byTargetId.has(group.id) && !adopted.has(group.id)).length
  return result
}

/** Built from an entry of our state and from nothing else: what the state does not hold cannot be deleted. */
function removeGroup(held: ManagedGroup, object: TargetGroup | undefined): GroupChange {
  const action = object === undefined ? 'forget' : 'delete'
  return {
    kind: 'group',
    action,
    id: `group:${action}:${object?.attributes.displayName ?? held.key}`,
    key: held.key,
    source: held.source,
    sourceId: held.sourceId,
    targetId: held.targetId,
    dependsOn: [],
    reason: object === undefined ? `is gone from the target and no longer in ${held.source}` : `is no longer selected in ${held.source}`,
    ...(object === undefined ? {} : { before: object.attributes }),
  }
}

/** The id names the object as the target knows it today: there, no two have one name. */
function common(group: DesiredGroup, action: GroupChange['action'], today: string) {
  return { id: `group:${action}:${today}`, key: group.key, source: group.source, sourceId: group.sourceId, dependsOn: [] }
}

function updateReason(group: DesiredGroup, held: ManagedGroup, drifted: readonly string[]): string {
  if (held.sourceId !== group.sourceId && held.source === group.source) return `was made anew in ${group.source} under another id (was ${held.sourceId})`
  if (held.key !== group.key) return `was renamed in ${group.source}, from "${held.key}"`
  return drifted.length > 0 ? `was changed in the target by somebody else (${drifted.join(', ')})` : `changed in ${group.source}`
}
