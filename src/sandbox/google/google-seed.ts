/** The `google` section of a seed: a Workspace account in the Directory API's own field names. */
import * as z from 'zod'

const mail = z.string().regex(/^[^\s@]+@[^\s@]+$/, 'is not a mail address')

/** Google's discovery document types these as `any`; only their being lists of objects is held here. */
const entries = z.array(z.record(z.string(), z.json()))

/** A `users` resource; what is left out takes the API's default, and `id` is made from the mail. */
export const GoogleUserSeed = z.strictObject({
  kind: z.string().optional(),
  etag: z.string().optional(),
  id: z.string().min(1).optional(),
  primaryEmail: mail,
  /** Names may be missing or empty, so that records which cannot be mapped can be seeded. */
  name: z
    .strictObject({
      givenName: z.string().optional(),
      familyName: z.string().optional(),
      fullName: z.string().optional(),
      displayName: z.string().optional(),
    })
    .optional(),
  suspended: z.boolean().optional(),
  archived: z.boolean().optional(),
  suspensionReason: z.string().optional(),
  isAdmin: z.boolean().optional(),
  isDelegatedAdmin: z.boolean().optional(),
  isGuestUser: z.boolean().optional(),
  orgUnitPath: z.string().optional(),
  customerId: z.string().optional(),
  creationTime: z.string().optional(),
  lastLoginTime: z.string().optional(),
  /** Set: the user is deleted, and only `showDeleted=true` lists them. */
  deletionTime: z.string().optional(),
  agreedToTerms: z.boolean().optional(),
  ipWhitelisted: z.boolean().optional(),
  changePasswordAtNextLogin: z.boolean().optional(),
  includeInGlobalAddressList: z.boolean().optional(),
  isMailboxSetup: z.boolean().optional(),
  isEnrolledIn2Sv: z.boolean().optional(),
  isEnforcedIn2Sv: z.boolean().optional(),
  recoveryEmail: z.string().optional(),
  recoveryPhone: z.string().optional(),
  thumbnailPhotoUrl: z.string().optional(),
  thumbnailPhotoEtag: z.string().optional(),
  emails: entries.optional(),
  aliases: z.array(mail).optional(),
  nonEditableAliases: z.array(mail).optional(),
  phones: entries.optional(),
  addresses: entries.optional(),
  organizations: entries.optional(),
  externalIds: entries.optional(),
  relations: entries.optional(),
  languages: entries.optional(),
  locations: entries.optional(),
  ims: entries.optional(),
  keywords: entries.optional(),
  websites: entries.optional(),
  posixAccounts: entries.optional(),
  sshPublicKeys: entries.optional(),
  gender: z.record(z.string(), z.json()).optional(),
  notes: z.record(z.string(), z.json()).optional(),
  customSchemas: z.record(z.string(), z.record(z.string(), z.json())).optional(),
})
export type GoogleUserSeed = z.infer<typeof GoogleUserSeed>

/**
 * A mail, or a `members` resource. A mail that no user and no group of the seed has belongs to somebody outside;
 * with `type: GROUP` it is a group outside, whose members nobody here may list.
 */
export const GoogleMemberSeed = z.union([
  mail,
  z.strictObject({
    /** Wins over `email`, so that renames leave members where they are. */
    id: z.string().min(1).optional(),
    email: mail.optional(),
    type: z.enum(['USER', 'GROUP', 'CUSTOMER', 'EXTERNAL']).optional(),
    role: z.enum(['OWNER', 'MANAGER', 'MEMBER']).optional(),
    /** `null` takes the key away from somebody who would have one. */
    status: z.string().nullable().optional(),
  }),
])
export type GoogleMemberSeed = z.infer<typeof GoogleMemberSeed>

export const GoogleGroupSeed = z.strictObject({
  kind: z.string().optional(),
  etag: z.string().optional(),
  id: z.string().min(1).optional(),
  email: mail,
  name: z.string(),
  description: z.string().optional(),
  adminCreated: z.boolean().optional(),
  aliases: z.array(mail).optional(),
  nonEditableAliases: z.array(mail).optional(),
  /** Counted by the emulator; accepted so that a vendor's answer can be pasted. */
  directMembersCount: z.string().optional(),
  members: z.array(GoogleMemberSeed).optional(),
})
export type GoogleGroupSeed = z.infer<typeof GoogleGroupSeed>

export const GoogleSeed = z.strictObject({
  domain: z.string().min(1).optional(),
  customerId: z.string().min(1).optional(),
  /** What domain-wide delegation grants the service account; by default the three read-only directory scopes. */
  delegatedScopes: z.array(z.string()).optional(),
  /** Observed defects of the API, by the mails or ids they strike. */
  quirks: z
    .strictObject({
      /** Missing from lists with a `query`, though single reads find them. */
      searchLags: z.array(z.string()).optional(),
      /** Missing from members lists with `includeDerivedMembership`. */
      derivedDrops: z.array(z.string()).optional(),
    })
    .optional(),
  users: z.array(GoogleUserSeed).optional(),
  groups: z.array(GoogleGroupSeed).optional(),
})
export type GoogleSeed = z.infer<typeof GoogleSeed>
