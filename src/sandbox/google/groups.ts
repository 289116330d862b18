/** groups.list and groups.get. */
import type { WireRequest } from '../emulator.js'
import { badRequest, etagOf, forbidden, invalidInput, invalidParameter, notFound, refuse } from './answers.js'
import { parseClauses, type Clause } from './clauses.js'
import { type Directory, type DirectoryGroup, findGroup, findUser } from './directory.js'
import { fold } from './fold.js'
import { GROUP_LIST, listPage } from './lists.js'

export function listGroups(directory: Directory, request: WireRequest, impersonated: boolean): Record<string, unknown> {
  const { query } = request
  const userKey = query.get('userKey')
  if (userKey !== null && query.has('customer')) throw badRequest()
  if (userKey === null) checkScope(directory, query, impersonated)
  let groups = [...directory.groups.values()]
  const domain = query.get('domain')
  if (domain !== null) groups = groups.filter(({ record }) => domainOf(record.email) === fold(domain))
  if (userKey !== null) {
    const member = findUser(directory, userKey) ?? findGroup(directory, userKey)
    if (!member) throw notFound('userKey')
    groups = groups.filter(({ id }) => directory.groupsOf.get(member.id)?.has(id))
  }
  const search = query.get('query')
  if (search !== null) {
    const holds = groupSearch(directory, parseClauses(search))
    groups = groups.filter((group) => holds(group) && !lags(directory, group))
  }
  const orderBy = query.get('orderBy')
  if (orderBy !== null && orderBy.toLowerCase() !== 'email') throw invalidParameter('orderBy', `Invalid value '${orderBy}'. Allowed values: [email]`)
  if (orderBy !== null && query.get('sortOrder')?.toUpperCase() === 'DESCENDING') groups.reverse()
  return listPage(request, GROUP_LIST, groups, showGroup)
}

export function getGroup(directory: Directory, key: string): Record<string, unknown> {
  return showGroup(groupOr404(directory, key))
}

/** A group of another organisation is refused where an unknown one is not found. */
export function groupOr404(directory: Directory, key: string): DirectoryGroup {
  const group = findGroup(directory, key)
  if (group) return group
  throw directory.foreignGroups.has(key) || directory.foreignGroups.has(fold(key)) ? forbidden() : notFound('groupKey')
}

/** One of `customer` and `domain` must say whose directory it is; `my_customer` needs somebody whose customer it could be. */
export function checkScope(directory: Directory, query: URLSearchParams, impersonated: boolean): void {
  const customer = query.get('customer')
  const domain = query.get('domain')
  if (customer === null && domain === null) throw badRequest()
  if (customer === 'my_customer') {
    if (!impersonated) throw invalidInput()
  } else if (customer !== null && customer !== directory.customerId) {
    throw /^C[0-9a-z]+$/i.test(customer) ? forbidden() : badRequest()
  }
  if (domain !== null && !domainsOf(directory).has(fold(domain))) throw refuse(404, 'notFound', 'Domain not found')
}

export const domainOf = (mail: string): string => fold(mail.slice(mail.lastIndexOf('@') + 1))

function domainsOf(directory: Directory): Set<string> {
  const mails = [...[...directory.users.values()].map(({ record }) => record.primaryEmail), ...[...directory.groups.values()].map(({ record }) => record.email)]
  return new Set([fold(directory.domain), ...mails.map(domainOf)])
}

function lags(directory: Directory, { id, record }: DirectoryGroup): boolean {
  return directory.searchLags.has(fold(id)) || directory.searchLags.has(fold(record.email))
}

/** "Search for groups" guide: email and name, equal or by prefix; memberKey, alone. */
function groupSearch(directory: Directory, clauses: readonly Clause[]): (group: DirectoryGroup) => boolean {
  const tests = clauses.map((clause): ((group: DirectoryGroup) => boolean) => {
    const value = fold(clause.value)
    if (clause.operator === ':' && !clause.prefix) throw invalidInput('query')
    const fits = (text: string) => (clause.operator === '=' ? fold(text) === value : fold(text).startsWith(value))
    switch (clause.field) {
      case 'email':
        return ({ record }) => [record.email, ...(record.aliases ?? [])].some(fits)
      case 'name':
        // Prefixes of names shorter than three characters are refused.
        if (clause.operator === ':' && value.length < 3) throw invalidInput('query')
        return ({ record }) => fits(record.name)
      case 'memberKey': {
        if (clauses.length > 1 || clause.operator === ':') throw invalidInput('query')
        const id = memberId(directory, clause.value)
        return (group) => directory.groupsOf.get(id)?.has(group.id) ?? false
      }
      default:
        throw invalidInput('query')
    }
  })
  return (group) => tests.every((holds) => holds(group))
}

/** Somebody of this account, the account itself, or somebody outside who is in one of its groups. */
export function memberId(directory: Directory, key: string): string {
  const id = findUser(directory, key)?.id ?? findGroup(directory, key)?.id ?? (directory.groupsOf.has(key) || key === directory.customerId ? key : undefined)
  if (id !== undefined) return id
  for (const { members } of directory.groups.values()) {
    const outsider = members.find(({ mail }) => mail !== undefined && fold(mail) === fold(key))
    if (outsider) return outsider.id
  }
  throw invalidInput('memberKey')
}

const shown = new WeakMap<DirectoryGroup, Record<string, unknown>>()

function showGroup(group: DirectoryGroup): Record<string, unknown> {
  const known = shown.get(group)
  if (known) return known
  const { aliases, nonEditableAliases, ...record } = group.record
  const resource = {
    ...record,
    directMembersCount: String(group.members.length),
    description: record.description ?? '',
    adminCreated: record.adminCreated ?? true,
    ...(aliases?.length ? { aliases } : {}),
    ...(nonEditableAliases?.length ? { nonEditableAliases } : {}),
  }
  const whole = { kind: 'admin#directory#group', etag: etagOf(resource), ...resource }
  shown.set(group, whole)
  return whole
}
