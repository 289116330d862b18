/** SCIM resources on the wire, and our model: checked at the border, unknown attributes dropped, nulls and empty values read as absent. */
import * as z from 'zod'
import { prune } from '../../model/json.js'
import type { Deed, TargetGroup, TargetUser } from '../../model/snapshot.js'
import type { ActualUserAttributes, UserAttributes } from '../../model/user.js'

export const ENTERPRISE_URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const USER_URN = 'urn:ietf:params:scim:schemas:core:2.0:User'
const GROUP_URN = 'urn:ietf:params:scim:schemas:core:2.0:Group'

const text = z.string().optional()
// AWS shows the string "false" in an example of its own and answers booleans elsewhere.
const flag = z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })])

const email = z.object({ value: text, type: text, primary: flag.optional() })
const phone = z.object({ value: text, type: text })
const address = z.object({
  formatted: text, streetAddress: text, locality: text, region: text, postalCode: text, country: text, type: text, primary: flag.optional(),
})
const name = z.object({ formatted: text, familyName: text, givenName: text, middleName: text, honorificPrefix: text, honorificSuffix: text })
const enterprise = z.object({
  employeeNumber: text, costCenter: text, organization: text, division: text, department: text, manager: z.object({ value: text }).optional(),
})

/** RFC 7643 §3.1. Only for people who look at drift: whatever is otherwise is as if it were not told. Who it was SCIM does not say. */
const meta = z.object({ lastModified: z.iso.datetime({ offset: true }).optional() }).optional().catch(undefined)

const UserResource = z.object({
  id: z.string(),
  userName: z.string(),
  externalId: text,
  displayName: text,
  name: name.optional(),
  emails: z.array(email).optional(),
  // Left out, it means false: a client that omits false values has always worked.
  active: flag.default(false),
  addresses: z.array(address).optional(),
  phoneNumbers: z.array(phone).optional(),
  title: text,
  userType: text,
  nickName: text,
  preferredLanguage: text,
  locale: text,
  timezone: text,
  [ENTERPRISE_URN]: enterprise.optional(),
  meta,
})

const GroupResource = z.object({ id: z.string(), displayName: z.string(), externalId: text, meta })
const Members = z.object({ members: z.array(z.object({ value: z.string(), type: text })).optional() })

/** Its rows may be left out only where it says that there are none (RFC 7644 §3.4.2): `{}` is no empty list. */
export const ListResponse = z
  .object({
    Resources: z.array(z.unknown()).optional(),
    nextCursor: z.string().nullish(),
    itemsPerPage: z.number().optional(),
    /** Only outside cursor mode. */
    totalResults: z.number().optional(),
  })
  .refine(({ Resources, itemsPerPage, totalResults }) => Resources ?? [itemsPerPage, totalResults].includes(0), { path: ['Resources'], error: 'missing' })

/** Throws `ZodError` where the answer is no SCIM user. */
export function toUser(resource: unknown): TargetUser {
  const { id, [ENTERPRISE_URN]: extension, meta: stamps, ...rest } = UserResource.parse(prune(resource))
  const attributes = {
    ...rest,
    emails: primaryFirst(rest.emails?.filter(({ value }) => value !== undefined)),
    addresses: primaryFirst(rest.addresses)?.slice(0, 1),
    phoneNumbers: rest.phoneNumbers?.filter(({ value }) => value !== undefined).slice(0, 1),
    enterprise: extension,
  }
  return { id, attributes: prune(attributes) as ActualUserAttributes, ...changedAt(stamps) }
}

/** Throws `ZodError` where the answer is no SCIM group. Members are not looked at: AWS answers an empty list whatever the group holds. */
export function toGroup(resource: unknown): TargetGroup {
  const { id, displayName, externalId, meta: stamps } = GroupResource.parse(prune(resource))
  return { id, attributes: { displayName, ...(externalId !== undefined && { externalId }) }, ...changedAt(stamps) }
}

/** A group with the people in it, where the answer has the attribute at all. Groups among the members are left out: only people are ours to move. */
export function toGroupWithMembers(resource: unknown): TargetGroup {
  const { members } = Members.parse(resource)
  return { ...toGroup(resource), ...(members && { members: members.filter(({ type }) => type?.toLowerCase() !== 'group').map(({ value }) => value) }) }
}

/** A user's whole body for a create. `active` is always sent: what AWS takes its absence for is not documented. */
export function fromUser(user: UserAttributes): Record<string, unknown> {
  const { enterprise: extension, ...core } = user
  return { schemas: extension ? [USER_URN, ENTERPRISE_URN] : [USER_URN], ...core, ...(extension && { [ENTERPRISE_URN]: extension }) }
}

export function fromGroup(group: { displayName: string; externalId?: string | undefined }): Record<string, unknown> {
  return { schemas: [GROUP_URN], ...group }
}

function changedAt({ lastModified }: z.infer<typeof meta> = {}): { changed?: Deed } {
  return lastModified === undefined ? {} : { changed: { at: new Date(lastModified).toISOString().replace('.000Z', 'Z') } }
}

function primaryFirst<T extends { primary?: boolean | undefined }>(list: readonly T[] | undefined): T[] | undefined {
  return list && [...list].sort((a, b) => Number(b.primary ?? false) - Number(a.primary ?? false))
}
