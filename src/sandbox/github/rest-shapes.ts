/** What the REST API shows of an organisation, its teams and people: whole, by the types that GitHub's own description gives. */
import type { components } from '@octokit/openapi-types'
import { APP_ID, CLIENT_ID, INSTALLATION_ID } from './access.js'
import { nodeId } from './ids.js'
import { type GithubTeam, type GithubUser, membersOf, type Organisation } from './organisation.js'

type Schemas = components['schemas']

/** Where the API is, as the client reached it: `http://127.0.0.1:4711`, or with `/api/v3` behind. */
export interface Place {
  api: string
  organisation: Organisation
}

const WEB = 'https://github.com'
const LONG_AGO = '2024-01-01T00:00:00Z'

export function showUser(account: Pick<GithubUser, 'databaseId'> & { login: string; type?: string }, { api }: Place): Schemas['simple-user'] {
  const { login, databaseId, type = 'User' } = account
  const url = `${api}/users/${encodeURIComponent(login)}`
  return {
    login,
    id: databaseId,
    node_id: nodeId(type === 'User' ? 'U' : 'O', databaseId),
    avatar_url: `https://avatars.githubusercontent.com/u/${databaseId}?v=4`,
    gravatar_id: '',
    url,
    html_url: `${WEB}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    site_admin: false,
  }
}

export function showMember({ databaseId, record }: GithubUser, place: Place): Schemas['simple-user'] {
  return showUser({ databaseId, login: record.login }, place)
}

function showTeamAlone({ databaseId, slug, name, record }: GithubTeam, { api, organisation }: Place): Schemas['team-simple'] {
  const url = `${api}/organizations/${organisation.databaseId}/team/${databaseId}`
  return {
    id: databaseId,
    node_id: nodeId('T', databaseId),
    url,
    html_url: `${WEB}/orgs/${organisation.login}/teams/${slug}`,
    name,
    slug,
    description: record.description ?? null,
    privacy: record.privacy === 'SECRET' ? 'secret' : 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'pull',
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
  }
}

/** `type` and the ids around it are newer than the types. */
export function showTeam(team: GithubTeam, place: Place): Schemas['team'] & { type: string; organization_id: number } {
  return { ...showTeamAlone(team, place), type: 'organization', organization_id: place.organisation.databaseId, parent: team.parent === undefined ? null : showTeamAlone(team.parent, place) }
}

/** A team that was asked for by itself tells its organisation, and how many it holds. */
export function showWholeTeam(team: GithubTeam, place: Place): Schemas['team-full'] {
  const { parent, ...alone } = showTeam(team, place)
  return {
    ...alone,
    privacy: team.record.privacy === 'SECRET' ? 'secret' : 'closed',
    notification_setting: 'notifications_enabled',
    parent,
    members_count: membersOf(team).length,
    repos_count: 0,
    created_at: LONG_AGO,
    updated_at: LONG_AGO,
    organization: showOrganisation(place),
  }
}

export function showOrganisation({ api, organisation: { login, databaseId, name } }: Place): Schemas['team-organization'] {
  const url = `${api}/orgs/${login}`
  return {
    login,
    id: databaseId,
    node_id: nodeId('O', databaseId),
    name,
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `https://avatars.githubusercontent.com/u/${databaseId}?v=4`,
    description: null,
    has_organization_projects: true,
    has_repository_projects: true,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    html_url: `${WEB}/${login}`,
    created_at: LONG_AGO,
    updated_at: LONG_AGO,
    archived_at: null,
    type: 'Organization',
  }
}

/** A suspended managed account stays a member in name, in a role that the description does not have: https://github.com/backstage/backstage/pull/34170 */
export function showMembership(user: GithubUser, place: Place): Omit<Schemas['org-membership'], 'role'> & { role: Schemas['org-membership']['role'] | 'suspended' } {
  const { login, suspendedAt, role } = user.record
  const organization = showOrganisation(place)
  return {
    url: `${organization.url}/memberships/${encodeURIComponent(login)}`,
    state: 'active',
    role: suspendedAt ? 'suspended' : role === 'ADMIN' ? 'admin' : 'member',
    organization_url: organization.url,
    organization,
    user: showMember(user, place),
  }
}

export function showInstallation(permissions: Readonly<Record<string, string>>, { api, organisation }: Place): Schemas['installation'] & { client_id: string } {
  const { login, databaseId, seed } = organisation
  return {
    id: INSTALLATION_ID,
    account: showUser({ login, databaseId, type: 'Organization' }, { api, organisation }),
    repository_selection: 'all',
    access_tokens_url: `${api}/app/installations/${INSTALLATION_ID}/access_tokens`,
    repositories_url: `${api}/installation/repositories`,
    html_url: `${WEB}/organizations/${login}/settings/installations/${INSTALLATION_ID}`,
    app_id: APP_ID,
    client_id: CLIENT_ID,
    app_slug: 'idpscim-sandbox',
    target_id: databaseId,
    target_type: 'Organization',
    permissions,
    events: [],
    created_at: LONG_AGO,
    updated_at: LONG_AGO,
    single_file_name: null,
    suspended_by: null,
    suspended_at: seed.installation?.suspended ? LONG_AGO : null,
  }
}
