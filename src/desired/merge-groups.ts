/** Several sources' groups become one set of groups, their members named by the people's keys. */
import type { Blocked, DesiredGroup, Origin } from '../model/desired-state.js'
import type { Finding } from '../model/finding.js'
import { compareText, foldKey } from '../model/json.js'
import type { DesiredRules } from '../model/rules.js'
import { blockedAs, groupBy, originKey, originOf } from './claims.js'
import type { MemberElsewhere } from '../model/snapshot.js'
import type { MappedGroup } from './map-group.js'
import type { MergedPeople } from './merge-users.js'

export interface MergedGroups {
  groups: DesiredGroup[]
  blocked: Blocked[]
  findings: Finding[]
}

/** Two groups with one name (or one id): a finding that blocks these, or (`on_conflict: first`) the first source's, then the smallest id, has it. */
export function mergeGroups(mapped: readonly MappedGroup[], people: MergedPeople, blockedUsers: readonly Blocked[], rules: DesiredRules): MergedGroups {
  const order = new Map(rules.sources.map((source, index) => [source.name, index]))
  const rank = (a: MappedGroup, b: MappedGroup) => (order.get(a.source) ?? 0) - (order.get(b.source) ?? 0) || compareText(a.sourceId, b.sourceId)
  const blocked: Blocked[] = []
  const findings: Finding[] = []
  const winners = (groups: readonly MappedGroup[], what: string, claim: (group: MappedGroup) => string | undefined): MappedGroup[] =>
    [...groupBy(groups, claim).values()].flatMap((claimants) => {
      const ranked = claimants.toSorted(rank)
      const won = ranked.length === 1 || rules.onConflict === 'first' ? ranked.slice(0, 1) : []
      for (const group of ranked.slice(won.length)) {
        // Within one source the smaller id is no reason to hand a group's access to another group; and who cannot be seen in it must not lose it.
        const yields = what === 'name' && won.some(({ source }) => source !== group.source) && group.gainsOnly === undefined
        blocked.push({ ...withheld(group), ...(yields ? { yields } : {}) })
        findings.push(won[0] === undefined ? nameConflict(group, what, ranked) : comesLater(group, what, won[0]))
      }
      return won
    })

  const named = winners(mapped, 'name', (group) => foldKey(group.attributes.displayName))
  const find = peopleByName(people, blockedUsers)
  const peopleFrom = new Map(rules.sources.map((source) => [source.name, source.peopleFrom ?? []]))
  const groups = winners(named, 'id', (group) => group.attributes.externalId).map((group) => {
    const elsewhere = group.elsewhere.map((member) => ({ member, found: find(member.userName, peopleFrom.get(group.source) ?? []) }))
    for (const { member, found } of elsewhere) if (found === undefined) findings.push(nobody(group, member, peopleFrom.get(group.source) ?? []))
    return desiredGroup(group, people, elsewhere.flatMap(({ found }) => found ?? []))
  })
  groups.sort((a, b) => compareText(foldKey(a.key), foldKey(b.key)))
  return { groups, blocked, findings }
}

function withheld(group: MappedGroup): Blocked {
  return { ...blockedAs(group, group.attributes.displayName), ...(group.gainsOnly === undefined ? {} : { gainsOnly: group.gainsOnly }) }
}

function nameConflict(group: MappedGroup, what: string, claimants: readonly MappedGroup[]): Finding {
  const others = claimants.filter((other) => other !== group).map((other) => `${other.label} (${other.source})`)
  return {
    code: 'name-conflict',
    kind: 'group',
    key: group.attributes.displayName,
    source: group.source,
    sourceId: group.sourceId,
    summary: `${group.label} (${group.source}) shares the ${what} "${what === 'id' ? (group.attributes.externalId ?? '') : group.attributes.displayName}" with ${others.join(', ')}`,
    remedy: 'Rename one of them, narrow the filter, map displayName from the mail, or set merge.on_conflict: first. Until then nothing about this group changes.',
  }
}

/** By `merge.on_conflict: first`. */
function comesLater(group: MappedGroup, what: string, winner: MappedGroup): Finding {
  const { displayName, externalId = '' } = group.attributes
  return {
    code: 'name-conflict',
    kind: 'group',
    key: displayName,
    source: group.source,
    sourceId: group.sourceId,
    summary: `${group.label} (${group.source}) has the ${what} "${what === 'id' ? externalId : displayName}" too, but ${winner.label} (${winner.source}) comes first: nobody in it gets anything by it`,
    remedy: 'Rename one of them, or leave this one out of its source.',
  }
}

/** Whose record goes by a name in one of those sources: the origin that memberships are looked up by, also of somebody with a finding. */
function peopleByName({ users, blocked }: MergedPeople, unmapped: readonly Blocked[]): (userName: string, sources: readonly string[]) => Origin | undefined {
  const records = groupBy(
    [...users.flatMap(({ key, source, sourceId, also }) => [{ source, sourceId }, ...also].map((origin) => ({ key, origin }))), ...[...blocked, ...unmapped].map((record) => ({ key: record.key, origin: originOf(record) }))],
    ({ key }) => foldKey(key),
  )
  return (userName, sources) => records.get(foldKey(userName))?.find(({ origin }) => sources.includes(origin.source))?.origin
}

function nobody(group: MappedGroup, { userName, where }: MemberElsewhere, sources: readonly string[]): Finding {
  return {
    code: 'outside-organisation',
    kind: 'membership',
    key: group.attributes.displayName,
    source: group.source,
    sourceId: group.sourceId,
    summary: `${where}: ${userName} is a member of ${group.label}, and neither in ${group.source} nor in ${sources.join(' or ')}`,
    remedy: `Correct the name, or take it out if this person has left. Whoever is in no group of ${sources.join(' or ')} is there only with include_users: all. Nothing is granted meanwhile.`,
  }
}

function desiredGroup(group: MappedGroup, people: MergedPeople, elsewhere: readonly Origin[]): DesiredGroup {
  const members = new Set<string>()
  const blockedMembers: Origin[] = []
  for (const origin of [...group.members.map(({ id }) => ({ source: group.source, sourceId: id })), ...elsewhere]) {
    const place = originKey(origin)
    const key = people.keyOf.get(place)
    if (key !== undefined) members.add(key)
    else if (!people.keyOf.has(place)) blockedMembers.push(origin)
  }
  return {
    key: group.attributes.displayName,
    ...originOf(group),
    attributes: group.attributes,
    members: [...members].sort(compareText),
    blockedMembers: blockedMembers.sort((a, b) => compareText(a.sourceId, b.sourceId) || compareText(a.source, b.source)),
    mode: group.mode,
    ...(group.gainsOnly === undefined ? {} : { gainsOnly: group.gainsOnly }),
  }
}
