/** Accounts, permission sets and applications of one organization, and which principals are assigned to them. */
import { IdpscimError } from '../../errors.js'
import type { Room } from '../scim/room.js'
import { hexFrom } from '../scim/seed-defaults.js'
import type { AccessSeed, PrincipalSeed } from './aws-access-seed.js'

export const INSTANCE = 'ssoins-72230f3b6c1d4e5a'

export interface Principal {
  type: 'GROUP' | 'USER'
  id: string
}

export interface PermissionSet {
  arn: string
  name: string
  managedPolicies: readonly string[]
}

export interface Application {
  arn: string
  name: string
}

export interface AccessBook {
  accounts: readonly { id: string; name: string }[]
  permissionSets: readonly PermissionSet[]
  assignments: readonly { account: string; permissionSet: PermissionSet; principal: Principal }[]
  applications: readonly Application[]
  applicationAssignments: readonly { application: Application; principal: Principal }[]
}

export const EMPTY_BOOK: AccessBook = { accounts: [], permissionSets: [], assignments: [], applications: [], applicationAssignments: [] }

/** AWS's managed policies that people name their permission sets after. */
const POLICIES = ['AdministratorAccess', 'PowerUserAccess', 'ReadOnlyAccess', 'ViewOnlyAccess', 'SecurityAudit', 'Billing', 'DatabaseAdministrator', 'NetworkAdministrator', 'SystemAdministrator']

/** Names are those of the store as it is now. Throws `BadSeed`. */
export function loadBook(seed: AccessSeed, room: Room, ownerAccount: string): AccessBook {
  const accounts = seed.accounts ?? []
  const permissionSets = (seed.permissionSets ?? []).map(({ name, managedPolicies }) => ({
    name,
    arn: `arn:aws:sso:::permissionSet/${INSTANCE}/ps-${hexFrom(`permission set ${name}`).slice(0, 16)}`,
    managedPolicies: managedPolicies ?? POLICIES.filter((policy) => name.replace(/^AWS/, '') === policy),
  }))
  const applications = (seed.applications ?? []).map(({ name }) => ({ name, arn: `arn:aws:sso::${ownerAccount}:application/${INSTANCE}/apl-${hexFrom(`application ${name}`).slice(0, 16)}` }))
  return {
    accounts,
    permissionSets,
    applications,
    assignments: (seed.assignments ?? []).map(({ account, permissionSet, ...who }, index) => {
      const place = `aws.assignments[${index}]`
      if (!accounts.some(({ id }) => id === account)) throw badSeed(place, `${account} is none of aws.accounts`)
      return { account, permissionSet: named(permissionSets, permissionSet, `${place}.permissionSet`, 'aws.permissionSets'), principal: principalOf(who, room, place) }
    }),
    applicationAssignments: (seed.applicationAssignments ?? []).map(({ application, ...who }, index) => {
      const place = `aws.applicationAssignments[${index}]`
      return { application: named(applications, application, `${place}.application`, 'aws.applications'), principal: principalOf(who, room, place) }
    }),
  }
}

/** With the names that principals have now; who is gone is left with the id. `by: 'id'` tells both. */
export function dumpBook(book: AccessBook, room: Room, by?: 'id'): AccessSeed {
  const who = ({ type, id }: Principal): { group?: PrincipalSeed; user?: PrincipalSeed } => {
    const name = type === 'GROUP' ? room.store.groups.get(id)?.attributes.displayName : room.store.users.get(id)?.attributes.userName
    const told = name === undefined ? { id } : by === 'id' ? { id, name } : name
    return type === 'GROUP' ? { group: told } : { user: told }
  }
  const filled = <Key extends keyof AccessSeed>(key: Key, rows: NonNullable<AccessSeed[Key]>): Partial<AccessSeed> => (rows.length === 0 ? {} : { [key]: rows })
  return {
    ...filled('accounts', [...book.accounts]),
    ...filled('permissionSets', book.permissionSets.map(({ name, managedPolicies }) => ({ name, managedPolicies: [...managedPolicies] }))),
    ...filled('assignments', book.assignments.map(({ account, permissionSet, principal }) => ({ account, permissionSet: permissionSet.name, ...who(principal) }))),
    ...filled('applications', book.applications.map(({ name }) => ({ name }))),
    ...filled('applicationAssignments', book.applicationAssignments.map(({ application, principal }) => ({ application: application.name, ...who(principal) }))),
  }
}

function principalOf({ group, user }: { group?: PrincipalSeed | undefined; user?: PrincipalSeed | undefined }, { store }: Room, place: string): Principal {
  const seed = group ?? user
  const type = group === undefined ? 'USER' : 'GROUP'
  const { id, name } = typeof seed === 'object' ? seed : { name: seed }
  const held = type === 'GROUP' ? (id === undefined ? undefined : store.groups.get(id)) : id === undefined ? undefined : store.users.get(id)
  const found = held ?? (name === undefined ? undefined : type === 'GROUP' ? store.groupBy('displayName', name) : store.userBy('userName', name))
  const chosen = found?.id ?? id
  if (chosen === undefined) throw badSeed(place, `${JSON.stringify(name)} is the name of no ${type === 'GROUP' ? 'group' : 'user'}`)
  return { type, id: chosen }
}

function named<Thing extends { name: string }>(things: readonly Thing[], name: string, place: string, list: string): Thing {
  const thing = things.find((one) => one.name === name)
  if (!thing) throw badSeed(place, `${name} is none of ${list}`)
  return thing
}

function badSeed(place: string, why: string): IdpscimError {
  return new IdpscimError('BadSeed', `the seed is not usable: ${place}: ${why}`, { suggestions: ["mend the seed's aws section"] })
}
