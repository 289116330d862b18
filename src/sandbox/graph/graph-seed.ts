/** The `entra` section of a seed: one Microsoft Entra tenant in Microsoft Graph's own property names. */
import * as z from 'zod'

const text = z.string().min(1)
const guid = z.string().regex(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, 'is not a GUID')
const nullable = text.nullable().optional()
const texts = z.array(z.string()).optional()

/** A `user` resource; what is left out is null, or Graph's default, and `id` is made from the user principal name. */
export const EntraUserSeed = z.strictObject({
  id: guid.optional(),
  userPrincipalName: z.string().regex(/^[^\s@]+@[^\s@]+$/, 'is not a user principal name (name@domain)'),
  /** From the names, unless given. */
  displayName: nullable,
  givenName: nullable,
  surname: nullable,
  mail: nullable,
  mailNickname: nullable,
  otherMails: texts,
  proxyAddresses: texts,
  accountEnabled: z.boolean().nullable().optional(),
  userType: z.enum(['Member', 'Guest']).nullable().optional(),
  externalUserState: z.enum(['PendingAcceptance', 'Accepted']).nullable().optional(),
  externalUserStateChangeDateTime: nullable,
  creationType: nullable,
  createdDateTime: nullable,
  /** Set: the user is soft-deleted, and gone from every list and every group. */
  deletedDateTime: nullable,
  jobTitle: nullable,
  department: nullable,
  companyName: nullable,
  employeeId: nullable,
  employeeType: nullable,
  employeeHireDate: nullable,
  employeeOrgData: z.strictObject({ division: nullable, costCenter: nullable }).nullable().optional(),
  officeLocation: nullable,
  streetAddress: nullable,
  city: nullable,
  state: nullable,
  postalCode: nullable,
  country: nullable,
  usageLocation: nullable,
  businessPhones: z.array(z.string()).max(1).optional(),
  mobilePhone: nullable,
  faxNumber: nullable,
  preferredLanguage: nullable,
  onPremisesSyncEnabled: z.boolean().nullable().optional(),
  onPremisesImmutableId: nullable,
  onPremisesSamAccountName: nullable,
  onPremisesUserPrincipalName: nullable,
  onPremisesDistinguishedName: nullable,
  onPremisesDomainName: nullable,
  onPremisesExtensionAttributes: z.record(z.string(), z.string().nullable()).optional(),
  /** Who leads them: a user principal name or an id. */
  manager: text.optional(),
})
export type EntraUserSeed = z.infer<typeof EntraUserSeed>

/** A user principal name, an id of anything, or the name of a group where only one has it. */
const Reference = text

export const EntraGroupSeed = z.strictObject({
  id: guid.optional(),
  displayName: text,
  description: nullable,
  mail: nullable,
  mailNickname: nullable,
  mailEnabled: z.boolean().optional(),
  securityEnabled: z.boolean().optional(),
  /** `Unified` is a Microsoft 365 group, which holds no groups. */
  groupTypes: z.array(z.enum(['Unified', 'DynamicMembership'])).optional(),
  membershipRule: nullable,
  membershipRuleProcessingState: z.enum(['On', 'Paused']).nullable().optional(),
  visibility: z.enum(['Private', 'Public', 'HiddenMembership']).nullable().optional(),
  isAssignableToRole: z.boolean().nullable().optional(),
  onPremisesSyncEnabled: z.boolean().nullable().optional(),
  createdDateTime: nullable,
  members: z.array(Reference).optional(),
  owners: z.array(Reference).optional(),
})
export type EntraGroupSeed = z.infer<typeof EntraGroupSeed>

/** Members that are no people: only who they are is held. */
const Other = z.strictObject({ id: guid.optional(), displayName: text })
export type EntraOtherSeed = z.infer<typeof Other>

/** What vouches for somebody else's tokens; `jwks` stands for the issuer's published keys, which a sandbox does not fetch. */
const FederatedCredential = z.strictObject({
  issuer: text,
  subject: text,
  audiences: z.array(text).length(1).default(['api://AzureADTokenExchange']),
  jwks: z.strictObject({ keys: z.array(z.record(z.string(), z.json())) }),
})

/** The app registration that reads. */
const App = z.strictObject({
  clientId: guid.optional(),
  /** Client secrets; the one in the sandbox's folder unless given. */
  secrets: z.array(z.strictObject({ value: text, endDateTime: z.iso.datetime().optional() })).optional(),
  /** PEM. */
  certificates: z.array(text).optional(),
  federatedCredentials: z.array(FederatedCredential).optional(),
  /** Application permissions with admin consent. */
  permissions: z.array(text).optional(),
})

export const EntraSeed = z.strictObject({
  tenantId: guid.optional(),
  /** A verified domain, which may stand for the tenant's id. */
  domain: text.optional(),
  app: App.optional(),
  /** Known defects of the API. */
  quirks: z
    .strictObject({
      /** Ids or names that the index behind advanced queries has not caught up with: such queries do not see them. */
      indexLags: z.array(text).optional(),
      /** So many parts of batches are refused with 429, counted anew with every seed. */
      throttledParts: z.number().int().nonnegative().optional(),
      /** Every listing has an empty page in its middle, as Graph's may. */
      emptyPages: z.boolean().optional(),
    })
    .optional(),
  users: z.array(EntraUserSeed).optional(),
  groups: z.array(EntraGroupSeed).optional(),
  devices: z.array(Other).optional(),
  servicePrincipals: z.array(Other).optional(),
  contacts: z.array(Other).optional(),
})
export type EntraSeed = z.infer<typeof EntraSeed>
