/** All sources' snapshots become one desired state: mapped, validated, merged; each thing keeps where it came from. */
import type { Capabilities } from '../model/capabilities.js'
import type { Blocked, DesiredState } from '../model/desired-state.js'
import type { Finding } from '../model/finding.js'
import { compareText, foldKey } from '../model/json.js'
import type { DesiredRules, MappingRules, SourceRules } from '../model/rules.js'
import type { SourceSnapshot } from '../model/snapshot.js'
import { CORE_FIELDS, USER_FIELDS } from '../model/user.js'
import { externalIdOf } from './external-id.js'
import { mapGroup, type MappedGroup } from './map-group.js'
import { mapUser, nameOf, type MappedUser } from './map-user.js'
import { mergeGroups } from './merge-groups.js'
import { mergeUsers } from './merge-users.js'

/**
 * Pure: the same snapshots and rules give the same desired state, whatever order the rows came in.
 * Where the target cannot switch anybody off, suspended people lose their memberships: access must end with the suspension.
 * A record that cannot be mapped becomes a finding and is listed as blocked: it exists, so nothing of it is taken away.
 */
export function resolveDesired(snapshots: readonly SourceSnapshot[], given: DesiredRules, target: Pick<Capabilities, 'deactivate'> = { deactivate: true }): DesiredState {
  const rules = target.deactivate ? given : withoutSwitch(given)
  const findings: Finding[] = snapshots.flatMap((snapshot) => [...snapshot.findings])
  const blockedUsers: Blocked[] = []
  const blockedGroups: Blocked[] = []
  const mappedUsers: MappedUser[] = []
  const mappedGroups: MappedGroup[] = []

  for (const { snapshot, source } of inOrder(snapshots, rules.sources)) {
    const mapping = mappingFor(source, rules.mapping)
    for (const user of snapshot.users) {
      const mapped = mapUser(user, source, mapping)
      if ('finding' in mapped) {
        findings.push(mapped.finding)
        blockedUsers.push({ source: source.name, sourceId: user.id, key: nameOf(user, mapping), externalId: externalIdOf(source, user.id) })
      } else mappedUsers.push(mapped)
    }
    for (const group of snapshot.groups) {
      const mapped = mapGroup(group, source, mapping)
      if ('finding' in mapped) {
        findings.push(mapped.finding)
        const { gainsOnly } = group
        blockedGroups.push({ source: source.name, sourceId: group.id, key: mapped.finding.key, externalId: externalIdOf(source, group.id), ...(gainsOnly === undefined ? {} : { gainsOnly }) })
      } else mappedGroups.push(mapped)
    }
  }

  const people = mergeUsers(mappedUsers)
  const groups = mergeGroups(mappedGroups, people, blockedUsers, rules)
  return {
    users: people.users,
    groups: groups.groups,
    blockedUsers: sortOrigins([...blockedUsers, ...people.blocked]),
    blockedGroups: sortOrigins([...blockedGroups, ...groups.blocked]),
    findings: sortFindings([...findings, ...people.findings, ...groups.findings]),
    userFields: USER_FIELDS.filter((field) => (CORE_FIELDS as readonly string[]).includes(field) || rules.mapping.userFields.includes(field)),
    sources: Object.fromEntries(snapshots.map((snapshot) => [snapshot.source, { end: snapshot.evidence.end }])),
  }
}

function mappingFor({ mapping: own }: SourceRules, stack: MappingRules): MappingRules {
  return own === undefined ? stack : { ...stack, user: { ...stack.user, ...own.user }, group: { ...stack.group, ...own.group } }
}

function withoutSwitch(rules: DesiredRules): DesiredRules {
  return { ...rules, mapping: { ...rules.mapping, suspended: 'remove' } }
}

/** Snapshots in the order of the configuration: the first source owns what several hold. */
function inOrder(snapshots: readonly SourceSnapshot[], sources: readonly SourceRules[]): { snapshot: SourceSnapshot; source: SourceRules }[] {
  return sources.flatMap((source) => snapshots.filter((snapshot) => snapshot.source === source.name).map((snapshot) => ({ snapshot, source })))
}

function sortOrigins(blocked: Blocked[]): Blocked[] {
  return blocked.sort((a, b) => compareText(a.source, b.source) || compareText(a.sourceId, b.sourceId))
}

/** One order for readers and digests: by kind, name, code, id. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return findings
    .map((finding) => ({ finding, order: [finding.kind, foldKey(finding.key), finding.code, finding.sourceId ?? '', finding.summary].join('\u0000') }))
    .sort((a, b) => compareText(a.order, b.order))
    .map(({ finding }) => finding)
}
