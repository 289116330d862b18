/** The attributes that the endpoint takes, as one table: bodies, patches, seeds and the Schemas document all read it. */

export const coreUser = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const coreGroup = 'urn:ietf:params:scim:schemas:core:2.0:Group'
export const enterpriseUser = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

export interface TextField {
  kind: 'text'
  /** Every character must be of this class. */
  pattern: RegExp
  max: number
}
export interface BooleanField {
  kind: 'boolean'
  /** The guide shows `"false"` for `active` where the answers show `false`. */
  alsoAsText: boolean
}
export interface ComplexField {
  kind: 'complex'
  fields: Fields
}
/** Lists hold one value at most. */
export interface ListField {
  kind: 'list'
  fields: Fields
  tooMany: string
}
export type Field = TextField | BooleanField | ComplexField | ListField
export type Fields = Readonly<Record<string, Field>>

const unspaced = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u
const spaced = /^[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r \u00A0\u3000]+$/u

const text: TextField = { kind: 'text', pattern: spaced, max: 1024 }
const word = (max: number): TextField => ({ kind: 'text', pattern: unspaced, max })
const flag: BooleanField = { kind: 'boolean', alsoAsText: false }
const complex = (fields: Fields): ComplexField => ({ kind: 'complex', fields })
const list = (fields: Fields, tooMany: string): ListField => ({ kind: 'list', fields, tooMany })
const texts = (...names: string[]): Fields => Object.fromEntries(names.map((name) => [name, text]))

export const userFields: Fields = {
  externalId: word(256),
  userName: word(128),
  name: complex(texts('formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix')),
  ...texts('displayName', 'nickName', 'profileUrl'),
  emails: list({ ...texts('value', 'type'), primary: flag }, 'List attribute emails exceeds allowed limit of 1'),
  addresses: list(
    { ...texts('formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country', 'type'), primary: flag },
    'List attribute addresses allowed limit of 1',
  ),
  phoneNumbers: list(texts('value', 'type'), 'List attribute phoneNumbers exceeds allowed limit of 1'),
  roles: list({ ...texts('value', 'type'), primary: flag }, 'List attribute roles exceeds allowed limit of 1'),
  ...texts('title', 'userType', 'preferredLanguage', 'locale', 'timezone'),
  active: { kind: 'boolean', alsoAsText: true },
  [enterpriseUser]: complex({
    ...texts('employeeNumber', 'costCenter', 'organization', 'division', 'department'),
    manager: complex(texts('value', '$ref')),
  }),
}

export const groupFields = { externalId: word(256), displayName: text } satisfies Fields

/** PatchUser's list leaves roles out, though CreateUser takes them. */
export const patchableUserFields: ReadonlySet<string> = new Set(Object.keys(userFields).filter((name) => name !== 'roles'))

/** As they stand in a store: what `checkAttributes` let through. */
export interface UserAttributes {
  externalId?: string
  userName: string
  name?: Readonly<Record<string, string>>
  displayName?: string
  emails?: readonly { value?: string; type?: string; primary?: boolean }[]
  active: boolean
  [enterpriseUser]?: { manager?: { value?: string; $ref?: string }; [attribute: string]: unknown }
  [attribute: string]: unknown
}

export interface GroupAttributes {
  externalId?: string
  displayName: string
  /** SCIM has no word for it: the Identity Store API writes and reads it. */
  description?: string
}

const reserved = new Set(['administrator', 'awsadministrators'])

/** The Identity Store refuses these for users and groups alike. */
export function isReserved(name: string): boolean {
  return reserved.has(name.toLowerCase())
}
