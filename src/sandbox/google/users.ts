/** users.list and users.get. */
import type { WireRequest } from '../emulator.js'
import { etagOf, invalidInput, invalidParameter, notFound } from './answers.js'
import { parseClauses } from './clauses.js'
import { type Directory, type DirectoryUser, findUser } from './directory.js'
import { fold, order } from './fold.js'
import { checkScope, domainOf } from './groups.js'
import { listPage, USER_LIST } from './lists.js'
import { userSearch } from './user-search.js'

export function listUsers(directory: Directory, request: WireRequest, impersonated: boolean): Record<string, unknown> {
  const { query } = request
  checkScope(directory, query, impersonated)
  const view = projectionOf(query)
  const deleted = query.get('showDeleted')?.toLowerCase() === 'true'
  let users = [...directory.users.values()].filter((user) => user.deleted === deleted)
  const domain = query.get('domain')
  if (domain !== null) users = users.filter(({ record }) => domainOf(record.primaryEmail) === fold(domain))
  const search = query.get('query')
  if (search !== null) {
    const holds = userSearch(directory, parseClauses(search))
    users = users.filter((user) => holds(user) && !lags(directory, user))
  }
  return listPage(request, USER_LIST, sorted(users, query), (user) => showUser(directory, user, view))
}

export function getUser(directory: Directory, request: WireRequest, key: string): Record<string, unknown> {
  const view = projectionOf(request.query)
  const user = findUser(directory, key)
  if (!user) throw notFound('userKey')
  return showUser(directory, user, view)
}

/** The custom schemas that are shown: none in `basic`, those of the mask in `custom`, all in `full`. */
type Projection = { kind: 'basic' } | { kind: 'full' } | { kind: 'custom'; schemas: readonly string[] }

function projectionOf(query: URLSearchParams): Projection {
  const kind = (query.get('projection') ?? 'basic').toLowerCase()
  switch (kind) {
    case 'basic':
    case 'full':
      return { kind }
    case 'custom': {
      const schemas = (query.get('customFieldMask') ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '')
      if (schemas.length === 0) throw invalidInput('custom_field_mask')
      return { kind, schemas }
    }
    default:
      throw invalidParameter('projection', `Invalid value '${kind}'. Allowed values: [basic, custom, full]`)
  }
}

function sorted(users: DirectoryUser[], query: URLSearchParams): DirectoryUser[] {
  const orderBy = query.get('orderBy')
  if (orderBy === null) return users
  const key = SORT_KEYS[orderBy.toLowerCase()]
  if (!key) throw invalidParameter('orderBy', `Invalid value '${orderBy}'. Allowed values: [email, familyName, givenName]`)
  const rising = users.toSorted((one, other) => order(fold(key(one)), fold(key(other))))
  return query.get('sortOrder')?.toUpperCase() === 'DESCENDING' ? rising.reverse() : rising
}

const SORT_KEYS: Record<string, (user: DirectoryUser) => string> = {
  email: ({ record }) => record.primaryEmail,
  familyname: ({ record }) => record.name?.familyName ?? '',
  givenname: ({ record }) => record.name?.givenName ?? '',
}

function lags(directory: Directory, { id, record }: DirectoryUser): boolean {
  return directory.searchLags.has(fold(id)) || directory.searchLags.has(fold(record.primaryEmail))
}

const shown = new WeakMap<DirectoryUser, Record<string, unknown>>()

function showUser(directory: Directory, user: DirectoryUser, view: Projection): Record<string, unknown> {
  const { customSchemas, ...basic } = wholeUser(directory, user)
  if (customSchemas === undefined || view.kind === 'basic') return basic
  if (view.kind === 'full') return { ...basic, customSchemas }
  const chosen = Object.entries(customSchemas as object).filter(([name]) => view.schemas.includes(name))
  return chosen.length > 0 ? { ...basic, customSchemas: Object.fromEntries(chosen) } : basic
}

/** The seeded record, completed with what the API itself adds. */
function wholeUser(directory: Directory, user: DirectoryUser): Record<string, unknown> {
  const known = shown.get(user)
  if (known) return known
  const { name = {}, aliases, nonEditableAliases, ...record } = user.record
  const fullName = [name.givenName, name.familyName].filter((part) => part !== undefined && part !== '').join(' ')
  const resource = {
    isAdmin: false,
    isDelegatedAdmin: false,
    creationTime: '2024-01-01T00:00:00.000Z',
    agreedToTerms: true,
    suspended: false,
    archived: false,
    changePasswordAtNextLogin: false,
    ipWhitelisted: false,
    emails: [{ address: record.primaryEmail, primary: true }, ...(aliases ?? []).map((address) => ({ address }))],
    customerId: directory.customerId,
    orgUnitPath: '/',
    isMailboxSetup: true,
    includeInGlobalAddressList: true,
    ...(record.suspended ? { suspensionReason: 'ADMIN' } : {}),
    ...record,
    name: { ...(fullName === '' ? {} : { fullName }), ...name },
    ...(aliases?.length ? { aliases } : {}),
    ...(nonEditableAliases?.length ? { nonEditableAliases } : {}),
  }
  const whole = { kind: 'admin#directory#user', etag: etagOf(resource), ...resource }
  shown.set(user, whole)
  return whole
}
