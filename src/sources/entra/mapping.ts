/** A Graph user becomes a draft, attribute by attribute. */
import type { JsonObject } from '../../model/json.js'
import type { UserDraft } from '../../model/user.js'

/** Names from elsewhere where Entra has none, and mail addresses in place of the names that it makes up for guests. */
export function draftOf(record: JsonObject, { guestByMail }: { guestByMail: boolean }): UserDraft {
  const principal = text(record.userPrincipalName)
  const mail = text(record.mail)
  const names = namesOf(record, principal)
  return compact({
    userName: guestByMail ? mail : principal,
    displayName: names.displayName,
    name: compact({ givenName: names.givenName, familyName: names.familyName, formatted: names.displayName }),
    emails: emails(mail ?? (isGuestName(principal) ? undefined : principal)),
    addresses: addresses(record),
    phoneNumbers: phoneNumbers(record),
    title: text(record.jobTitle),
    userType: text(record.employeeType),
    preferredLanguage: text(record.preferredLanguage),
    enterprise: enterprise(record),
  })
}

/**
 * AWS wants both names, and Entra requires only the display name: its first word and the rest of it stand for what is missing; a single
 * word stands for both. A display name that is missing too is made of the names, or of what stands before the @.
 */
function namesOf(record: JsonObject, principal: string | undefined): { displayName: string | undefined; givenName: string | undefined; familyName: string | undefined } {
  const [given, family] = [text(record.givenName), text(record.surname)]
  const displayName = text(record.displayName) ?? ([given, family].filter((part) => part !== undefined).join(' ') || principal?.split('@')[0])
  const words = displayName?.split(/\s+/u) ?? []
  const rest = words.length > 1 ? words.slice(1).join(' ') : words[0]
  return { displayName, givenName: given ?? words[0], familyName: family ?? rest }
}

/** `alice_partner.example#EXT#@tenant.onmicrosoft.com` is nobody's mailbox. */
function isGuestName(principal: string | undefined): boolean {
  return principal?.includes('#EXT#') ?? false
}

function emails(address: string | undefined): UserDraft['emails'] {
  return address === undefined ? undefined : [{ value: address, type: 'work', primary: true }]
}

function addresses({ streetAddress, city, state, postalCode, country }: JsonObject): UserDraft['addresses'] {
  const address = compact({ streetAddress: text(streetAddress), locality: text(city), region: text(state), postalCode: text(postalCode), country: text(country) })
  return Object.keys(address).length === 0 ? undefined : [{ ...address, type: 'work' }]
}

/** The desk's before the pocket's: AWS takes one. */
function phoneNumbers({ businessPhones, mobilePhone }: JsonObject): UserDraft['phoneNumbers'] {
  const business = Array.isArray(businessPhones) ? businessPhones.map(text).find((one) => one !== undefined) : undefined
  if (business !== undefined) return [{ value: business, type: 'work' }]
  const mobile = text(mobilePhone)
  return mobile === undefined ? undefined : [{ value: mobile, type: 'mobile' }]
}

/** The manager by user principal name, which is what AWS knows people by. */
function enterprise(record: JsonObject): UserDraft['enterprise'] {
  const { division, costCenter } = object(record.employeeOrgData)
  const manager = text(object(record.manager).userPrincipalName)
  const mapped = compact({
    employeeNumber: text(record.employeeId),
    costCenter: text(costCenter),
    organization: text(record.companyName),
    division: text(division),
    department: text(record.department),
    manager: manager === undefined ? undefined : { value: manager },
  })
  return Object.keys(mapped).length === 0 ? undefined : mapped
}

function object(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}

function text(value: unknown): string | undefined {
  const trimmed = typeof value === 'string' ? value.trim() : ''
  return trimmed === '' ? undefined : trimmed
}

type Compact<T> = { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> } & {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K]
}

/** Absent means absent: keys without a value are left out. */
function compact<T extends object>(value: T): Compact<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Compact<T>
}
