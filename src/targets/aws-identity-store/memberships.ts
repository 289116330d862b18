/** Who is in which group: group by group or person by person, whichever is fewer calls. */
import * as z from 'zod'
import { inParallel } from '../../http/in-parallel.js'
import { compareText } from '../../model/json.js'
import type { OnProgress } from '../../model/progress.js'
import type { TargetGroup } from '../../model/snapshot.js'
import type { StoreClient } from './client.js'
import { STAMPS } from './deed.js'
import { joinedIn } from './joined.js'
import { list } from './listing.js'

const { CreatedAt, CreatedBy } = STAMPS
export const MembershipResource = z.object({ MembershipId: z.string(), GroupId: z.string(), MemberId: z.object({ UserId: z.string() }), CreatedAt, CreatedBy })
export type MembershipResource = z.infer<typeof MembershipResource>

export const parseMembership = (resource: unknown): MembershipResource => MembershipResource.parse(resource)

export type Way = 'groups' | 'members'

export interface MembershipRequest {
  client: StoreClient
  groupIds: readonly string[]
  userIds: readonly string[]
  way: Way
  concurrency: number
  onProgress?: OnProgress
}

export interface Memberships {
  /** By group id, people sorted. */
  members: Map<string, string[]>
  /** By group id: how they came in, where the service tells. */
  joined: Map<string, NonNullable<TargetGroup['joined']>>
  /** Ids that the service does not know any more. */
  gone: { users: string[]; groups: string[] }
  /** Ids that appeared here, for comparison with the full lists. */
  met: { users: Set<string>; groups: Set<string> }
  pages: number
}

export function cheaper({ groups, users }: { groups: number; users: number }): Way {
  return groups <= users ? 'groups' : 'members'
}

export async function readMemberships(request: MembershipRequest): Promise<Memberships> {
  if (request.groupIds.length === 0) return { members: new Map(), joined: new Map(), gone: { users: [], groups: [] }, met: { users: new Set(), groups: new Set() }, pages: 0 }
  return request.way === 'groups' ? askGroups(request) : askPeople(request)
}

async function askGroups(request: MembershipRequest): Promise<Memberships> {
  const answers = await askEach(request, request.groupIds, (id) => ({ operation: 'ListGroupMemberships', input: { GroupId: id } }))
  const members = new Map<string, string[]>()
  for (const { id, rows } of answers) if (rows) members.set(id, rows.map((row) => row.MemberId.UserId).sort(compareText))
  return {
    members,
    joined: joinedIn(answers.flatMap(({ rows = [] }) => rows)),
    gone: { users: [], groups: answers.filter(({ rows }) => !rows).map(({ id }) => id) },
    met: { users: new Set([...members.values()].flat()), groups: new Set() },
    pages: pagesOf(answers),
  }
}

async function askPeople(request: MembershipRequest): Promise<Memberships> {
  const answers = await askEach(request, request.userIds, ofMember)
  const members = new Map<string, string[]>(request.groupIds.map((id) => [id, []]))
  const groups = new Set<string>()
  for (const { id, rows = [] } of answers) {
    for (const { GroupId } of rows) {
      groups.add(GroupId)
      members.get(GroupId)?.push(id)
    }
  }
  for (const people of members.values()) people.sort(compareText)
  return { members, joined: joinedIn(answers.flatMap(({ rows = [] }) => rows)), gone: { users: answers.filter(({ rows }) => !rows).map(({ id }) => id), groups: [] }, met: { users: new Set(), groups }, pages: pagesOf(answers) }
}

/** None for somebody who is gone. */
export async function groupsOf(request: Asking, userId: string): Promise<string[]> {
  const [answer] = await askEach(request, [userId], ofMember)
  return (answer?.rows ?? []).map(({ GroupId }) => GroupId).sort(compareText)
}

type Asking = Pick<MembershipRequest, 'client' | 'concurrency' | 'onProgress'>

const ofMember = (id: string) => ({ operation: 'ListGroupMembershipsForMember', input: { MemberId: { UserId: id } } }) as const

interface Asked {
  id: string
  /** Undefined where the service says that what we ask about does not exist. */
  rows?: MembershipResource[]
  pages: number
}

async function askEach(
  { client, concurrency, onProgress }: Asking,
  ids: readonly string[],
  question: (id: string) => { operation: 'ListGroupMemberships' | 'ListGroupMembershipsForMember'; input: Record<string, unknown> },
): Promise<Asked[]> {
  const sum = { pages: 0, rows: 0 }
  let done = 0
  return inParallel(ids, concurrency, async (id) => {
    const found = await list(client, { ...question(id), member: 'GroupMemberships', parse: parseMembership, idOf: ({ MembershipId }) => MembershipId })
    sum.pages += found?.pages ?? 1
    sum.rows += found?.rows.length ?? 0
    onProgress?.({ type: 'read', system: 'AWS Identity Store', operation: 'memberships', ...sum })
    onProgress?.({ type: 'steps', system: 'AWS Identity Store', operation: 'memberships', done: ++done, total: ids.length })
    return found ? { id, rows: found.rows, pages: found.pages } : { id, pages: 1 }
  })
}

const pagesOf = (answers: readonly Asked[]) => answers.reduce((sum, { pages }) => sum + pages, 0)
