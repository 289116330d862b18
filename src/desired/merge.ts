/** Several sources, and several records of one source, become one set of people and one set of groups. */
import type { DesiredGroup, DesiredUser, Origin } from '../model/desired-state.js'
import type { Finding } from '../model/finding.js'
import { compareText, foldKey } from '../model/json.js'
import type { DesiredRules } from '../model/rules.js'
import type { MappedGroup } from './map-group.js'
import type { MappedUser } from './map-user.js'

export interface MergedPeople {
  users: DesiredUser[]
  blocked: Origin[]
  findings: Finding[]
  /** By source and id: the key under which this record's person is desired; undefined for a person without memberships. */
  keyOf: ReadonlyMap<string, string | undefined>
}

/**
 * One `userName` in two sources is one person: the first source in the configuration's order owns them, the memberships of all count.
 * One `userName`, or one primary mail, on two records of the same source cannot be told apart: a finding blocks both.
 */
export function mergeUsers(mapped: readonly MappedUser[]): MergedPeople {
  const blocked = new Set<MappedUser>()
  const findings: Finding[] = []
  const clash = (claimants: readonly MappedUser[], what: string) => {
    for (const user of claimants) {
      if (blocked.has(user)) continue
      blocked.add(user)
      const others = claimants.filter((other) => other !== user).map((other) => other.attributes.userName)
      findings.push({
        code: 'name-conflict',
        kind: 'user',
        key: user.attributes.userName,
        source: user.source,
        sourceId: user.sourceId,
        summary: `${what} is claimed by ${claimants.length} records of ${user.source}: the target holds each only once`,
        remedy: `Give ${[user.attributes.userName, ...others].join(', ')} different names and mails at the source, or change the mapping. Until then nothing about them changes.`,
      })
    }
  }
  for (const [name, claimants] of groupBy(mapped, (user) => foldKey(user.attributes.userName))) {
    for (const [, same] of groupBy(claimants, (user) => user.source)) if (same.length > 1) clash(same, `userName ${name}`)
  }
  const owners = [...groupBy(mapped.filter((user) => !blocked.has(user)), (user) => foldKey(user.attributes.userName)).values()]
  const byMail = groupBy(
    owners.flatMap((records) => records.slice(0, 1)).filter((user) => user.attributes.emails !== undefined),
    (user) => foldKey(user.attributes.emails?.[0]?.value ?? ''),
  )
  for (const [mail, claimants] of byMail) if (claimants.length > 1) clash(claimants, `the mail ${mail}`)

  const users: DesiredUser[] = []
  const keyOf = new Map<string, string | undefined>()
  for (const records of owners) {
    const [owner] = records
    if (owner === undefined || blocked.has(owner)) continue
    const key = owner.attributes.userName
    users.push({ key, source: owner.source, sourceId: owner.sourceId, attributes: owner.attributes, suspended: owner.suspended })
    for (const record of records) keyOf.set(originKey(record), owner.keepsMemberships ? key : undefined)
  }
  users.sort((a, b) => compareText(foldKey(a.key), foldKey(b.key)))
  return { users, blocked: [...blocked].map(originOf), findings, keyOf }
}

export interface MergedGroups {
  groups: DesiredGroup[]
  blocked: Origin[]
  findings: Finding[]
}

/** Two groups with one name: a finding that blocks these, or (`on_conflict: first`) the first source's, then the smallest id, has it. */
export function mergeGroups(mapped: readonly MappedGroup[], people: MergedPeople, rules: DesiredRules): MergedGroups {
  const order = new Map(rules.sources.map((source, index) => [source.name, index]))
  const groups: DesiredGroup[] = []
  const blocked: Origin[] = []
  const findings: Finding[] = []
  for (const [, claimants] of groupBy(mapped, (group) => foldKey(group.attributes.displayName))) {
    const ranked = claimants.toSorted((a, b) => (order.get(a.source) ?? 0) - (order.get(b.source) ?? 0) || compareText(a.sourceId, b.sourceId))
    const winner = claimants.length === 1 || rules.onConflict === 'first' ? ranked[0] : undefined
    for (const group of ranked) {
      if (group === winner) {
        groups.push(desiredGroup(group, people))
        continue
      }
      blocked.push(originOf(group))
      const others = ranked.filter((other) => other !== group).map((other) => `${other.label} (${other.source})`)
      findings.push({
        code: 'name-conflict',
        kind: 'group',
        key: group.attributes.displayName,
        source: group.source,
        sourceId: group.sourceId,
        summary: `${group.label} (${group.source}) shares the name "${group.attributes.displayName}" with ${others.join(', ')}`,
        remedy: 'Rename one of them, narrow the filter, map displayName from the mail, or set merge.on_conflict: first. Until then nothing about this group changes.',
      })
    }
  }
  groups.sort((a, b) => compareText(foldKey(a.key), foldKey(b.key)))
  return { groups, blocked, findings }
}

function desiredGroup(group: MappedGroup, people: MergedPeople): DesiredGroup {
  const members = new Set<string>()
  const blockedMembers: Origin[] = []
  for (const member of group.members) {
    const origin = { source: group.source, sourceId: member.id }
    if (!people.keyOf.has(originKey(origin))) blockedMembers.push(origin)
    else {
      const key = people.keyOf.get(originKey(origin))
      if (key !== undefined) members.add(key)
    }
  }
  return {
    key: group.attributes.displayName,
    source: group.source,
    sourceId: group.sourceId,
    attributes: group.attributes,
    members: [...members].sort(compareText),
    blockedMembers: blockedMembers.sort((a, b) => compareText(a.sourceId, b.sourceId)),
    mode: group.mode,
    ...(group.gainsOnly === undefined ? {} : { gainsOnly: group.gainsOnly }),
  }
}

function originKey(origin: Origin): string {
  return `${origin.source}\u0000${origin.sourceId}`
}

function originOf({ source, sourceId }: Origin): Origin {
  return { source, sourceId }
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
