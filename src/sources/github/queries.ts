/** The questions put to GitHub's GraphQL API: each a list, by pages, with the count that GitHub gives of it. */

const PAGE = 'totalCount pageInfo { hasNextPage endCursor }'

export const LIST_TEAMS = `query ListTeams($org: String!, $first: Int!, $after: String) {
  organization(login: $org) {
    id
    databaseId
    teams(first: $first, after: $after) { ${PAGE} nodes { id databaseId slug name combinedSlug description privacy parentTeam { databaseId slug } } }
  }
}`

/** What is asked of a person only where the configuration needs it: verified addresses cost GitHub a search each. */
export interface PeopleFields {
  verifiedEmails: boolean
  /** GitHub Enterprise Server alone has it: elsewhere the whole question would be refused. */
  suspendedAt: boolean
}

export function listPeople({ verifiedEmails, suspendedAt }: PeopleFields): string {
  const fields = ['id databaseId login name', ...(verifiedEmails ? ['organizationVerifiedDomainEmails(login: $org)'] : []), ...(suspendedAt ? ['suspendedAt'] : [])]
  return `query ListPeople($org: String!, $first: Int!, $after: String) {
  organization(login: $org) {
    membersWithRole(first: $first, after: $after) { ${PAGE} edges { role node { ${fields.join(' ')} } } }
  }
}`
}

const ATTRIBUTES = 'username givenName familyName emails { value primary type }'
const IDENTITIES = `externalIdentities(first: $first, after: $after) { ${PAGE} nodes { guid samlIdentity { nameId ${ATTRIBUTES} } scimIdentity { ${ATTRIBUTES} } user { databaseId } } }`

export const LIST_IDENTITIES = `query ListIdentities($org: String!, $first: Int!, $after: String) {
  organization(login: $org) { samlIdentityProvider { ${IDENTITIES} } }
}`

export const LIST_ENTERPRISE_IDENTITIES = `query ListIdentities($enterprise: String!, $first: Int!, $after: String) {
  enterprise(slug: $enterprise) { ownerInfo { samlIdentityProvider { ${IDENTITIES} } } }
}`

/**
 * Immediate members alone: GitHub's default holds those of the teams below as well, and would not say by which way. The first pages of many
 * teams at once.
 */
export const LIST_TEAM_MEMBERS = `query ListTeamMembers($ids: [ID!]!, $first: Int!) {
  nodes(ids: $ids) { ... on Team { databaseId ${membersField('')} } }
}`

/** Further pages of `count` teams at once, by the variables `id0` and `after0` and so on. */
export function listMoreTeamMembers(count: number): string {
  const each = Array.from({ length: count }, (_, n) => n)
  return `query ListTeamMembers($first: Int!, ${each.map((n) => `$id${n}: ID!, $after${n}: String!`).join(', ')}) {
  ${each.map((n) => `team${n}: node(id: $id${n}) { ... on Team { databaseId ${membersField(`, after: $after${n}`)} } }`).join('\n  ')}
}`
}

function membersField(after: string): string {
  return `members(first: $first${after}, membership: IMMEDIATE) { ${PAGE} nodes { databaseId login } }`
}
