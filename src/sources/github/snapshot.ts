/** What was read becomes the snapshot: teams with their people, the people of those teams, and nobody else unless asked for. Pure. */
import type { Evidence } from '../../model/evidence.js'
import type { Finding } from '../../model/finding.js'
import { compareText, type JsonObject } from '../../model/json.js'
import type { SourceGroup, SourceSnapshot, SourceUser } from '../../model/snapshot.js'
import { resolveMembers, type Nested } from '../resolve-members.js'
import { type Address, addressOf, type EmailRule } from './emails.js'
import { draftOf } from './mapping.js'
import type { IdentityRow, PersonRow, TeamMemberRow, TeamRow } from './rows.js'

export interface Reading {
  source: string
  /** The teams that become groups, in the order of the filters. */
  groups: readonly TeamRow[]
  /** Those and the teams nested in them. */
  teams: readonly TeamRow[]
  /** By the id of the team that they are nested in; empty where only immediate members count. */
  children: ReadonlyMap<string, readonly TeamRow[]>
  members: ReadonlyMap<string, readonly TeamMemberRow[]>
  people: ReadonlyMap<string, PersonRow>
  /** By the id of whom they are linked to. */
  identities: ReadonlyMap<string, readonly IdentityRow[]>
  email: EmailRule
  isIgnored: (login: string) => boolean
  includeUsers: 'all' | 'grouped'
  findings: readonly Finding[]
  evidence: Pick<Evidence, 'pages' | 'filter' | 'matched' | 'start' | 'end'>
}

export function buildSnapshot(reading: Reading): SourceSnapshot {
  const { source, teams, children, members, people, identities, isIgnored, includeUsers, findings, evidence } = reading
  const addresses = new Map([...people.values()].map((person) => [person.id, addressOf(person, reading.email, identities.get(person.id) ?? [])]))
  const counts = (id: string): boolean => {
    const person = people.get(id)
    return person !== undefined && !isIgnored(person.login) && !isErased(person, addresses.get(id))
  }
  const nodes = new Map(teams.map((team): [string, Nested] => [team.id, { id: team.id, label: team.label, people: members.get(team.id) ?? [], nested: children.get(team.id) ?? [] }]))
  const groups = reading.groups.map((team) => toGroup(team, nodes, counts))
  const grouped = new Set(groups.flatMap((group) => group.members.map(({ id }) => id)))
  const users = [...people.values()]
    .filter(({ id }) => counts(id) && (includeUsers === 'all' || grouped.has(id)))
    .map((person) => toUser(person, addresses.get(person.id), identities.get(person.id) ?? []))
    .sort((a, b) => compareText(a.id, b.id))
  const memberships = groups.reduce((sum, group) => sum + group.members.length, 0)
  return {
    source,
    type: 'github',
    users,
    groups,
    findings: [...findings].sort((a, b) => compareText(a.key, b.key) || compareText(a.summary, b.summary)),
    evidence: { ...evidence, users: users.length, groups: groups.length, memberships },
  }
}

/** A deprovisioned account whose identity GitHub has deleted as well never comes back: whoever had it has left. */
function isErased({ suspended }: PersonRow, address: Address | undefined): boolean {
  return suspended && address !== undefined && 'lacks' in address
}

function toGroup({ id, name, label, record }: TeamRow, nodes: ReadonlyMap<string, Nested>, counts: (id: string) => boolean): SourceGroup {
  const node = nodes.get(id)
  return { id, name, label, record, members: node === undefined ? [] : resolveMembers(node, nodes, [], counts).members }
}

/** The record is the account as GitHub answers it, with its identity beside. */
function toUser(person: PersonRow, address: Address | undefined, identities: readonly IdentityRow[]): SourceUser {
  const identity = identities.length === 1 ? identities[0] : undefined
  const email = address !== undefined && 'email' in address ? address.email : undefined
  return {
    id: person.id,
    label: email ?? person.login,
    draft: draftOf(person, email, identity),
    suspended: person.suspended,
    record: identity === undefined ? person.record : { ...person.record, externalIdentity: identity as JsonObject },
    ...(address !== undefined && 'lacks' in address ? { nameless: address.lacks } : {}),
  }
}
