/** Who is in which group, where groups show their members (RFC 7643 §4.2): in the list itself, or in each group where lists leave them out. */
import { inParallel } from '../../http/in-parallel.js'
import { compareText } from '../../model/json.js'
import type { TargetGroup } from '../../model/snapshot.js'
import type { Questions } from '../target.js'
import { single } from './listing.js'
import { NOTHING_ASKED, type Memberships } from './memberships.js'
import type { ReadContext } from './reader.js'
import { toGroupWithMembers } from './resource.js'

/** `listed` are all groups as the list gave them. */
export async function readShownMembers(context: ReadContext, listed: readonly TargetGroup[], groupIds: readonly string[]): Promise<Memberships> {
  if (groupIds.length === 0) return NOTHING_ASKED
  const asked = new Set(groupIds)
  // An empty group shows nothing either way: a list in which no group shows members may be one that leaves them out.
  if (listed.some(({ members = [] }) => members.length > 0)) return gathered(listed.filter(({ id }) => asked.has(id)), [], 0)
  const read = await inParallel(groupIds, context.concurrency, async (id) => ({ id, group: await readGroup(context, id) }))
  return gathered(read.flatMap(({ group }) => group ?? []), read.flatMap(({ id, group }) => (group === undefined ? [id] : [])), read.length)
}

/** Of the asked people those who are in; a group that is gone has no entry. One call a group, however many are asked about. */
export async function lookAtShownMembers(context: ReadContext, questions: Questions['members']): Promise<Map<string, Set<string>>> {
  const answers = await inParallel(questions, context.concurrency, async ({ groupId, userIds }) => {
    const group = await readGroup(context, groupId)
    if (group === undefined) return []
    const members = new Set(group.members)
    return [[groupId, new Set(userIds.filter((id) => members.has(id)))] as const]
  })
  return new Map(answers.flat())
}

function readGroup({ client }: ReadContext, id: string): Promise<TargetGroup | undefined> {
  return single(client, { resource: 'Group', id, parse: toGroupWithMembers })
}

function gathered(groups: readonly TargetGroup[], gone: string[], pages: number): Memberships {
  const members = new Map(groups.map(({ id, members: people = [] }) => [id, [...new Set(people)].sort(compareText)]))
  return { members, gone: { users: [], groups: gone }, met: { users: new Set([...members.values()].flat()), groups: new Set() }, way: 'groups', pages }
}
