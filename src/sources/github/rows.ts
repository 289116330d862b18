/** The border to GitHub's APIs: what an answer must look like before anything believes it. */
import * as z from 'zod'
import type { JsonObject } from '../../model/json.js'

/** Immutable, where logins and slugs are renamed. The schema lets it be absent; then nothing can be told apart by it. */
const databaseId = z.number().int().positive()
const text = z.string().nullish()
const counted = { totalCount: z.number().int().nonnegative(), pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: text }) }

/** One page of a list. Rows that GitHub leaves null are rows that it does not show: the count tells that they are missing. */
export interface Page<Row> {
  rows: Row[]
  totalCount: number
  /** Undefined on the last page. */
  next: string | undefined
}

function page<Row>(row: z.ZodType<Row>) {
  return z.object({ ...counted, nodes: z.array(row.nullable()).nullable() }).transform(({ nodes, ...rest }) => toPage(rest, nodes ?? []))
}

function toPage<Row>({ totalCount, pageInfo }: z.infer<z.ZodObject<typeof counted>>, rows: readonly (Row | null)[]): Page<Row> {
  return { rows: rows.filter((row) => row !== null), totalCount, next: pageInfo.hasNextPage ? (pageInfo.endCursor ?? '') : undefined }
}

/** Objects stay whole, as far as they were asked for: CEL mappings see them. */
const Team = z
  .looseObject({ id: z.string().min(1), databaseId, slug: z.string().min(1), name: z.string(), combinedSlug: z.string(), parentTeam: z.looseObject({ databaseId }).nullish() })
  .transform((team): TeamRow => ({
    id: String(team.databaseId),
    nodeId: team.id,
    slug: team.slug,
    name: team.name,
    label: team.combinedSlug,
    parent: team.parentTeam ? String(team.parentTeam.databaseId) : undefined,
    record: team as JsonObject,
  }))

export interface TeamRow {
  id: string
  /** By which GraphQL finds it. */
  nodeId: string
  slug: string
  name: string
  /** `acme/platform`. */
  label: string
  parent: string | undefined
  record: JsonObject
}

export const TeamsPage = z
  .object({ organization: z.object({ databaseId, teams: page(Team) }) })
  .transform(({ organization }) => ({ ...organization.teams, organisationId: organization.databaseId }))

export interface PersonRow {
  id: string
  login: string
  name: string | undefined
  /** Undefined where they were not asked for. */
  verifiedEmails: readonly string[] | undefined
  suspended: boolean
  record: JsonObject
}

const Person = z.looseObject({ databaseId, login: z.string().min(1), name: text, organizationVerifiedDomainEmails: z.array(z.string()).optional(), suspendedAt: text })
const MemberEdge = z.object({ role: text, node: Person.nullable() }).transform(({ role, node }): PersonRow | null => node && toPersonRow(node, role))

function toPersonRow(person: z.infer<typeof Person>, role: string | null | undefined): PersonRow {
  return {
    id: String(person.databaseId),
    login: person.login,
    name: person.name ?? undefined,
    verifiedEmails: person.organizationVerifiedDomainEmails,
    suspended: typeof person.suspendedAt === 'string',
    record: { ...(person as JsonObject), role: role ?? null },
  }
}

export const PeoplePage = z
  .object({ organization: z.object({ membersWithRole: z.object({ ...counted, edges: z.array(MemberEdge.nullable()).nullable() }) }) })
  .transform(({ organization: { membersWithRole: { edges, ...rest } } }) => toPage(rest, edges ?? []))

const attributes = {
  username: text,
  givenName: text,
  familyName: text,
  emails: z.array(z.object({ value: z.string(), primary: z.boolean().nullish(), type: text })).nullish(),
}

/** What the identity provider says of somebody; `user` is null until somebody has claimed it. */
const Identity = z.object({
  guid: z.string().min(1),
  samlIdentity: z.object({ nameId: text, ...attributes }).nullish(),
  scimIdentity: z.object(attributes).nullish(),
  user: z.object({ databaseId }).nullish(),
})
export type IdentityRow = z.infer<typeof Identity>

const Provider = z.object({ externalIdentities: page(Identity) }).nullable()

/** Undefined: single sign-on is not the organisation's own, or not shown to who asks. */
export const IdentitiesPage = z.object({ organization: z.object({ samlIdentityProvider: Provider }) }).transform(({ organization }) => organization.samlIdentityProvider?.externalIdentities)
export const EnterpriseIdentitiesPage = z
  .object({ enterprise: z.object({ ownerInfo: z.object({ samlIdentityProvider: Provider }).nullable() }) })
  .transform(({ enterprise }) => enterprise.ownerInfo?.samlIdentityProvider?.externalIdentities)

const TeamMember = z.object({ databaseId, login: z.string().min(1) }).transform((member) => ({ id: String(member.databaseId), login: member.login }))
export type TeamMemberRow = z.infer<typeof TeamMember>

const TeamWithMembers = z.object({ databaseId, members: page(TeamMember) }).transform((team) => ({ id: String(team.databaseId), ...team.members }))
/** One page of one team's members, by the team's id. */
export type MembersPage = z.infer<typeof TeamWithMembers>

export const TeamMembersPages = z.object({ nodes: z.array(TeamWithMembers) }).transform(({ nodes }) => nodes)
export const MoreTeamMembersPages = z.record(z.string(), TeamWithMembers).transform((answers) => Object.values(answers))

/** REST's own forms. https://docs.github.com/en/rest */
export const RestTeam = z.object({ slug: z.string(), name: z.string() })
export const RestUser = z.object({ login: z.string().min(1) })
/** `role` is `suspended` for managed accounts that were deprovisioned, which nothing else in github.com's APIs tells. */
export const RestMembership = z.object({ state: z.string(), role: z.string() })
