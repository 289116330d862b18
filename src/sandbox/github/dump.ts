/** An organisation back in the seed's form: what `GET /state` shows, and what `load` takes for exactly the same organisation. */
import type { GithubIdentitySeed, GithubSeed, GithubTeamMemberSeed } from './github-seed.js'
import type { Identity, Organisation, TeamMember } from './organisation.js'

/** With `by: 'id'` people are named by id beside their login, so that a merge patch that renames somebody leaves them where they are. */
export function dumpOrganisation(organisation: Organisation, by?: 'id'): GithubSeed {
  const { seed, identities, enterprise } = organisation
  const { samlIdentityProvider: _provider, enterprise: _enterprise, ...rest } = seed
  const provider = (all: readonly Identity[] | undefined) => (all === undefined ? {} : { samlIdentityProvider: { externalIdentities: all.map((one) => dumpIdentity(one, by)) } })
  return {
    ...rest,
    org: organisation.login,
    members: organisation.members.map(({ record }) => record),
    teams: organisation.teams.map(({ databaseId, slug, name, record, members }) => ({ ...record, slug, name, databaseId, members: members.map((member) => dumpMember(member, by)) })),
    ...provider(identities),
    ...(enterprise === undefined ? {} : { enterprise: { slug: enterprise.slug, ...provider(enterprise.identities) } }),
  }
}

function dumpMember({ user: { databaseId, record }, role }: TeamMember, by?: 'id'): GithubTeamMemberSeed {
  if (by !== 'id' && role === 'MEMBER') return record.login
  return { login: record.login, ...(by === 'id' ? { databaseId } : {}), ...(role === 'MEMBER' ? {} : { role }) }
}

function dumpIdentity({ guid, record, user }: Identity, by?: 'id'): GithubIdentitySeed {
  return { ...record, guid, login: user?.record.login ?? record.login, ...(by === 'id' && user !== undefined ? { databaseId: user.databaseId } : {}) }
}
