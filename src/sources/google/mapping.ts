/** A Google user record becomes a draft, attribute by attribute as the original program chose them. */
import type { JsonObject } from '../../model/json.js'
import type { UserDraft } from '../../model/user.js'

/** Go's `strings.TrimSpace`, which the original used: Unicode's White_Space, not JavaScript's slightly different `trim`. */
const SPACE_AROUND = /^\p{White_Space}+|\p{White_Space}+$/gu
/** Google's consoles refuse a blank name but take these, so people of one name carry them for the other; AWS refuses most of these and takes a blank. */
const INVISIBLE_AROUND = /^[\p{White_Space}\u200B-\u200D\u2060\uFEFF]+|[\p{White_Space}\u200B-\u200D\u2060\uFEFF]+$/gu

/**
 * The default mapping. Nothing is folded, shortened or invented: what the record lacks, the draft lacks. `locale`, `timezone`,
 * `nickName` and `employeeNumber` are never filled, and a manager needs a primary organization, exactly as before.
 */
export function draftOf(record: JsonObject): UserDraft {
  const names = object(record.name)
  const givenName = namePart(names.givenName)
  const familyName = namePart(names.familyName)
  const formatted = name(names.fullName)
  const userName = trimmed(record.primaryEmail)
  const organization = first(record.organizations, (entry) => entry.primary === true)
  return compact({
    userName,
    displayName: formatted ?? trimmed([givenName, familyName].filter((part) => part !== undefined && part !== ' ').join(' ')),
    name: compact({ formatted, familyName, givenName }),
    emails: emails(record, userName),
    addresses: addresses(record),
    phoneNumbers: phoneNumbers(record),
    title: text(organization?.title),
    userType: text(record.kind),
    preferredLanguage: text(first(record.languages, (entry) => entry.preference === 'preferred')?.languageCode),
    enterprise: organization && enterprise(organization, record),
  })
}

/** Google seldom gives the primary address a type; the fallback says `work`. */
function emails(record: JsonObject, userName: string | undefined): UserDraft['emails'] {
  const primary = first(record.emails, (entry) => entry.primary === true)
  const address = text(primary?.address)
  if (address !== undefined) return [compact({ value: address, type: text(primary?.type), primary: true as const })]
  return userName === undefined ? undefined : [{ value: userName, type: 'work', primary: true }]
}

/** The first of either type in Google's order, not "work before home"; only its `formatted` travels. */
function addresses(record: JsonObject): UserDraft['addresses'] {
  const formatted = text(first(record.addresses, workOrHome)?.formatted)
  return formatted === undefined ? undefined : [{ formatted }]
}

function phoneNumbers(record: JsonObject): UserDraft['phoneNumbers'] {
  const phone = first(record.phones, workOrHome)
  const value = text(phone?.value)
  return value === undefined ? undefined : [compact({ value, type: text(phone?.type) })]
}

/** Google's `domain` is SCIM's `division`, and the manager's `value` is a mail address: both are the original's choice. */
function enterprise(organization: JsonObject, record: JsonObject): UserDraft['enterprise'] {
  const manager = text(first(record.relations, (entry) => entry.type === 'manager')?.value)
  const mapped = compact({
    costCenter: text(organization.costCenter),
    organization: text(organization.name),
    division: text(organization.domain),
    department: text(organization.department),
    manager: manager === undefined ? undefined : { value: manager },
  })
  return Object.keys(mapped).length === 0 ? undefined : mapped
}

const workOrHome = (entry: JsonObject) => entry.type === 'work' || entry.type === 'home'

/** Multi-valued fields are `any` in the discovery document, so neither a list nor its entries are taken for granted. */
function first(list: unknown, fits: (entry: JsonObject) => boolean): JsonObject | undefined {
  return Array.isArray(list) ? list.map(object).find(fits) : undefined
}

function object(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function trimmed(value: unknown): string | undefined {
  return text(text(value)?.replace(SPACE_AROUND, ''))
}

/** Nothing at all is missing; something that shows nothing is a name that somebody meant to be blank. */
function namePart(value: unknown): string | undefined {
  return text(value) === undefined ? undefined : (name(value) ?? ' ')
}

function name(value: unknown): string | undefined {
  return text(text(value)?.replace(INVISIBLE_AROUND, ''))
}

type Compact<T> = { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> } & {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K]
}

/** Absent means absent: keys without a value are left out. */
function compact<T extends object>(value: T): Compact<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Compact<T>
}
