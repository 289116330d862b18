/** Users and groups as the Identity Store API writes them, and our model: checked at the border, unknown members dropped, empty values read as absent. */
import * as z from 'zod'
import { prune } from '../../model/json.js'
import type { GroupAttributes } from '../../model/group.js'
import type { TargetGroup, TargetUser } from '../../model/snapshot.js'
import type { ActualUserAttributes, UserAttributes } from '../../model/user.js'
import { lastDeed, STAMPS } from './deed.js'

/** The only extension that the API names. */
export const ENTERPRISE = 'aws:identitystore:enterprise'

const text = z.string().nullish()
const email = z.object({ Value: text, Type: text, Primary: z.boolean().nullish() })
const phone = z.object({ Value: text, Type: text })
const address = z.object({
  Formatted: text, StreetAddress: text, Locality: text, Region: text, PostalCode: text, Country: text, Type: text, Primary: z.boolean().nullish(),
})
const name = z.object({ Formatted: text, FamilyName: text, GivenName: text, MiddleName: text, HonorificPrefix: text, HonorificSuffix: text })
/** Free JSON in the service's model; as in SCIM, by all that is known. */
const enterprise = z.object({
  employeeNumber: text, costCenter: text, organization: text, division: text, department: text, manager: z.object({ value: text }).nullish(),
})
const externalIds = z.array(z.object({ Id: z.string() })).nullish()

const UserResource = z.object({
  UserId: z.string(),
  UserName: z.string(),
  DisplayName: text,
  Name: name.nullish(),
  Emails: z.array(email).nullish(),
  Addresses: z.array(address).nullish(),
  PhoneNumbers: z.array(phone).nullish(),
  Title: text,
  UserType: text,
  NickName: text,
  PreferredLanguage: text,
  Locale: text,
  Timezone: text,
  ExternalIds: externalIds,
  // Absent from stores and emulators that are older than the attribute.
  UserStatus: z.enum(['ENABLED', 'DISABLED']).nullish(),
  Extensions: z.object({ [ENTERPRISE]: enterprise.optional() }).nullish(),
  Revision: text,
  ...STAMPS,
})

const GroupResource = z.object({ GroupId: z.string(), DisplayName: text, ExternalIds: externalIds, Revision: text, ...STAMPS })

/** What is read, and which revision of it that was. */
export type Revised<T> = T & { revision?: string }

/** Throws `ZodError` where the answer is no user. */
export function toUser(resource: unknown): Revised<TargetUser> {
  const { UserId, UserStatus, ExternalIds, Extensions, Revision, Emails, Addresses, PhoneNumbers, Name, CreatedAt, CreatedBy, UpdatedAt, UpdatedBy, ...flat } = UserResource.parse(resource)
  const attributes = {
    ...lowered(flat),
    externalId: ExternalIds?.[0]?.Id,
    name: Name && lowered(Name),
    emails: primaryFirst(Emails?.filter(({ Value }) => present(Value)))?.map(lowered),
    active: UserStatus !== 'DISABLED',
    addresses: primaryFirst(Addresses ?? undefined)?.slice(0, 1).map(lowered),
    phoneNumbers: PhoneNumbers?.filter(({ Value }) => present(Value)).slice(0, 1).map(lowered),
    enterprise: Extensions?.[ENTERPRISE],
  }
  return { id: UserId, attributes: prune(attributes) as ActualUserAttributes, ...lastDeed({ CreatedAt, CreatedBy, UpdatedAt, UpdatedBy }), ...(present(Revision) && { revision: Revision }) }
}

/** Throws `ZodError` where the answer is no group. One without a name goes by its id: the API requires none. */
export function toGroup(resource: unknown): Revised<TargetGroup> {
  const { GroupId, DisplayName, ExternalIds, Revision, ...stamps } = GroupResource.parse(resource)
  const externalId = ExternalIds?.[0]?.Id
  return { id: GroupId, attributes: { displayName: present(DisplayName) ? DisplayName : GroupId, ...(externalId !== undefined && { externalId }) }, ...lastDeed(stamps), ...(present(Revision) && { revision: Revision }) }
}

/** A user's whole input for a create. `externalId` and `active` have no place in it. */
export function fromUser({ externalId: _, active: __, enterprise: extension, ...user }: UserAttributes): Record<string, unknown> {
  return { ...raised(user), ...(extension && { Extensions: { [ENTERPRISE]: extension } }) }
}

export function fromGroup({ displayName }: GroupAttributes): Record<string, unknown> {
  return { DisplayName: displayName }
}

function present(value: string | null | undefined): value is string {
  return value !== undefined && value !== null && value !== ''
}

function primaryFirst<T extends { Primary?: boolean | null | undefined }>(list: readonly T[] | null | undefined): T[] | undefined {
  return list ? [...list].sort((a, b) => Number(b.Primary ?? false) - Number(a.Primary ?? false)) : undefined
}

const lowered = (value: object) => renamed(value, (key) => key.charAt(0).toLowerCase() + key.slice(1)) as Record<string, unknown>
const raised = (value: object) => renamed(value, (key) => key.charAt(0).toUpperCase() + key.slice(1)) as Record<string, unknown>

function renamed(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[rename(key), renamed(item, rename)] as const])))
}
