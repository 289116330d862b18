/** The `github` section of a seed: one organisation, in the field names of GitHub's GraphQL schema. */
import * as z from 'zod'

const text = z.string().min(1)
const databaseId = z.number().int().positive().max(2_147_483_647)
const slug = z.string().regex(/^[\p{L}\p{N}_-]+$/u, 'is no slug: letters, digits, - and _')

export const GithubMemberSeed = z.strictObject({
  login: text,
  /** Made from the login where it is left out; what stays when somebody is renamed. */
  databaseId: databaseId.optional(),
  name: z.string().nullable().optional(),
  /** Public on the profile; and verified for the organisation, unless `organizationVerifiedDomainEmails` says which are. */
  email: z.string().optional(),
  organizationVerifiedDomainEmails: z.array(text).optional(),
  role: z.enum(['ADMIN', 'MEMBER']).optional(),
  /** Shown by GitHub Enterprise Server's schema, and as `role: suspended` by the organisation's REST membership. */
  suspendedAt: z.iso.datetime().nullable().optional(),
})
export type GithubMemberSeed = z.infer<typeof GithubMemberSeed>

const attributes = {
  username: z.string().nullable().optional(),
  givenName: z.string().nullable().optional(),
  familyName: z.string().nullable().optional(),
  emails: z.array(z.strictObject({ value: text, primary: z.boolean().nullable().optional(), type: z.string().nullable().optional() })).optional(),
  groups: z.array(z.string()).optional(),
}

export const GithubIdentitySeed = z.strictObject({
  guid: text.optional(),
  /** Whose it is; `null` is an identity that nobody has claimed. */
  login: text.nullable(),
  databaseId: databaseId.optional(),
  samlIdentity: z.strictObject({ nameId: z.string().nullable().optional(), ...attributes }).nullable().optional(),
  scimIdentity: z.strictObject(attributes).nullable().optional(),
})
export type GithubIdentitySeed = z.infer<typeof GithubIdentitySeed>

const IdentityProvider = z.strictObject({ externalIdentities: z.array(GithubIdentitySeed).optional() })

/** A login; with a `databaseId` beside it, whoever has that now. A login that no member has is somebody from outside. */
export const GithubTeamMemberSeed = z.union([
  text,
  z.strictObject({ login: text.optional(), databaseId: databaseId.optional(), role: z.enum(['MAINTAINER', 'MEMBER']).optional() }),
])
export type GithubTeamMemberSeed = z.infer<typeof GithubTeamMemberSeed>

export const GithubTeamSeed = z
  .strictObject({
    slug: slug.optional(),
    name: text.optional(),
    databaseId: databaseId.optional(),
    description: z.string().nullable().optional(),
    privacy: z.enum(['VISIBLE', 'SECRET']).optional(),
    /** The slug of the team that it is nested in. */
    parent: slug.nullable().optional(),
    members: z.array(GithubTeamMemberSeed).optional(),
    /** People who were asked and have not answered: no members. */
    invitations: z.array(text).optional(),
  })
  .refine(({ slug, name }) => slug !== undefined || name !== undefined, 'needs a slug or a name')
export type GithubTeamSeed = z.infer<typeof GithubTeamSeed>

export const GithubSeed = z.strictObject({
  org: z.string().regex(/^[A-Za-z0-9-]+$/, 'is no login of an organisation').optional(),
  databaseId: databaseId.optional(),
  name: text.optional(),
  members: z.array(GithubMemberSeed).optional(),
  teams: z.array(GithubTeamSeed).optional(),
  /** Single sign-on of the organisation itself. */
  samlIdentityProvider: IdentityProvider.nullable().optional(),
  /** The enterprise that the organisation belongs to, and its single sign-on. */
  enterprise: z.strictObject({ slug: text, samlIdentityProvider: IdentityProvider.nullable().optional() }).optional(),
  /** Logins and slugs that lists, and their counts, leave out, though single reads and teams have them: an index that lags, or a view that is narrower. */
  quirks: z.strictObject({ unlisted: z.array(text).optional() }).optional(),
  /** What the GitHub App was granted when it was installed; `null` is an App that is not installed. */
  installation: z.strictObject({ permissions: z.record(text, z.enum(['read', 'write'])).optional(), suspended: z.boolean().optional() }).nullable().optional(),
  /** The personal access token: its scopes, and whether it was authorised for single sign-on. */
  token: z.strictObject({ scopes: z.array(text).optional(), samlAuthorized: z.boolean().optional() }).optional(),
})
export type GithubSeed = z.infer<typeof GithubSeed>
