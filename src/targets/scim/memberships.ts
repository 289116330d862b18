/** Who is in which group, where groups never show it: asked for group by group or person by person, whichever is fewer calls. */
import * as z from 'zod'
import { inParallel } from '../../http/in-parallel.js'
import { compareText } from '../../model/json.js'
import type { OnProgress } from '../../model/progress.js'
import { equals, type ScimClient } from './client.js'
import { list, namesNothing } from './listing.js'

export interface MembershipRequest {
  client: ScimClient
  groupIds: readonly string[]
  userIds: readonly string[]
  /** `groups` asks each group for its people, `members` each person for their groups; `auto` counts. */
  read: 'auto' | 'groups' | 'members'
  concurrency: number
  system: string
  onProgress?: OnProgress
}

export interface Memberships {
  /** By group id, people sorted; groups and people that ended while we read are in `gone`. */
  members: Map<string, string[]>
  /** Ids that the endpoint does not know any more. */
  gone: { users: string[]; groups: string[] }
  /** Ids that appeared here, for comparison with the full lists. */
  met: { users: Set<string>; groups: Set<string> }
  pages: number
  /** By which of the two it was asked. */
  way: 'groups' | 'members'
}

export const NOTHING_ASKED: Memberships = { way: 'groups', members: new Map(), gone: { users: [], groups: [] }, met: { users: new Set(), groups: new Set() }, pages: 0 }

/** The object itself has been read already: here its id is enough, and the rest is not looked at. */
const Identity = z.object({ id: z.string() })
const identity = (resource: unknown): { id: string } => Identity.parse(resource)

export async function readMemberships(request: MembershipRequest): Promise<Memberships> {
  const byGroup = request.read === 'groups' || (request.read === 'auto' && request.groupIds.length <= request.userIds.length)
  if (request.groupIds.length === 0) return NOTHING_ASKED
  return byGroup ? askGroups(request) : askPeople(request)
}

async function askGroups(request: MembershipRequest): Promise<Memberships> {
  const answers = await askEach(request, 'Users', 'groups.value', request.groupIds)
  const members = new Map<string, string[]>()
  for (const { id, found } of answers) if (found) members.set(id, found.toSorted(compareText))
  return {
    members,
    gone: { users: [], groups: answers.filter(({ found }) => !found).map(({ id }) => id) },
    met: { users: new Set(answers.flatMap(({ found }) => found ?? [])), groups: new Set() },
    way: 'groups',
    pages: answers.reduce((sum, { pages }) => sum + pages, 0),
  }
}

async function askPeople(request: MembershipRequest): Promise<Memberships> {
  const answers = await askEach(request, 'Groups', 'members.value', request.userIds)
  const members = new Map<string, string[]>(request.groupIds.map((id) => [id, []]))
  for (const { id, found } of answers) for (const group of found ?? []) members.get(group)?.push(id)
  for (const people of members.values()) people.sort(compareText)
  return {
    members,
    gone: { users: answers.filter(({ found }) => !found).map(({ id }) => id), groups: [] },
    met: { users: new Set(), groups: new Set(answers.flatMap(({ found }) => found ?? [])) },
    way: 'members',
    pages: answers.reduce((sum, { pages }) => sum + pages, 0),
  }
}

/** None for somebody who is gone. */
export async function groupsOf(request: Asking, userId: string): Promise<string[]> {
  const [answer] = await askEach(request, 'Groups', 'members.value', [userId])
  return (answer?.found ?? []).toSorted(compareText)
}

type Asking = Pick<MembershipRequest, 'client' | 'concurrency' | 'system' | 'onProgress'>

/** `found` is undefined where the endpoint says that what we ask about does not exist. */
async function askEach(
  { client, concurrency, system, onProgress }: Asking, resource: 'Users' | 'Groups', attribute: string, ids: readonly string[],
): Promise<{ id: string; found: string[] | undefined; pages: number }[]> {
  const sum = { pages: 0, rows: 0 }
  let done = 0
  return inParallel(ids, concurrency, async (id) => {
    try {
      const { rows, pages } = await list(client, { resource, filter: equals(attribute, id), parse: identity })
      sum.pages += pages
      sum.rows += rows.length
      onProgress?.({ type: 'read', system, operation: 'memberships', ...sum })
      onProgress?.({ type: 'steps', system, operation: 'memberships', done: ++done, total: ids.length })
      return { id, found: rows.map((row) => row.id), pages }
    } catch (error) {
      if (namesNothing(error)) return { id, found: undefined, pages: 1 }
      throw error
    }
  })
}
