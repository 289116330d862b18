/** Who answers which field: objects with methods, as graphql-js calls them, over one organisation. */
import { GraphQLError, type GraphQLResolveInfo } from 'graphql'
import type { Grant } from '../access.js'
import { samlEnforced } from '../answers.js'
import type { Budget } from '../budget.js'
import { fold, nodeId, parseNodeId } from '../ids.js'
import { ancestors, descendants, type GithubTeam, type GithubUser, type Identity, membersOf, type TeamMember, type Organisation, verifiedEmails } from '../organisation.js'
import { type Connection, pageOf, type PageArguments, type Rows } from './connection.js'
import type { Cost } from './cost.js'

export interface Ground {
  organisation: Organisation
  grant: Grant
  cost: Cost
  budget: Budget
  /** An accident on order: outermost connections show the page behind the one that was asked for. */
  skipsPage: boolean
}

type Node = Record<string, unknown> & { __typename: string }
type Arguments = Record<string, unknown>

/** Errors carry GitHub's `type` among their extensions, from where the answer takes it. */
const failure = (type: string, message: string, extensions: Record<string, unknown> = {}) => new GraphQLError(message, { extensions: { type, ...extensions } })

export function rootOf(ground: Ground): Record<string, unknown> {
  const { organisation, cost, budget } = ground
  const make = createNodes(ground)
  return {
    rateLimit: { cost: cost.points, nodeCount: cost.nodeCount, limit: budget.limit, remaining: budget.remaining, used: budget.used, resetAt: new Date(budget.reset * 1000).toISOString() },
    organization: ({ login }: { login: string }) => {
      if (fold(login) !== fold(organisation.login)) throw failure('NOT_FOUND', `Could not resolve to an Organization with the login of '${login}'.`)
      return make.organization()
    },
    user: ({ login }: { login: string }) => {
      const user = organisation.users.get(fold(login))
      if (user === undefined) throw failure('NOT_FOUND', `Could not resolve to a User with the login of '${login}'.`)
      return make.user(user)
    },
    enterprise: ({ slug }: { slug: string }) => {
      if (organisation.enterprise === undefined || fold(slug) !== fold(organisation.enterprise.slug)) throw failure('NOT_FOUND', `Could not resolve to a Business with the URL slug of '${slug}'.`)
      return make.enterprise(organisation.enterprise)
    },
    node: ({ id }: { id: string }) => make.byId(id),
    // Each by itself: one that fails leaves a null in its place.
    nodes: ({ ids }: { ids: string[] }) => ids.map((id) => settle(() => make.byId(id))),
  }
}

/** An error in a list's item belongs to the item alone. */
function settle(node: () => Node): Node | Error {
  try {
    return node()
  } catch (error) {
    return error as Error
  }
}

function createNodes({ organisation, grant, skipsPage }: Ground) {
  const org = organisation.login
  const page = <Row>(name: string, rows: Rows<Row>, args: Arguments, info: GraphQLResolveInfo): Connection => pageOf(name, rows, args as PageArguments, skipsPage && isOutermost(info))

  /** What an App needs "Members: read" for, and a person `read:org` and single sign-on. */
  const mayReadMembers = (): void => {
    if (grant.kind === 'installation') {
      if (grant.permissions['members'] === undefined || isRevoked(organisation)) throw failure('FORBIDDEN', 'Resource not accessible by integration', { saml_failure: false })
      return
    }
    if (organisation.seed.token?.samlAuthorized === false) throw failure('FORBIDDEN', samlEnforced(org).message, { saml_failure: true })
  }

  const organization = (): Node => ({
    __typename: 'Organization',
    id: nodeId('O', organisation.databaseId),
    databaseId: organisation.databaseId,
    login: org,
    name: organisation.name,
    url: `https://github.com/${org}`,
    membersWithRole: (args: Arguments, _context: unknown, info: GraphQLResolveInfo) => {
      mayReadMembers()
      const rows = { rows: organisation.listed.members, keyOf: (one: GithubUser) => fold(one.record.login), nodeOf: user, edgeOf: (one: GithubUser) => ({ role: one.record.role ?? 'MEMBER' }) }
      return page('membersWithRole', rows, args, info)
    },
    teams: (args: Arguments, _context: unknown, info: GraphQLResolveInfo) => {
      mayReadMembers()
      return page('teams', teamRows(organisation.listed.teams.filter((one) => fits(one, args))), args, info)
    },
    team: ({ slug }: { slug: string }) => {
      mayReadMembers()
      const found = organisation.teamsBySlug.get(fold(slug)) ?? organisation.teams.find(({ name }) => name === slug)
      return found === undefined ? null : team(found)
    },
    samlIdentityProvider: () => {
      mayReadMembers()
      return organisation.identities === undefined ? null : provider('OrganizationIdentityProvider', organisation.identities)
    },
  })

  const teamRows = (teams: readonly GithubTeam[]): Rows<GithubTeam> => ({ rows: teams, keyOf: (one) => `${fold(one.name)}\u0000${one.slug}`, nodeOf: team })

  const team = (one: GithubTeam): Node => ({
    __typename: 'Team',
    id: nodeId('T', one.databaseId),
    databaseId: one.databaseId,
    slug: one.slug,
    name: one.name,
    combinedSlug: `${org}/${one.slug}`,
    description: one.record.description ?? null,
    privacy: one.record.privacy ?? 'VISIBLE',
    url: `https://github.com/orgs/${org}/teams/${one.slug}`,
    organization,
    parentTeam: () => (one.parent === undefined ? null : team(one.parent)),
    ancestors: (args: Arguments, _context: unknown, info: GraphQLResolveInfo) => page('ancestors', teamRows(ancestors(one)), args, info),
    childTeams: (args: Arguments, _context: unknown, info: GraphQLResolveInfo) => page('childTeams', teamRows(args['immediateOnly'] === false ? descendants(one, false) : one.children), args, info),
    members: (args: Arguments, _context: unknown, info: GraphQLResolveInfo) => {
      mayReadMembers()
      const { membership, role, query } = args as { membership?: 'ALL' | 'IMMEDIATE' | 'CHILD_TEAM'; role?: string; query?: string }
      const all = membersOf(one, membership)
      const people = role === undefined && query === undefined ? all : all.filter((member) => (role === undefined || member.role === role) && fold(member.user.record.login).includes(fold(query ?? '')))
      const rows: Rows<TeamMember> = { rows: people, keyOf: (member) => fold(member.user.record.login), nodeOf: (member) => user(member.user), edgeOf: (member) => ({ role: member.role }) }
      return page('members', rows, args, info)
    },
  })

  const user = (one: GithubUser): Node => ({
    __typename: 'User',
    id: nodeId('U', one.databaseId),
    databaseId: one.databaseId,
    login: one.record.login,
    name: one.record.name ?? null,
    email: one.record.email ?? '',
    url: `https://github.com/${one.record.login}`,
    suspendedAt: one.record.suspendedAt ?? null,
    organization: ({ login }: { login: string }) => (fold(login) === fold(org) && !one.outside ? organization() : null),
    organizationVerifiedDomainEmails: ({ login }: { login: string }) => {
      mayReadMembers()
      return fold(login) === fold(org) && !one.outside ? verifiedEmails(one) : []
    },
  })

  const enterprise = ({ slug, identities }: NonNullable<Organisation['enterprise']>): Node => ({
    __typename: 'Enterprise',
    id: nodeId('E', slug),
    slug,
    name: slug,
    // Only for its owners, and with a scope that no App has.
    ownerInfo: () => {
      if (grant.kind === 'installation' || !grant.scopes.some((scope) => /^(read|admin):enterprise$/.test(scope))) return null
      return { samlIdentityProvider: identities === undefined ? null : provider('EnterpriseIdentityProvider', identities) }
    },
  })

  const provider = (__typename: string, identities: readonly Identity[]): Node => ({
    __typename,
    id: nodeId('IP', org),
    issuer: 'https://idp.example.com/',
    ssoUrl: 'https://idp.example.com/sso',
    organization,
    externalIdentities: (args: Arguments, _context: unknown, info: GraphQLResolveInfo) => {
      const { login, membersOnly, userName } = args as { login?: string; membersOnly?: boolean; userName?: string }
      const wanted = identities.filter(
        (one) =>
          (login === undefined || fold(one.user?.record.login ?? '') === fold(login)) &&
          (membersOnly !== true || one.user?.outside === false) &&
          (userName === undefined || [one.record.samlIdentity?.nameId, one.record.samlIdentity?.username, one.record.scimIdentity?.username].includes(userName)),
      )
      return page('externalIdentities', { rows: wanted, keyOf: ({ guid }: Identity) => guid, nodeOf: identity }, args, info)
    },
  })

  const identity = ({ guid, record, user: owner }: Identity): Node => ({
    __typename: 'ExternalIdentity',
    id: nodeId('EI', guid),
    guid,
    samlIdentity: record.samlIdentity ?? null,
    scimIdentity: record.scimIdentity ?? null,
    user: owner === undefined ? null : user(owner),
  })

  const byId = (id: string): Node => {
    const { kind, id: key } = parseNodeId(id)
    const found = kind === 'T' ? organisation.teamsById.get(Number(key)) : undefined
    if (found !== undefined) return team(found)
    const person = kind === 'U' ? organisation.usersById.get(Number(key)) : undefined
    if (person !== undefined) return user(person)
    if (kind === 'O' && Number(key) === organisation.databaseId) return organization()
    throw failure('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`)
  }

  return { organization, user, enterprise, byId }
}

/** A token made before the permission was taken away is worth no more than one made after. */
function isRevoked({ seed }: Organisation): boolean {
  return seed.installation === null || (seed.installation?.permissions !== undefined && seed.installation.permissions['members'] === undefined)
}

function fits(team: GithubTeam, args: Arguments): boolean {
  const { privacy, rootTeamsOnly, query } = args as { privacy?: string; rootTeamsOnly?: boolean; query?: string }
  return (
    (privacy === undefined || (team.record.privacy ?? 'VISIBLE') === privacy) &&
    (rootTeamsOnly !== true || team.parent === undefined) &&
    (query === undefined || fold(team.name).includes(fold(query)))
  )
}

/** No connection lies above it. */
function isOutermost({ path }: GraphQLResolveInfo): boolean {
  for (let above = path.prev; above !== undefined; above = above.prev) if (above.typename?.endsWith('Connection')) return false
  return true
}
