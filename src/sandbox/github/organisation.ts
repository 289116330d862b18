/** One organisation as the emulator holds it: an immutable value made from the seed, indexed by every key that an API asks by. */
import { IdpscimError } from '../../errors.js'
import type { GithubIdentitySeed, GithubMemberSeed, GithubSeed, GithubTeamMemberSeed, GithubTeamSeed } from './github-seed.js'
import { fold, makeDatabaseId, order } from './ids.js'

export interface GithubUser {
  databaseId: number
  record: GithubMemberSeed
  /** In a team, but no member of the organisation. */
  outside: boolean
}

export interface TeamMember {
  user: GithubUser
  role: 'MAINTAINER' | 'MEMBER'
}

export interface GithubTeam {
  databaseId: number
  slug: string
  name: string
  record: GithubTeamSeed
  parent: GithubTeam | undefined
  children: readonly GithubTeam[]
  /** Immediate members, by login. */
  members: readonly TeamMember[]
}

export interface Identity {
  guid: string
  record: GithubIdentitySeed
  user: GithubUser | undefined
}

export interface Organisation {
  seed: GithubSeed
  login: string
  databaseId: number
  name: string
  /** In the order of their logins. */
  members: readonly GithubUser[]
  /** What lists of the organisation's people and teams show. */
  listed: { members: readonly GithubUser[]; teams: readonly GithubTeam[] }
  /** By folded login, those from outside included. */
  users: ReadonlyMap<string, GithubUser>
  usersById: ReadonlyMap<number, GithubUser>
  /** In the order of their names. */
  teams: readonly GithubTeam[]
  teamsBySlug: ReadonlyMap<string, GithubTeam>
  teamsById: ReadonlyMap<number, GithubTeam>
  /** Undefined without single sign-on. */
  identities: readonly Identity[] | undefined
  enterprise: { slug: string; identities: readonly Identity[] | undefined } | undefined
}

type Draft = GithubTeam & { children: GithubTeam[]; members: TeamMember[]; parent: GithubTeam | undefined }

/**
 * Throws `BadSeed` where two things claim one id, login or slug. Whoever was a member of `previous` and is none any more has left its
 * teams too; other logins that nobody has are people from outside.
 */
export function buildOrganisation(seed: GithubSeed, previous?: Organisation): Organisation {
  const login = seed.org ?? 'example'
  const users = new Map<string, GithubUser>()
  const usersById = new Map<number, GithubUser>()
  const join = (user: GithubUser) => {
    claim(users, fold(user.record.login), user, `the login ${user.record.login}`)
    claim(usersById, user.databaseId, user, `the user id ${user.databaseId}`)
    return user
  }
  const records = (seed.members ?? []).toSorted((one, other) => order(fold(one.login), fold(other.login)))
  const given = new Set(records.flatMap((record) => record.databaseId ?? []))
  const members = records.map((record) => {
    const databaseId = record.databaseId ?? makeDatabaseId(`user ${fold(record.login)}`, given)
    given.add(databaseId)
    return join({ databaseId, record: { ...record, databaseId }, outside: false })
  })

  const find = (member: { login?: string | null | undefined; databaseId?: number | undefined }): GithubUser | undefined =>
    (member.databaseId === undefined ? undefined : usersById.get(member.databaseId)) ?? users.get(fold(member.login ?? ''))
  const former = (member: { login?: string | undefined; databaseId?: number | undefined }): GithubUser | undefined => {
    const known = previous?.usersById.get(member.databaseId ?? 0) ?? previous?.users.get(fold(member.login ?? ''))
    return known?.outside === false ? known : undefined
  }
  const resolve = (team: string, seeded: GithubTeamMemberSeed): TeamMember | undefined => {
    const { role = 'MEMBER', ...member } = typeof seeded === 'string' ? { login: seeded } : seeded
    const was = former(member)
    const user = find(member) ?? (was === undefined ? undefined : usersById.get(was.databaseId))
    if (user !== undefined) return { user, role }
    if (was !== undefined) return undefined
    if (member.login === undefined) throw new IdpscimError('BadSeed', `github: a member of the team ${team} has neither a login nor the databaseId of a member`)
    const databaseId = member.databaseId ?? makeDatabaseId(`user ${fold(member.login)}`, new Set(usersById.keys()))
    return { user: join({ databaseId, record: { login: member.login, databaseId }, outside: true }), role }
  }

  const teams = buildTeams(seed.teams ?? [])
  for (const team of teams) {
    const seen = new Set<number>()
    for (const member of (team.record.members ?? []).flatMap((one) => resolve(team.slug, one) ?? [])) {
      if (seen.has(member.user.databaseId)) throw new IdpscimError('BadSeed', `github: the team ${team.slug} lists ${member.user.record.login} twice`)
      seen.add(member.user.databaseId)
      team.members.push(member)
    }
    team.members.sort((one, other) => order(fold(one.user.record.login), fold(other.user.record.login)))
  }

  const identitiesOf = (provider: GithubSeed['samlIdentityProvider']) =>
    provider?.externalIdentities?.map((record, index): Identity => ({ guid: record.guid ?? `guid-${index}-${record.login ?? 'unclaimed'}`, record, user: record.login === null ? undefined : find(record) })).sort((one, other) => order(one.guid, other.guid))
  const unlisted = new Set((seed.quirks?.unlisted ?? []).map(fold))
  return {
    seed,
    listed: { members: members.filter(({ record }) => !unlisted.has(fold(record.login))), teams: teams.filter(({ slug }) => !unlisted.has(fold(slug))) },
    login,
    databaseId: seed.databaseId ?? makeDatabaseId(`organization ${fold(login)}`, new Set()),
    name: seed.name ?? login,
    members,
    users,
    usersById,
    teams,
    teamsBySlug: new Map(teams.map((team) => [fold(team.slug), team])),
    teamsById: new Map(teams.map((team) => [team.databaseId, team])),
    identities: seed.samlIdentityProvider ? (identitiesOf(seed.samlIdentityProvider) ?? []) : undefined,
    enterprise: seed.enterprise && { slug: seed.enterprise.slug, identities: seed.enterprise.samlIdentityProvider ? (identitiesOf(seed.enterprise.samlIdentityProvider) ?? []) : undefined },
  }
}

function buildTeams(seeds: readonly GithubTeamSeed[]): Draft[] {
  const given = new Set(seeds.flatMap(({ databaseId }) => databaseId ?? []))
  const bySlug = new Map<string, Draft>()
  const byId = new Map<number, Draft>()
  const drafts = seeds.map((record): Draft => {
    const slug = record.slug ?? slugOf(record.name ?? '')
    const databaseId = record.databaseId ?? makeDatabaseId(`team ${fold(slug)}`, given)
    given.add(databaseId)
    const draft: Draft = { databaseId, slug, name: record.name ?? slug, record, parent: undefined, children: [], members: [] }
    claim(bySlug, fold(slug), draft, `the slug ${slug}`)
    claim(byId, databaseId, draft, `the team id ${databaseId}`)
    return draft
  })
  for (const draft of drafts) {
    const { parent } = draft.record
    if (parent === undefined || parent === null) continue
    const above = bySlug.get(fold(parent))
    if (above === undefined) throw new IdpscimError('BadSeed', `github: the team ${draft.slug} has the parent ${parent}, which is no team of the seed`)
    draft.parent = above
    above.children.push(draft)
  }
  const sorted = drafts.toSorted((one, other) => order(fold(one.name), fold(other.name)) || order(one.slug, other.slug))
  for (const draft of sorted) draft.children.sort((one, other) => order(fold(one.name), fold(other.name)))
  return sorted
}

function claim<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, what: string): void {
  if (map.has(key)) throw new IdpscimError('BadSeed', `github: ${what} is claimed twice`)
  map.set(key, value)
}

/** "My TEam Näme" is `my-team-name`. https://docs.github.com/en/rest/teams/teams#get-a-team-by-name */
export function slugOf(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^\p{L}\p{N}_]+/gu, '-').replace(/^-+|-+$/g, '') || 'team'
}

/**
 * Who is in a team, each once: its own people, those of the teams below it, or both. GitHub refuses circles when they are written, a seed
 * cannot: each team is entered once.
 */
export function membersOf(team: GithubTeam, membership: 'ALL' | 'IMMEDIATE' | 'CHILD_TEAM' = 'ALL'): readonly TeamMember[] {
  if (membership === 'IMMEDIATE') return team.members
  const people = new Map<number, TeamMember>()
  for (const each of descendants(team, membership === 'ALL')) {
    for (const member of each.members) if (!people.has(member.user.databaseId)) people.set(member.user.databaseId, member)
  }
  return [...people.values()].sort((one, other) => order(fold(one.user.record.login), fold(other.user.record.login)))
}

export function descendants(team: GithubTeam, withItself: boolean): GithubTeam[] {
  const entered = new Set([team])
  // The set grows while it is walked.
  for (const each of entered) for (const child of each.children) entered.add(child)
  if (!withItself) entered.delete(team)
  return [...entered]
}

export function ancestors(team: GithubTeam): GithubTeam[] {
  const above = new Set<GithubTeam>()
  for (let parent = team.parent; parent !== undefined && parent !== team && !above.has(parent); parent = parent.parent) above.add(parent)
  return [...above]
}

/** The addresses that the organisation has verified for somebody. */
export function verifiedEmails({ record }: GithubUser): string[] {
  return record.organizationVerifiedDomainEmails ?? (record.email === undefined || record.email === '' ? [] : [record.email])
}
