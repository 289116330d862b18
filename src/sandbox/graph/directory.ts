/** The readings that Graph answers from a tenant: lists of groups and users, and single objects. */
import type { WireAnswer, WireRequest } from '../emulator.js'
import { asSeen } from './access.js'
import { answered, badRequest, notFound, unsupported } from './answers.js'
import { parseFilter } from './filter.js'
import { listPage, rootOf } from './lists.js'
import { isAdvanced, type Query, readQuery } from './query.js'
import { fold } from './references.js'
import { checkSelect, managerOf, propertiesOf, PROPERTIES, show } from './resources.js'
import { groupsOf, type Tenant, type TenantGroup, type TenantObject, type TenantUser, usersOf } from './tenant.js'

type Listed = TenantUser | TenantGroup

const NAMES = { user: 'User', group: 'Group' } as const
const SETS = { user: 'users', group: 'groups' } as const

export function listObjects(tenant: Tenant, request: WireRequest, kind: Listed['kind'], permissions: ReadonlySet<string>): WireAnswer {
  const query = readQuery(request)
  checkSelect(query.select, kind)
  if (query.manager !== undefined && kind !== 'user') throw badRequest(`Parsing OData Select and Expand failed: Could not find a property named 'manager' on type 'microsoft.graph.${kind}'.`)
  const rows = selected(tenant, query, kind)
  return listPage(request, query, {
    context: query.select === undefined ? SETS[kind] : `${SETS[kind]}(${query.select.join(',')})`,
    rows,
    show: (row) => (kind === 'user' ? asSeen(permissions, show(tenant, row, query)) : show(tenant, row, query)),
    emptyPage: tenant.quirks.emptyPages ?? false,
  })
}

/** Plain text, and only from the index. */
export function countObjects(tenant: Tenant, request: WireRequest, kind: Listed['kind']): WireAnswer {
  const query = readQuery(request)
  if (!query.eventual) throw badRequest('$count is not currently supported.')
  return answered(String(selected(tenant, { ...query, count: true }, kind).length), { 'content-type': 'text/plain' })
}

function selected(tenant: Tenant, query: Query, kind: Listed['kind']): Listed[] {
  const all: Listed[] = kind === 'user' ? usersOf(tenant) : groupsOf(tenant)
  const advanced = isAdvanced(query)
  const filter = query.filter === undefined ? undefined : parseFilter(query.filter, { name: NAMES[kind], properties: PROPERTIES[kind] })
  if (!advanced && (filter?.advanced || (filter && query.orderBy))) {
    throw unsupported("The specified filter to the query is not supported: it needs the header 'ConsistencyLevel: eventual' and $count=true.")
  }
  const rows = all.filter((object) => (!advanced || !tenant.unindexed.has(object.id)) && (filter?.holds(propertiesOf(object)) ?? true))
  return query.orderBy === undefined ? rows : sorted(rows, query.orderBy)
}

function sorted(rows: Listed[], { property, descending }: NonNullable<Query['orderBy']>): Listed[] {
  const keyOf = (row: Listed) => {
    const value = propertiesOf(row)[property]
    return typeof value === 'string' ? fold(value) : ''
  }
  const rising = rows.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : keyOf(one) > keyOf(other) ? 1 : 0))
  return descending ? rising.reverse() : rising
}

export function getGroup(tenant: Tenant, request: WireRequest, key: string): WireAnswer {
  const { select } = readQuery(request)
  checkSelect(select, 'group')
  return one(request, 'groups', show(tenant, groupOr404(tenant, key), { select }))
}

export function getUser(tenant: Tenant, request: WireRequest, key: string, permissions: ReadonlySet<string>): WireAnswer {
  const query = readQuery(request)
  checkSelect(query.select, 'user')
  return one(request, 'users', asSeen(permissions, show(tenant, userOr404(tenant, key), query)))
}

export function getManager(tenant: Tenant, request: WireRequest, key: string): WireAnswer {
  const { select } = readQuery(request)
  const manager = managerOf(tenant, userOr404(tenant, key))
  if (!manager) throw notFound('manager')
  return answered({ '@odata.context': `${rootOf(request)}/v1.0/$metadata#directoryObjects/$entity`, '@odata.type': `#microsoft.graph.${manager.kind}`, ...show(tenant, manager, { select }) })
}

const one = (request: WireRequest, set: string, shown: object): WireAnswer => answered({ '@odata.context': `${rootOf(request)}/v1.0/$metadata#${set}/$entity`, ...shown })

export function groupOr404(tenant: Tenant, key: string): TenantGroup {
  const object: TenantObject | undefined = tenant.objects.get(fold(key))
  if (object?.kind !== 'group') throw notFound(key)
  return object
}

/** By id or by user principal name; deleted users are not found. */
function userOr404(tenant: Tenant, key: string): TenantUser {
  const object = tenant.objects.get(fold(key)) ?? tenant.objects.get(tenant.register.people.get(fold(key)) ?? '')
  if (object?.kind !== 'user' || object.deleted) throw notFound(key)
  return object
}
