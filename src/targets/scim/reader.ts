/** The whole target, or an error: lists are compared with what we know and with each other, because servers cut them off silently. */
import * as z from 'zod'
import type { Clock } from '../../clock.js'
import { inParallel } from '../../http/in-parallel.js'
import { compareText, type JsonObject } from '../../model/json.js'
import type { OnProgress } from '../../model/progress.js'
import type { TargetGroup, TargetSnapshot, TargetUser } from '../../model/snapshot.js'
import type { ReadScope } from '../target.js'
import type { ScimClient } from './client.js'
import { lagging } from './failures.js'
import { list, single, type Listing, type ListRequest } from './listing.js'
import { readShownMembers } from './shown-members.js'
import { groupsOf, readMemberships } from './memberships.js'
import { toGroup, toGroupWithMembers, toUser } from './resource.js'

export interface ReadContext {
  client: ScimClient
  /** Who is read, for people. */
  system: string
  clock: Clock
  read: 'auto' | 'groups' | 'members'
  concurrency: number
  onProgress?: OnProgress
  random?: () => number
}

export async function readTarget(context: ReadContext, scope: ReadScope): Promise<TargetSnapshot> {
  const start = new Date(context.clock.now()).toISOString()
  const [userList, groupList] = await Promise.all([listUsers(context), listGroups(context)])
  const users = new Map(userList.rows.map((user) => [user.id, user]))
  const groups = new Map(groupList.rows.map((group) => [group.id, group]))
  await proveGone(context, 'User', scope.known.users.filter((id) => !users.has(id)))
  await proveGone(context, 'Group', scope.known.groups.filter((id) => !groups.has(id)))

  await scope.listed?.([...groups.values()])
  const asked = groupList.rows.filter((group) => scope.membersOf(group)).map(({ id }) => id)
  const { memberships } = await context.client.dialect()
  const { members, gone, met, pages, way } =
    memberships === 'groups' ? await readShownMembers(context, groupList.rows, asked) : await readMemberships({ ...context, groupIds: asked, userIds: [...users.keys()] })
  // Whoever turns up here must be in the lists, or have ended since; else the lists were cut off.
  const strangers = [...met.users].filter((id) => !users.has(id))
  await proveGone(context, 'User', [...gone.users, ...strangers])
  await proveGone(context, 'Group', [...gone.groups, ...[...met.groups].filter((id) => !groups.has(id))])
  for (const id of gone.users) users.delete(id)
  for (const id of gone.groups) groups.delete(id)

  const present = [...groups.values()].map((group) => withMembers(group, members.get(group.id)?.filter((id) => users.has(id))))
  return {
    users: [...users.values()].sort((a, b) => compareText(a.id, b.id)),
    groups: present.sort((a, b) => compareText(a.id, b.id)),
    evidence: {
      pages: userList.pages + groupList.pages + pages,
      users: users.size,
      groups: groups.size,
      memberships: present.reduce((sum, group) => sum + (group.members?.length ?? 0), 0),
      filter: [],
      by: `SCIM, ${way === 'groups' ? 'group by group' : 'person by person'}`,
      start,
      end: new Date(context.clock.now()).toISOString(),
    },
  }
}

export function listUsers(context: ReadContext, filter?: string): Promise<Listing<TargetUser>> {
  return list(context.client, { resource: 'Users', parse: toUser, ...telling(context, 'ListUsers', filter) })
}

export async function listGroups(context: ReadContext, filter?: string): Promise<Listing<TargetGroup>> {
  const { memberships } = await context.client.dialect()
  return list(context.client, { resource: 'Groups', parse: memberships === 'groups' ? toGroupWithMembers : toGroup, ...telling(context, 'ListGroups', filter) })
}

/** As the server answers them. */
export async function listResources(context: ReadContext, resource: 'Users' | 'Groups', filter?: string): Promise<JsonObject[]> {
  const { rows } = await list(context.client, { resource, parse: (row) => Resource.parse(row), ...telling(context, `List${resource}`, filter) })
  return rows as JsonObject[]
}

const Resource = z.looseObject({ id: z.string() })

/** Only whole listings are progress; a filter finds one object. */
function telling({ onProgress, system }: ReadContext, operation: string, filter: string | undefined): Pick<ListRequest<never>, 'filter' | 'onPage'> {
  if (filter !== undefined) return { filter }
  return { onPage: (pages, rows) => onProgress?.({ type: 'read', system, operation, pages, rows }) }
}

/** Where groups show their members, all of them are looked through; else the person is asked for. */
export async function groupsOfPerson(context: ReadContext, userId: string): Promise<string[]> {
  if ((await context.client.dialect()).memberships === 'groups') {
    const { rows } = await listGroups(context)
    const { members } = await readShownMembers(context, rows, rows.map(({ id }) => id))
    return [...members].flatMap(([id, people]) => (people.includes(userId) ? [id] : [])).sort(compareText)
  }
  return groupsOf(context, userId)
}

/** Asks singly for what the lists lack. One that still exists shows that they were cut off, and everything built on them would be wrong. */
async function proveGone({ client, concurrency }: ReadContext, resource: 'User' | 'Group', ids: readonly string[]): Promise<void> {
  await inParallel(ids, concurrency, async (id) => {
    const found = await single(client, { resource, id, parse: (body) => body })
    if (found !== undefined) throw lagging(resource, id)
  })
}

function withMembers({ members: _, ...group }: TargetGroup, members: readonly string[] | undefined): TargetGroup {
  return { ...group, ...(members && { members }) }
}
