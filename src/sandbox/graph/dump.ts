/** A tenant back in the seed's form: what `GET /state` shows, and what `load` takes for exactly the same tenant. */
import type { EntraSeed } from './graph-seed.js'
import { groupsOf, type OtherKind, type Tenant, type TenantUser } from './tenant.js'

/** With `by: 'id'` everybody is named by id, so that a merge patch that renames somebody leaves them where they are. */
export function dumpTenant(tenant: Tenant, by?: 'id'): EntraSeed {
  const { id: tenantId, domain, app, quirks, objects } = tenant
  const nameOf = (id: string): string => {
    const object = objects.get(id)
    return by !== 'id' && object?.kind === 'user' ? object.record.userPrincipalName : id
  }
  const users = [...objects.values()].filter((object): object is TenantUser => object.kind === 'user')
  const others = (kind: OtherKind) => [...objects.values()].filter((object) => object.kind === kind).map(({ id, record }) => ({ id, displayName: record.displayName ?? id }))
  const [devices, servicePrincipals, contacts] = [others('device'), others('servicePrincipal'), others('orgContact')]
  return {
    tenantId,
    domain,
    ...(Object.keys(app).length === 0 ? {} : { app }),
    ...(Object.keys(quirks).length === 0 ? {} : { quirks }),
    users: users.map(({ id, record, manager }) => ({ ...record, id, ...(manager === undefined ? {} : { manager: nameOf(manager) }) })),
    groups: groupsOf(tenant).map(({ id, record, members, owners }) => ({
      ...record,
      id,
      members: members.map(nameOf),
      ...(owners.length === 0 ? {} : { owners: owners.map(nameOf) }),
    })),
    ...(devices.length === 0 ? {} : { devices }),
    ...(servicePrincipals.length === 0 ? {} : { servicePrincipals }),
    ...(contacts.length === 0 ? {} : { contacts }),
  }
}
