/** One person in the words of two APIs: the Identity Store API writes SCIM's attributes with capitals, and keeps the enterprise attributes apart. */
import { enterpriseUser, type UserAttributes } from '../scim/schema.js'

export const ENTERPRISE = 'aws:identitystore:enterprise'

/** The attributes that a create, an update and a reading share; in the model's order. */
export const USER_MEMBERS = [
  'UserName', 'Name', 'DisplayName', 'NickName', 'ProfileUrl', 'Emails', 'Addresses', 'PhoneNumbers', 'UserType', 'Title', 'PreferredLanguage',
  'Locale', 'Timezone', 'Roles',
] as const

export function toScim(members: Readonly<Record<string, unknown>>, enterprise: unknown): Record<string, unknown> {
  const own = USER_MEMBERS.flatMap((member) => (members[member] === undefined ? [] : [[lowered(member), fitted(lowered(member), members[member])] as const]))
  return { ...Object.fromEntries(own), ...(enterprise === undefined ? {} : { [enterpriseUser]: enterprise }) }
}

export function fromScim(attributes: UserAttributes): Record<string, unknown> {
  const shown = USER_MEMBERS.flatMap((member) => {
    const value = attributes[lowered(member)]
    return value === undefined ? [] : [[member, raisedKeys(value)] as const]
  })
  return Object.fromEntries(shown)
}

const lowered = (key: string) => key.charAt(0).toLowerCase() + key.slice(1)
const raised = (key: string) => key.charAt(0).toUpperCase() + key.slice(1)

/**
 * A value as the store holds it. AWS's reference shows capitals inside an update's lists, Terraform sends none: both are taken. Which phone is
 * the primary one is taken and not kept: there is only one, and SCIM has no word for it.
 */
export function fitted(attribute: string, value: unknown): unknown {
  const lower = withKeys(value, lowered)
  if (attribute !== 'phoneNumbers' || !Array.isArray(lower)) return lower
  return lower.map((phone: unknown) => (typeof phone === 'object' && phone !== null ? Object.fromEntries(Object.entries(phone).filter(([key]) => key !== 'primary')) : phone))
}

const raisedKeys = (value: unknown): unknown => withKeys(value, raised)

function withKeys(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => withKeys(item, rename))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [rename(key), withKeys(item, rename)]))
}
