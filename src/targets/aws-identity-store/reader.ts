/** The whole store: users, groups, and the members of those groups that are wanted. */
import { inParallel } from '../../http/in-parallel.js'
import { compareText } from '../../model/json.js'
import type { OnProgress } from '../../model/progress.js'
import type { TargetGroup, TargetSnapshot, TargetUser } from '../../model/snapshot.js'
import type { Clock } from '../../clock.js'
import type { ReadScope } from '../target.js'
import type { StoreClient } from './client.js'
import { incomplete } from './failures.js'
import { ask, list, type Listing } from './listing.js'
import { cheaper, readMemberships, type Way } from './memberships.js'
import { ENTERPRISE, toGroup, toUser, type Revised } from './resource.js'

export interface ReadContext {
  client: StoreClient
  clock: Clock
  /** `auto` counts. */
  read: 'auto' | Way
  concurrency: number
  onProgress?: OnProgress
  random?: () => number
}

export async function readStore(context: ReadContext, scope: ReadScope): Promise<TargetSnapshot> {
  const { clock, client, concurrency } = context
  const start = new Date(clock.now()).toISOString()
  const [userList, groupList] = await Promise.all([listUsers(context), listGroups(context)])
  const users = new Map(userList.rows.map(({ revision: _, ...user }) => [user.id, user]))
  const groups = new Map(groupList.rows.map(({ revision: _, ...group }) => [group.id, group]))
  await proveGone(context, 'User', scope.known.users.filter((id) => !users.has(id)))
  await proveGone(context, 'Group', scope.known.groups.filter((id) => !groups.has(id)))

  await scope.listed?.([...groups.values()])
  const asked = [...groups.values()].filter((group) => scope.membersOf(group)).map(({ id }) => id)
  const way = context.read === 'auto' ? cheaper({ groups: asked.length, users: users.size }) : context.read
  const { members, joined, gone, met, pages } = await readMemberships({ client, concurrency, way, groupIds: asked, userIds: [...users.keys()], ...(context.onProgress && { onProgress: context.onProgress }) })
  // Whoever turns up here must be in the lists, or have ended since; else the lists were cut off.
  await proveGone(context, 'User', [...gone.users, ...[...met.users].filter((id) => !users.has(id))])
  await proveGone(context, 'Group', [...gone.groups, ...[...met.groups].filter((id) => !groups.has(id))])
  for (const id of gone.users) users.delete(id)
  for (const id of gone.groups) groups.delete(id)

  const present = [...groups.values()].map((group) => withMembers(group, members.get(group.id)?.filter((id) => users.has(id)), joined.get(group.id)))
  return {
    users: [...users.values()].sort((a, b) => compareText(a.id, b.id)),
    groups: present.sort((a, b) => compareText(a.id, b.id)),
    evidence: {
      pages: userList.pages + groupList.pages + pages,
      users: users.size,
      groups: groups.size,
      memberships: present.reduce((sum, group) => sum + (group.members?.length ?? 0), 0),
      filter: [],
      by: `the Identity Store API, ${way === 'groups' ? 'group by group' : 'person by person'}`,
      start,
      end: new Date(clock.now()).toISOString(),
    },
  }
}

export function listUsers(context: ReadContext): Promise<Listing<Revised<TargetUser>>> {
  return whole(context, { operation: 'ListUsers', member: 'Users', input: { Extensions: [ENTERPRISE] }, parse: toUser })
}

export function listGroups(context: ReadContext): Promise<Listing<Revised<TargetGroup>>> {
  return whole(context, { operation: 'ListGroups', member: 'Groups', parse: toGroup })
}

async function whole<T extends { id: string }>(
  { client, onProgress }: ReadContext,
  request: { operation: 'ListUsers' | 'ListGroups'; member: 'Users' | 'Groups'; input?: Record<string, unknown>; parse: (resource: unknown) => T },
): Promise<Listing<T>> {
  const { operation } = request
  const onPage = (pages: number, rows: number) => onProgress?.({ type: 'read', system: 'AWS Identity Store', operation, pages, rows })
  const found = await list(client, { ...request, idOf: ({ id }) => id, onPage })
  if (found === undefined) throw incomplete(`${operation}: the service says that there is no such list`)
  return found
}

export function describeUser(client: StoreClient, id: string): Promise<Revised<TargetUser> | undefined> {
  return ask(client, 'DescribeUser', { UserId: id, Extensions: [ENTERPRISE] }, toUser)
}

export function describeGroup(client: StoreClient, id: string): Promise<Revised<TargetGroup> | undefined> {
  return ask(client, 'DescribeGroup', { GroupId: id }, toGroup)
}

/** Asks singly for what the lists lack. One that still exists shows that they were cut off, and everything built on them would be wrong. */
async function proveGone({ client, concurrency }: ReadContext, kind: 'User' | 'Group', ids: readonly string[]): Promise<void> {
  await inParallel(ids, concurrency, async (id) => {
    const found = await (kind === 'User' ? describeUser(client, id) : describeGroup(client, id))
    if (found !== undefined) throw incomplete(`${kind} ${id} exists, and the list of ${kind.toLowerCase()}s lacks it`, { facts: { resource: kind, id } })
  })
}

function withMembers(group: TargetGroup, members: readonly string[] | undefined, joined: TargetGroup['joined']): TargetGroup {
  return members ? { ...group, members, ...(joined && { joined }) } : group
}
