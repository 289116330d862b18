/** One tenant as the emulator holds it: an immutable value made from the seed, everything in it found by id. */
import { createHash } from 'node:crypto'
import { IdpscimError } from '../../errors.js'
import type { EntraGroupSeed, EntraOtherSeed, EntraSeed, EntraUserSeed } from './graph-seed.js'
import { createRegister, findReference, type Register } from './references.js'

export type OtherKind = 'device' | 'servicePrincipal' | 'orgContact'

export interface TenantUser {
  kind: 'user'
  id: string
  record: Omit<EntraUserSeed, 'manager'>
  manager?: string
  deleted: boolean
}

export interface TenantGroup {
  kind: 'group'
  id: string
  record: Omit<EntraGroupSeed, 'members' | 'owners'>
  /** Ids, in the seed's order. */
  members: readonly string[]
  owners: readonly string[]
}

export interface TenantOther {
  kind: OtherKind
  id: string
  record: EntraOtherSeed
}

export type TenantObject = TenantUser | TenantGroup | TenantOther

export interface Tenant {
  id: string
  domain: string
  app: NonNullable<EntraSeed['app']>
  quirks: NonNullable<EntraSeed['quirks']>
  /** By id, people first, each kind in the seed's order. */
  objects: ReadonlyMap<string, TenantObject>
  register: Register
  /** Ids that advanced queries do not see. */
  unindexed: ReadonlySet<string>
}

export const DEFAULT_TENANT = 'f0a1b2c3-d4e5-4f60-8a1b-2c3d4e5f6071'
export const DEFAULT_CLIENT = 'a1b2c3d4-0001-4002-8003-e5f6a7b8c9d0'
export const DEFAULT_DOMAIN = 'example.com'
export const LEAST_PERMISSIONS = ['GroupMember.Read.All', 'User.Read.All']

/**
 * Throws `BadSeed` where two things claim one id or user principal name, or a member is nobody. Whoever only `previous` knew has left its
 * groups; whoever was renamed since keeps their place.
 */
export function buildTenant(seed: EntraSeed, previous?: Tenant): Tenant {
  const users = (seed.users ?? []).map((record) => identified('user', record, record.userPrincipalName))
  const groups = numbered(seed.groups ?? []).map(({ record, number }) => identified('group', record, `${record.displayName} ${number}`))
  const others = [...othersOf('device', seed.devices), ...othersOf('servicePrincipal', seed.servicePrincipals), ...othersOf('orgContact', seed.contacts)]
  const register = createRegister([...users, ...groups, ...others])
  const find = (reference: string, place: string) => findReference(reference, { place, register, former: previous?.register })
  const listed = (references: readonly string[] | undefined, group: string, what: string) => {
    const ids = (references ?? []).map((one) => find(one, `${what} of ${group}`)).filter((id) => id !== undefined)
    if (new Set(ids).size < ids.length) throw new IdpscimError('BadSeed', `entra: ${what} of ${group} name somebody twice`)
    return ids
  }

  const objects = new Map<string, TenantObject>()
  for (const { id, record: { manager, ...record } } of users) {
    const above = manager === undefined ? undefined : find(manager, `the manager of ${record.userPrincipalName}`)
    objects.set(id, { kind: 'user', id, record, deleted: (record.deletedDateTime ?? null) !== null, ...(above === undefined ? {} : { manager: above }) })
  }
  for (const { id, record: { members, owners, ...record } } of groups) {
    objects.set(id, { kind: 'group', id, record, members: listed(members, record.displayName, 'members'), owners: listed(owners, record.displayName, 'owners') })
  }
  for (const other of others) objects.set(other.id, other)
  return {
    id: seed.tenantId ?? DEFAULT_TENANT,
    domain: seed.domain ?? DEFAULT_DOMAIN,
    app: seed.app ?? {},
    quirks: seed.quirks ?? {},
    objects,
    register,
    unindexed: new Set((seed.quirks?.indexLags ?? []).map((one) => find(one, 'quirks.indexLags')).filter((id) => id !== undefined)),
  }
}

export function usersOf(tenant: Tenant): TenantUser[] {
  return [...tenant.objects.values()].filter((object) => object.kind === 'user' && !object.deleted) as TenantUser[]
}

export function groupsOf(tenant: Tenant): TenantGroup[] {
  return [...tenant.objects.values()].filter((object) => object.kind === 'group')
}

export const permissionsOf = ({ app }: Tenant): readonly string[] => app.permissions ?? LEAST_PERMISSIONS

function othersOf(kind: OtherKind, seeds: readonly EntraOtherSeed[] = []) {
  return seeds.map((record) => identified(kind, record, record.displayName))
}

function identified<Kind extends string, Record extends { id?: string | undefined }>(kind: Kind, record: Record, name: string) {
  return { kind, id: (record.id ?? guidFrom(`${kind} ${name.toLowerCase()}`)).toLowerCase(), record }
}

/** Groups may share a name: the second of it needs another id. */
function numbered(groups: readonly EntraGroupSeed[]): { record: EntraGroupSeed; number: number }[] {
  const seen = new Map<string, number>()
  return groups.map((record) => {
    const number = seen.get(record.displayName) ?? 0
    seen.set(record.displayName, number + 1)
    return { record, number }
  })
}

/** The same name has the same id every time. */
function guidFrom(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
