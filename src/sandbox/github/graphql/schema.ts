/** The part of GitHub's GraphQL schema that speaks of organisations, teams and identities, field for field as GitHub publishes it. */
import { buildSchema, type GraphQLSchema } from 'graphql'

const PAGE = 'after: String, before: String, first: Int, last: Int'

function connection(name: string, node: string, edge = `node: ${node}`): string {
  return `
    type ${name}Connection { edges: [${name}Edge] nodes: [${node}] pageInfo: PageInfo! totalCount: Int! }
    type ${name}Edge { cursor: String! ${edge} }`
}

const ATTRIBUTES = 'emails: [UserEmailMetadata!] familyName: String givenName: String groups: [String!] username: String'

const SDL = `
  scalar DateTime
  scalar URI
  interface Node { id: ID! }
  type Query {
    enterprise(invitationToken: String, slug: String!): Enterprise
    node(id: ID!): Node
    nodes(ids: [ID!]!): [Node]!
    organization(login: String!): Organization
    rateLimit(dryRun: Boolean = false): RateLimit
    user(login: String!): User
  }
  type RateLimit { cost: Int! limit: Int! nodeCount: Int! remaining: Int! resetAt: DateTime! used: Int! }
  type PageInfo { endCursor: String hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String }
  type Enterprise implements Node { databaseId: Int id: ID! name: String! ownerInfo: EnterpriseOwnerInfo slug: String! }
  type EnterpriseOwnerInfo { samlIdentityProvider: EnterpriseIdentityProvider }
  type EnterpriseIdentityProvider implements Node {
    externalIdentities(${PAGE}, login: String, membersOnly: Boolean, userName: String): ExternalIdentityConnection!
    id: ID!
    issuer: String
    ssoUrl: URI
  }
  type Organization implements Node {
    databaseId: Int
    id: ID!
    login: String!
    membersWithRole(${PAGE}): OrganizationMemberConnection!
    name: String
    samlIdentityProvider: OrganizationIdentityProvider
    team(slug: String!): Team
    teams(${PAGE}, ldapMapped: Boolean, notificationSetting: TeamNotificationSetting, orderBy: TeamOrder, privacy: TeamPrivacy, query: String, role: TeamRole, rootTeamsOnly: Boolean = false, userLogins: [String!]): TeamConnection!
    url: URI!
  }
  type OrganizationIdentityProvider implements Node {
    externalIdentities(${PAGE}, login: String, membersOnly: Boolean, userName: String): ExternalIdentityConnection!
    id: ID!
    issuer: String
    organization: Organization
    ssoUrl: URI
  }
  type ExternalIdentity implements Node { guid: String! id: ID! samlIdentity: ExternalIdentitySamlAttributes scimIdentity: ExternalIdentityScimAttributes user: User }
  type ExternalIdentitySamlAttributes { ${ATTRIBUTES} nameId: String }
  type ExternalIdentityScimAttributes { ${ATTRIBUTES} }
  type UserEmailMetadata { primary: Boolean type: String value: String! }
  type Team implements Node {
    ancestors(${PAGE}): TeamConnection!
    childTeams(${PAGE}, immediateOnly: Boolean = true, orderBy: TeamOrder, userLogins: [String!]): TeamConnection!
    combinedSlug: String!
    databaseId: Int
    description: String
    id: ID!
    members(${PAGE}, membership: TeamMembershipType = ALL, orderBy: TeamMemberOrder, query: String, role: TeamMemberRole): TeamMemberConnection!
    name: String!
    organization: Organization!
    parentTeam: Team
    privacy: TeamPrivacy!
    slug: String!
    url: URI!
  }
  type User implements Node {
    databaseId: Int
    email: String!
    id: ID!
    login: String!
    name: String
    organization(login: String!): Organization
    organizationVerifiedDomainEmails(login: String!): [String!]!
    url: URI!
  }
  enum OrganizationMemberRole { ADMIN MEMBER }
  enum OrderDirection { ASC DESC }
  enum TeamMemberOrderField { CREATED_AT LOGIN }
  enum TeamMemberRole { MAINTAINER MEMBER }
  enum TeamMembershipType { ALL CHILD_TEAM IMMEDIATE }
  enum TeamNotificationSetting { NOTIFICATIONS_DISABLED NOTIFICATIONS_ENABLED }
  enum TeamOrderField { NAME }
  enum TeamPrivacy { SECRET VISIBLE }
  enum TeamRole { ADMIN MEMBER }
  input TeamMemberOrder { direction: OrderDirection! field: TeamMemberOrderField! }
  input TeamOrder { direction: OrderDirection! field: TeamOrderField! }
  ${connection('Team', 'Team')}
  ${connection('TeamMember', 'User', 'node: User! role: TeamMemberRole!')}
  ${connection('OrganizationMember', 'User', 'node: User role: OrganizationMemberRole')}
  ${connection('ExternalIdentity', 'ExternalIdentity')}
`

/** GitHub Enterprise Server tells who is suspended; github.com's schema has no such field. */
const SERVER_SDL = 'extend type User { suspendedAt: DateTime }'

const built = new Map<boolean, GraphQLSchema>()

export function schemaOf(server: boolean): GraphQLSchema {
  const known = built.get(server)
  if (known !== undefined) return known
  const schema = buildSchema(server ? `${SDL} ${SERVER_SDL}` : SDL)
  built.set(server, schema)
  return schema
}
