/** Members, members of members, and owners of a group: mixed types, each shown as far as the caller may see it. */
import type { WireAnswer, WireRequest } from '../emulator.js'
import { asSeen, maySee } from './access.js'
import { answered, badRequest, unsupported } from './answers.js'
import { groupOr404 } from './directory.js'
import { parseFilter } from './filter.js'
import { listPage } from './lists.js'
import { isAdvanced, type Query, readQuery } from './query.js'
import { propertiesOf, PROPERTIES, showMember } from './resources.js'
import type { Tenant, TenantGroup, TenantObject } from './tenant.js'

export interface Asked {
  tenant: Tenant
  permissions: ReadonlySet<string>
  group: string
  relation: 'members' | 'transitiveMembers' | 'owners'
  cast: string | undefined
}

export function listRelated(request: WireRequest, asked: Asked): WireAnswer {
  const { tenant, permissions, cast } = asked
  const query = readQuery(request)
  if (query.manager !== undefined) throw badRequest('Expanding the manager is not supported on lists of members.')
  const rows = related(asked, query)
  const set = cast === undefined ? 'directoryObjects' : `${cast}s`
  return listPage(request, query, {
    context: query.select === undefined ? set : `${set}(${query.select.join(',')})`,
    rows,
    show: (object) => {
      const shown = showMember(tenant, object, query, maySee(permissions, object.kind))
      return object.kind === 'user' ? asSeen(permissions, shown) : shown
    },
    emptyPage: tenant.quirks.emptyPages ?? false,
  })
}

export function countMembers(request: WireRequest, asked: Asked): WireAnswer {
  const query = readQuery(request)
  if (!query.eventual) throw badRequest('$count is not currently supported.')
  return answered(String(related(asked, { ...query, count: true }).length), { 'content-type': 'text/plain' })
}

function related({ tenant, permissions, group: key, relation, cast }: Asked, query: Query): TenantObject[] {
  const group = groupOr404(tenant, key)
  const advanced = isAdvanced(query)
  if (!advanced && (cast !== undefined || query.filter !== undefined || query.orderBy !== undefined)) {
    throw unsupported("Request with OData cast, $filter or $orderby on this property needs the header 'ConsistencyLevel: eventual' and $count=true.")
  }
  if (cast === 'group' && group.record.groupTypes?.includes('Unified')) throw unsupported("The specified cast 'microsoft.graph.group' is not supported for groups of this type.")
  const filter = query.filter === undefined ? undefined : parseFilter(query.filter, { name: 'DirectoryObject', properties: new Set([...PROPERTIES.user, ...PROPERTIES.group]) })
  // Membership that is hidden from the caller looks like none.
  const hidden = group.record.visibility === 'HiddenMembership' && relation !== 'owners' && !mayLookIntoHidden(permissions)
  const ids = hidden ? [] : relation === 'owners' ? group.owners : relation === 'members' ? group.members : transitive(tenant, group)
  return ids.flatMap((id) => {
    const object = tenant.objects.get(id)
    if (object === undefined || (object.kind === 'user' && object.deleted)) return []
    // v1.0 lists service principals only by way of the index ("Known issue" of the page "List group members").
    if (!advanced && object.kind === 'servicePrincipal') return []
    if (advanced && tenant.unindexed.has(id)) return []
    return (cast === undefined || object.kind === cast) && (filter?.holds(propertiesOf(object)) ?? true) ? [object] : []
  })
}

const mayLookIntoHidden = (permissions: ReadonlySet<string>) => ['Member.Read.Hidden', 'Directory.ReadWrite.All'].some((permission) => permissions.has(permission))

/** Each once, nested groups among them. */
function transitive(tenant: Tenant, group: TenantGroup): string[] {
  const found = new Set<string>()
  const queue = [group]
  for (const { members } of queue) {
    for (const id of members) {
      const object = tenant.objects.get(id)
      if (object?.kind === 'group' && !found.has(id) && id !== group.id) queue.push(object)
      found.add(id)
    }
  }
  return [...found]
}
