/** The REST API, as far as it speaks of an organisation, its teams and their people. */
import { invariant } from '../../errors.js'
import type { WireAnswer, WireRequest } from '../emulator.js'
import { type Access, APP_ID, CLIENT_ID, DEFAULT_PERMISSIONS, type Grant, INSTALLATION_ID } from './access.js'
import { notAccessible, notFound, refuse, samlEnforced } from './answers.js'
import type { Budgets } from './budget.js'
import { fold } from './ids.js'
import { type GithubTeam, membersOf, type Organisation } from './organisation.js'
import { type Place, showInstallation, showMember, showMembership, showOrganisation, showTeam, showWholeTeam } from './rest-shapes.js'
import type { Route } from './route.js'

export interface RestGround {
  organisation: Organisation
  access: Access
  budgets: Budgets
  /** The address that clients reach: links to other pages begin with it. */
  origin: string
}

type RestRoute = Extract<Route, { kind: 'rest' }>

export function answerRest(request: WireRequest, route: RestRoute, ground: RestGround): WireAnswer {
  const { organisation, access } = ground
  switch (route.operation) {
    case 'apps/get-authenticated':
      access.authenticateApp(request)
      return ok({ id: APP_ID, client_id: CLIENT_ID, slug: 'idpscim-sandbox', name: 'idpscim sandbox', permissions: granted(organisation) ?? {} })
    case 'apps/get-org-installation':
      access.authenticateApp(request)
      return ok(showInstallation(installed(organisation, route.keys[0] ?? ''), placeOf(route, ground)))
    case 'apps/create-installation-access-token':
      access.authenticateApp(request)
      return createToken(request, route.keys[0] ?? '', ground)
    case 'rate-limit/get':
      access.authenticate(request, organisation)
      return ok(rates(ground))
    default:
      return answerReader(request, route, ground)
  }
}

/** What an installation or a person may read. */
function answerReader(request: WireRequest, route: RestRoute, ground: RestGround): WireAnswer {
  const { organisation, access } = ground
  const grant = access.authenticate(request, organisation)
  const { operation, keys } = route
  const place = placeOf(route, ground)
  const [first = '', second = '', third = ''] = keys
  if (operation === 'users/get-by-id') return ok(showMember(orNotFound(organisation.usersById.get(Number(first))), place))
  if (operation === 'teams/get-by-id') {
    if (Number(first) !== organisation.databaseId) throw notFound()
    mayReadMembers(grant, organisation)
    return ok(showWholeTeam(orNotFound(organisation.teamsById.get(Number(second))), place))
  }
  if (fold(first) !== fold(organisation.login)) throw notFound()
  if (operation === 'orgs/get') return ok(showOrganisation(place))
  mayReadMembers(grant, organisation)
  const team = () => orNotFound(organisation.teamsBySlug.get(fold(second)))
  const page = <Row>(rows: readonly Row[], show: (row: Row) => unknown) => listed(request, ground.origin, rows, show)
  switch (operation) {
    case 'orgs/list-members':
      return page(organisation.listed.members, (one) => showMember(one, place))
    case 'orgs/get-membership-for-user':
      return ok(showMembership(orNotFound(insider(organisation, second)), place))
    case 'teams/list':
      return page(organisation.listed.teams, (one) => showTeam(one, place))
    case 'teams/get-by-name':
      return ok(showWholeTeam(team(), place))
    case 'teams/list-child-in-org':
      return page(team().children, (one) => showTeam(one, place))
    case 'teams/list-members-in-org':
      return page(membersOf(team()), ({ user }) => showMember(user, place))
    case 'teams/get-membership-for-user-in-org':
      return ok(showTeamMembership(team(), third, place))
    default:
      invariant(false, `no handler for ${operation}`)
  }
}

const ok = (body: unknown): WireAnswer => ({ status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body })

function placeOf({ base }: RestRoute, { origin, organisation }: RestGround): Place {
  return { api: `${origin}${base}`, organisation }
}

function insider(organisation: Organisation, login: string) {
  const user = organisation.users.get(fold(login))
  return user?.outside ? undefined : user
}

function orNotFound<T>(found: T | undefined): T {
  if (found === undefined) throw notFound()
  return found
}

function mayReadMembers({ kind, permissions, scopes }: Grant, { login, seed }: Organisation): void {
  if (kind === 'installation') {
    if (permissions['members'] === undefined || granted({ seed })?.['members'] === undefined) throw notAccessible()
    return
  }
  if (seed.token?.samlAuthorized === false) {
    const { message, headers } = samlEnforced(login)
    throw refuse(403, message, { headers })
  }
  // Not being allowed to know is told as there being nothing.
  if (!scopes.some((scope) => /^(read|write|admin):org$/.test(scope))) throw notFound()
}

/** Undefined where the App is not installed. */
function granted({ seed }: Pick<Organisation, 'seed'>): Readonly<Record<string, string>> | undefined {
  return seed.installation === null ? undefined : (seed.installation?.permissions ?? DEFAULT_PERMISSIONS)
}

function installed(organisation: Organisation, org: string): Readonly<Record<string, string>> {
  const permissions = granted(organisation)
  if (permissions === undefined || fold(org) !== fold(organisation.login)) throw notFound('https://docs.github.com/rest/apps/apps#get-an-organization-installation-for-the-authenticated-app')
  return permissions
}

function createToken(request: WireRequest, id: string, { organisation, access }: RestGround): WireAnswer {
  const permissions = granted(organisation)
  if (Number(id) !== INSTALLATION_ID || permissions === undefined) throw notFound('https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app')
  if (organisation.seed.installation?.suspended) throw refuse(403, 'This installation has been suspended')
  const wanted = request.body === '' ? undefined : (JSON.parse(request.body) as { permissions?: Record<string, string> }).permissions
  const beyond = Object.entries(wanted ?? {}).some(([name, level]) => permissions[name] === undefined || (level === 'write' && permissions[name] !== 'write'))
  if (beyond) throw refuse(422, 'The permissions requested are not granted to this installation.')
  const narrowed = wanted ?? permissions
  const { token, expiresAt } = access.give(narrowed)
  return { ...ok({ token, expires_at: expiresAt, permissions: narrowed, repository_selection: 'all' }), status: 201 }
}

function rates({ budgets }: RestGround) {
  const [core, graphql] = [budgets.look('core'), budgets.look('graphql')]
  return { resources: { core, graphql }, rate: core }
}

/** Thirty rows unless more are asked for, a hundred at the most; the other pages by `Link`, which a single page goes without. */
function listed<Row>(request: WireRequest, origin: string, rows: readonly Row[], show: (row: Row) => unknown): WireAnswer {
  const number = (name: string, fallback: number) => {
    const given = Number(request.query.get(name) ?? fallback)
    return Number.isInteger(given) && given > 0 ? given : fallback
  }
  const size = Math.min(100, number('per_page', 30))
  const page = number('page', 1)
  const last = Math.max(1, Math.ceil(rows.length / size))
  const address = (to: number) => {
    const query = new URLSearchParams(request.query)
    query.set('page', String(to))
    return `<${origin.replace(/\/+$/, '')}${request.rawUrl.replace(/\?.*$/, '')}?${query.toString()}>`
  }
  const links = [
    ...(page > 1 ? [`${address(page - 1)}; rel="prev"`] : []),
    ...(page < last ? [`${address(page + 1)}; rel="next"`, `${address(last)}; rel="last"`] : []),
    ...(page > 1 ? [`${address(1)}; rel="first"`] : []),
  ]
  const answer = ok(rows.slice((page - 1) * size, page * size).map(show))
  return links.length === 0 ? answer : { ...answer, headers: { ...answer.headers, link: links.join(', ') } }
}

function showTeamMembership(team: GithubTeam, login: string, { api, organisation }: Place) {
  const url = `${api}/organizations/${organisation.databaseId}/team/${team.databaseId}/memberships/${encodeURIComponent(login)}`
  const member = membersOf(team).find(({ user }) => fold(user.record.login) === fold(login))
  if (member !== undefined) return { url, state: 'active', role: member.user.record.role === 'ADMIN' || member.role === 'MAINTAINER' ? 'maintainer' : 'member' }
  if (team.record.invitations?.some((invited) => fold(invited) === fold(login))) return { url, state: 'pending', role: 'member' }
  throw notFound()
}
