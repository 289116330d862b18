/** A person's attributes, in the shape of RFC 7643 with the limits that AWS puts on it: no list holds more than one value. */
import * as z from 'zod'

const text = z.string().min(1)

export const Name = z.strictObject({
  formatted: text.optional(),
  familyName: text,
  givenName: text,
  middleName: text.optional(),
  honorificPrefix: text.optional(),
  honorificSuffix: text.optional(),
})

export const Email = z.strictObject({ value: text, type: text.optional(), primary: z.literal(true) })
export const PhoneNumber = z.strictObject({ value: text, type: text.optional() })
export const Address = z.strictObject({
  formatted: text.optional(),
  streetAddress: text.optional(),
  locality: text.optional(),
  region: text.optional(),
  postalCode: text.optional(),
  country: text.optional(),
  type: text.optional(),
  primary: z.boolean().optional(),
})

/** `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User` of RFC 7643 §4.3. */
export const Enterprise = z.strictObject({
  employeeNumber: text.optional(),
  costCenter: text.optional(),
  organization: text.optional(),
  division: text.optional(),
  department: text.optional(),
  manager: z.strictObject({ value: text }).optional(),
})

/**
 * What we ask of a target for one person. Absent means absent: empty strings and nulls never enter.
 * `profileUrl` and `manager.$ref` may be sent but are never answered by AWS, so they are not here: what cannot be read cannot be planned.
 */
export const UserAttributes = z.strictObject({
  userName: text,
  externalId: text.optional(),
  displayName: text,
  name: Name,
  emails: z.array(Email).max(1).optional(),
  active: z.boolean(),
  addresses: z.array(Address).max(1).optional(),
  phoneNumbers: z.array(PhoneNumber).max(1).optional(),
  title: text.optional(),
  userType: text.optional(),
  nickName: text.optional(),
  preferredLanguage: text.optional(),
  locale: text.optional(),
  timezone: text.optional(),
  enterprise: Enterprise.optional(),
})
export type UserAttributes = z.infer<typeof UserAttributes>

/** What a target really holds: objects made by hand or by another tool may lack what we would require. */
export const ActualUserAttributes = UserAttributes.partial().extend({
  userName: text,
  active: z.boolean(),
  name: Name.partial().optional(),
  emails: z.array(Email.extend({ primary: z.boolean().optional() })).optional(),
})
export type ActualUserAttributes = z.infer<typeof ActualUserAttributes>

export const USER_FIELDS = Object.keys(UserAttributes.shape) as readonly (keyof UserAttributes)[]

/** Always synchronised, whatever `user_fields` selects. */
export const CORE_FIELDS = ['userName', 'externalId', 'displayName', 'name', 'emails', 'active'] as const

/**
 * A source's own reading of a person before it is judged: anything may be missing or malformed.
 * `desired` turns it into `UserAttributes`, or into a finding.
 */
export interface UserDraft {
  userName?: string
  displayName?: string
  name?: { formatted?: string; familyName?: string; givenName?: string }
  emails?: { value: string; type?: string; primary: true }[]
  addresses?: { formatted?: string; streetAddress?: string; locality?: string; region?: string; postalCode?: string; country?: string; type?: string }[]
  phoneNumbers?: { value: string; type?: string }[]
  title?: string
  userType?: string
  nickName?: string
  preferredLanguage?: string
  locale?: string
  timezone?: string
  enterprise?: { employeeNumber?: string; costCenter?: string; organization?: string; division?: string; department?: string; manager?: { value: string } }
}
