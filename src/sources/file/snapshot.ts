/** What the files say becomes the snapshot: groups with their people, nesting resolved; and a finding for each name that names nobody. Pure. */
import type { Evidence } from '../../model/evidence.js'
import type { Finding } from '../../model/finding.js'
import { compareText, type JsonObject } from '../../model/json.js'
import type { MemberElsewhere, SourceGroup, SourceSnapshot, SourceUser } from '../../model/snapshot.js'
import { resolveMembers, type Nested } from '../resolve-members.js'
import { draftOf } from './draft.js'
import type { Person, Roster, Team } from './roster.js'
import type { MemberRow } from './rows.js'
import { placeText } from './text.js'

export interface Reading {
  source: string
  roster: Roster
  /** `grouped`: people in no group are left out. */
  includeUsers: 'all' | 'grouped'
  evidence: Pick<Evidence, 'pages' | 'start' | 'end'>
}

export function buildSnapshot({ source, roster: { people, teams }, includeUsers, evidence }: Reading): SourceSnapshot {
  const nodes = new Map(teams.flatMap((team) => [nodeOf(team), ...lost(team)]).map((node) => [node.id, node]))
  const others = new Map(teams.flatMap((team) => team.elsewhere.map((row): [string, MemberElsewhere] => [otherId(row), { userName: row.member, where: placeText(row.place('member')) }])))
  const groups = teams.map((team) => toGroup(team, nodes, others)).sort(byId)
  const grouped = new Set(groups.flatMap(({ members }) => members.map(({ id }) => id)))
  const users = people.filter(({ id }) => includeUsers === 'all' || grouped.has(id)).map(toUser).sort(byId)
  const memberships = groups.reduce((sum, { members, elsewhere = [] }) => sum + members.length + elsewhere.length, 0)
  return {
    source,
    type: 'file',
    users,
    groups,
    findings: teams.flatMap((team) => team.strangers.map((stranger) => unknown(team, stranger, source))).sort((a, b) => compareText(a.key, b.key) || compareText(a.summary, b.summary)),
    evidence: { ...evidence, users: users.length, groups: groups.length, memberships, filter: [] },
  }
}

function toUser({ id, user }: Person): SourceUser {
  return { id, label: user.userName, draft: draftOf(user), suspended: !user.active, record: user as JsonObject }
}

function toGroup({ id, group }: Team, nodes: ReadonlyMap<string, Nested>, others: ReadonlyMap<string, MemberElsewhere>): SourceGroup {
  const node = nodes.get(id)
  const { members: all, outside } = node === undefined ? { members: [], outside: [] } : resolveMembers(node, nodes, [], () => true)
  const members = all.filter((member) => !others.has(member.id))
  const elsewhere = all.flatMap((member) => others.get(member.id) ?? [])
  const names = [...new Set(outside.map(({ label }) => label))].sort(compareText)
  const gainsOnly = names.length === 0 ? {} : { gainsOnly: `${names.join(', ')} nested in it ${names.length === 1 ? 'is' : 'are'} in none of the files, and nobody can tell from here who is in there` }
  return { id, name: group.displayName, label: group.displayName, record: group as JsonObject, members, ...(elsewhere.length === 0 ? {} : { elsewhere }), ...gainsOnly }
}

function nodeOf({ id, group, people, nested, elsewhere, strangers }: Team): Nested {
  const missing = strangers.filter(({ type }) => type === 'group')
  return { id, label: group.displayName, people: [...people, ...elsewhere.map((row) => ({ id: otherId(row) }))], nested: [...nested, ...missing.map(({ member }) => ({ id: lostId(member) }))] }
}

/** A nested group that no file has may hold anybody. */
function lost({ strangers }: Team): Nested[] {
  return strangers.flatMap(({ type, member }) => (type === 'group' ? [{ id: lostId(member), label: member, people: [], nested: [], outside: 'it is in none of the files' }] : []))
}

/** No id of a group begins so: ids hold no control characters. */
function lostId(name: string): string {
  return `\u0000${name}`
}

/** Nor does anybody's: a name that stands in two places is two of these, until it is known whose it is. */
function otherId(row: MemberRow): string {
  return `\u0000${placeText(row.place('member'))}`
}

function unknown({ id, group }: Team, { type, member, place }: MemberRow, source: string): Finding {
  const about = { code: 'outside-organisation', kind: 'membership', key: group.displayName, source, sourceId: id } as const
  const where = placeText(place('member'))
  if (type === 'group') {
    return {
      ...about,
      summary: `${where}: the group "${member}" is nested in ${group.displayName}, and in none of the files of ${source}`,
      remedy: `Correct the name, or take it out. While it is there, ${group.displayName} and the groups above it gain members and lose none.`,
    }
  }
  return {
    ...about,
    summary: `${where}: ${member} is a member of ${group.displayName}, and in none of the files of ${source}`,
    remedy: `Correct the name, or add ${member} to the people. Nothing is granted meanwhile.`,
  }
}

function byId(a: { id: string }, b: { id: string }): number {
  return compareText(a.id, b.id)
}
