/** The fields of "Search for users": `=` is equal, `:` contains, a trailing `*` begins with; a bare word looks through names and mails. */
import { invalidInput } from './answers.js'
import type { Clause } from './clauses.js'
import { type Directory, type DirectoryUser, findUser } from './directory.js'
import { fold } from './fold.js'
import type { GoogleUserSeed } from './google-seed.js'

type Test = (user: DirectoryUser) => boolean

export function userSearch(directory: Directory, clauses: readonly Clause[]): Test {
  const tests = clauses.map((clause) => clauseTest(directory, clause))
  return (user) => tests.every((holds) => holds(user))
}

function clauseTest(directory: Directory, clause: Clause): Test {
  const { field, operator } = clause
  if (field === undefined) return anyFits(clause, ({ record }) => [record.name?.givenName, record.name?.familyName, ...mails(record)])
  const flag = FLAGS[field]
  if (flag) {
    if (operator !== '=' || !/^(true|false)$/i.test(clause.value)) throw invalidInput('query')
    const wanted = fold(clause.value) === 'true'
    return ({ record }) => (record[flag] ?? false) === wanted
  }
  const texts = TEXTS[field]
  if (texts) return anyFits(clause, ({ record }) => texts(record))
  if (operator === '=') {
    if (field === 'orgUnitPath') return ({ record }) => within(record.orgUnitPath ?? '/', clause.value)
    if (field === 'phone') return ({ record }) => values(record.phones, 'value').some((phone) => bare(phone) === bare(clause.value))
    if (field === 'directManager' || field === 'directManagerId') return (user) => managerOf(directory, user)?.id === findUser(directory, clause.value)?.id
    if (field === 'manager' || field === 'managerId') return (user) => managersOf(directory, user).has(findUser(directory, clause.value)?.id ?? '')
  }
  const custom = /^(\w+)\.(\w+)$/.exec(field)
  if (custom) return anyFits(clause, ({ record }) => customValues(record, custom[1] ?? '', custom[2] ?? ''))
  throw invalidInput('query')
}

const FLAGS: Record<string, 'isAdmin' | 'isDelegatedAdmin' | 'suspended' | 'archived'> = {
  isAdmin: 'isAdmin',
  isDelegatedAdmin: 'isDelegatedAdmin',
  isSuspended: 'suspended',
  isArchived: 'archived',
}

const address = (part: string) => (record: GoogleUserSeed) => values(record.addresses, part)
const organization = (part: string) => (record: GoogleUserSeed) => values(record.organizations, part)

const TEXTS: Record<string, (record: GoogleUserSeed) => (string | undefined)[]> = {
  name: ({ name }) => [`${name?.givenName ?? ''} ${name?.familyName ?? ''}`.trim(), `${name?.givenName ?? ''}${name?.familyName ?? ''}`],
  email: (record) => mails(record),
  givenName: ({ name }) => [name?.givenName],
  familyName: ({ name }) => [name?.familyName],
  externalId: ({ externalIds }) => values(externalIds, 'value'),
  im: ({ ims }) => values(ims, 'im'),
  address: ({ addresses }) => (addresses ?? []).flatMap((entry) => Object.values(entry).filter((value) => typeof value === 'string')),
  addressPoBox: address('poBox'),
  addressExtended: address('extendedAddress'),
  addressStreet: address('streetAddress'),
  addressLocality: address('locality'),
  addressRegion: address('region'),
  addressPostalCode: address('postalCode'),
  addressCountry: address('country'),
  orgName: organization('name'),
  orgTitle: organization('title'),
  orgDepartment: organization('department'),
  orgDescription: organization('description'),
  orgCostCenter: organization('costCenter'),
}

const mails = (record: GoogleUserSeed): string[] => [record.primaryEmail, ...(record.aliases ?? []), ...values(record.emails, 'address')]

function values(entries: GoogleUserSeed['emails'], part: string): string[] {
  return (entries ?? []).map((entry) => entry[part]).filter((value) => typeof value === 'string')
}

function customValues(record: GoogleUserSeed, schema: string, field: string): string[] {
  const value = record.customSchemas?.[schema]?.[field]
  const listed = Array.isArray(value) ? value.map((entry) => (typeof entry === 'object' && entry !== null && 'value' in entry ? entry.value : entry)) : [value]
  return listed.filter((each) => each !== undefined && each !== null && typeof each !== 'object').map(String)
}

function anyFits(clause: Clause, texts: (user: DirectoryUser) => (string | undefined)[]): Test {
  const wanted = fold(clause.value)
  const fits = (text: string) => (clause.operator === '=' ? text === wanted : clause.prefix ? text.startsWith(wanted) : text.includes(wanted))
  return (user) => texts(user).some((text) => text !== undefined && fits(fold(text)))
}

/** An organisational unit holds those below it. */
function within(path: string, unit: string): boolean {
  const above = fold(unit).replace(/\/+$/, '')
  return fold(path) === above || fold(path).startsWith(`${above}/`)
}

const bare = (phone: string): string => phone.replace(/[^\d+]/g, '')

function managerOf(directory: Directory, user: DirectoryUser): DirectoryUser | undefined {
  const relation = (user.record.relations ?? []).find(({ type }) => type === 'manager')
  return typeof relation?.['value'] === 'string' ? findUser(directory, relation['value']) : undefined
}

function managersOf(directory: Directory, user: DirectoryUser): Set<string> {
  const above = new Set<string>()
  for (let manager = managerOf(directory, user); manager && !above.has(manager.id); manager = managerOf(directory, manager)) above.add(manager.id)
  return above
}
