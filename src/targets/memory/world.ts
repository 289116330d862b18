/** Users, groups and memberships in three maps, with the refusals of a real target: names, mails and our ids are unique, and what is gone is missing. */
import { IdpscimError } from '../../errors.js'
import type { GroupAttributes } from '../../model/group.js'
import { foldKey } from '../../model/json.js'
import type { ActualUserAttributes, UserAttributes } from '../../model/user.js'

export interface MemoryContent {
  users?: readonly { id: string; attributes: ActualUserAttributes }[]
  groups?: readonly { id: string; attributes: GroupAttributes; members?: readonly string[] }[]
}

export interface World {
  readonly users: Map<string, ActualUserAttributes>
  readonly groups: Map<string, GroupAttributes>
  /** Group id to user ids; every group has an entry. */
  readonly members: Map<string, Set<string>>
  /** How many ids were given, so that none comes back. */
  readonly given: { u: number; g: number }
}

export function createWorld({ users = [], groups = [] }: MemoryContent): World {
  return {
    users: new Map(users.map(({ id, attributes }) => [id, structuredClone(attributes)])),
    groups: new Map(groups.map(({ id, attributes }) => [id, structuredClone(attributes)])),
    members: new Map(groups.map(({ id, members = [] }) => [id, new Set(members)])),
    given: { u: 0, g: 0 },
  }
}

export function addUser(world: World, user: UserAttributes): string {
  refuseClash(world.users, undefined, user, userClaims)
  const id = newId(world, 'u')
  world.users.set(id, structuredClone(user))
  return id
}

export function addGroup(world: World, group: GroupAttributes): string {
  refuseClash(world.groups, undefined, group, groupClaims)
  const id = newId(world, 'g')
  world.groups.set(id, structuredClone(group))
  world.members.set(id, new Set())
  return id
}

/** Attributes that neither side names stay as they are. */
export function changeUser(world: World, id: string, before: Partial<ActualUserAttributes>, after: UserAttributes): void {
  const held = present(world.users, id, 'user')
  refuseClash(world.users, id, after, userClaims)
  world.users.set(id, { ...without(held, before), ...structuredClone(after) })
}

export function changeGroup(world: World, id: string, before: Partial<GroupAttributes>, after: GroupAttributes): void {
  const held = present(world.groups, id, 'group')
  refuseClash(world.groups, id, after, groupClaims)
  world.groups.set(id, { ...without(held, before), ...structuredClone(after) })
}

/** Nothing is changed unless the group and all the people exist. */
export function changeMembers(world: World, groupId: string, userIds: readonly string[], change: 'add' | 'delete', written: number): void {
  present(world.groups, groupId, 'group', { written })
  for (const id of userIds) present(world.users, id, 'user', { written })
  const people = world.members.get(groupId) ?? new Set()
  for (const id of userIds) people[change](id)
  world.members.set(groupId, people)
}

export function deleteUser(world: World, id: string): void {
  world.users.delete(id)
  for (const people of world.members.values()) people.delete(id)
}

export function deleteGroup(world: World, id: string): void {
  world.groups.delete(id)
  world.members.delete(id)
}

function newId(world: World, prefix: 'u' | 'g'): string {
  const map = prefix === 'u' ? world.users : world.groups
  do world.given[prefix]++
  while (map.has(`${prefix}${world.given[prefix]}`))
  return `${prefix}${world.given[prefix]}`
}

function userClaims(user: ActualUserAttributes): string[] {
  const mail = user.emails?.[0]?.value
  return [`name ${foldKey(user.userName)}`, ...(mail === undefined ? [] : [`mail ${foldKey(mail)}`]), ...(user.externalId === undefined ? [] : [`id ${user.externalId}`])]
}

function groupClaims(group: GroupAttributes): string[] {
  return [`name ${foldKey(group.displayName)}`, ...(group.externalId === undefined ? [] : [`id ${group.externalId}`])]
}

function refuseClash<T>(map: ReadonlyMap<string, T>, own: string | undefined, value: T, claimsOf: (value: T) => string[]): void {
  const claims = claimsOf(value)
  const clash = [...map].some(([id, other]) => id !== own && claimsOf(other).some((claim) => claims.includes(claim)))
  if (!clash) return
  throw new IdpscimError('TargetRefused', `the target holds ${claims.join(' or ')} already`, {
    facts: { status: 409, detail: 'a duplicate', requestId: 'memory', conflict: true },
  })
}

function present<T>(map: ReadonlyMap<string, T>, id: string, kind: string, facts: Record<string, unknown> = {}): T {
  const held = map.get(id)
  if (held !== undefined) return held
  throw new IdpscimError('TargetRefused', `the target has no ${kind} ${id}`, {
    facts: { status: 404, detail: `no ${kind} ${id}`, requestId: 'memory', missing: true, ...facts },
  })
}

function without<T extends object>(held: T, names: object): T {
  return Object.fromEntries(Object.entries(held).filter(([key]) => !(key in names))) as T
}
