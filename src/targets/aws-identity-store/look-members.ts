/** Whether certain people are in certain groups: pair by pair, person by person, or by listing the group, without knowing how large it is. */
import * as z from 'zod'
import { inParallel } from '../../http/in-parallel.js'
import type { Questions } from '../target.js'
import { GROUPS_PER_TEST } from './capabilities.js'
import type { Known } from './known.js'
import { ask, list } from './listing.js'
import { parseMembership } from './memberships.js'
import { describeGroup, type ReadContext } from './reader.js'

type Question = Questions['members'][number]

interface LookContext extends ReadContext {
  known: Known
  /** They have just been seen: nobody needs to ask whether they exist. */
  knownGroups: ReadonlySet<string>
}

/** A group that is gone has no entry. */
export async function lookMembers(context: LookContext, questions: Questions['members']): Promise<Map<string, Set<string>>> {
  const [singles, several] = [questions.filter(({ userIds }) => userIds.length === 1), questions.filter(({ userIds }) => userIds.length !== 1)]
  const answers = await Promise.all([
    inParallel([...byPerson(singles)], context.concurrency, ([userId, groupIds]) => onePerson(context, userId, groupIds)),
    inParallel(several, context.concurrency, (question) => oneGroup(context, question)),
  ])
  return new Map([...answers[0].flat(), ...answers[1]].filter((answer) => answer !== undefined))
}

type Answer = readonly [groupId: string, inside: Set<string>]

function byPerson(questions: readonly Question[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const { groupId, userIds: [userId = ''] } of questions) {
    const known = groups.get(userId)
    if (known === undefined) groups.set(userId, [groupId])
    else known.push(groupId)
  }
  return groups
}

const Test = z.object({ Results: z.array(z.object({ GroupId: z.string(), MembershipExists: z.boolean() })) })

/** Many groups of one person are one call for each hundred, unless one of them is gone; a single pair is asked for its id, which a removal needs. */
async function onePerson(context: LookContext, userId: string, groupIds: readonly string[]): Promise<(Answer | undefined)[]> {
  const { client, concurrency } = context
  const pairs = (ids: readonly string[]) => inParallel(ids, concurrency, (groupId) => onePair(context, groupId, userId))
  if (groupIds.length === 1) return pairs(groupIds)
  const batches = Array.from({ length: Math.ceil(groupIds.length / GROUPS_PER_TEST) }, (_, n) => groupIds.slice(n * GROUPS_PER_TEST, (n + 1) * GROUPS_PER_TEST))
  const answers = await inParallel(batches, concurrency, async (batch): Promise<(Answer | undefined)[]> => {
    const tested = await ask(client, 'IsMemberInGroups', { MemberId: { UserId: userId }, GroupIds: batch }, (body) => Test.parse(body).Results)
    const told = new Map(tested?.map(({ GroupId, MembershipExists }) => [GroupId, MembershipExists]))
    if (!batch.every((id) => told.has(id))) return pairs(batch)
    return batch.map((id) => [id, new Set(told.get(id) === true ? [userId] : [])] as const)
  })
  return answers.flat()
}

async function onePair(context: LookContext, groupId: string, userId: string): Promise<Answer | undefined> {
  const { client, known, knownGroups } = context
  const id = await membershipId(context, groupId, userId)
  known.sawMembership(groupId, userId, id)
  if (id !== undefined) return [groupId, new Set([userId])]
  // No membership, no person and no group look alike.
  return knownGroups.has(groupId) || (await describeGroup(client, groupId)) !== undefined ? [groupId, new Set()] : undefined
}

export function membershipId({ client }: Pick<ReadContext, 'client'>, groupId: string, userId: string): Promise<string | undefined> {
  return ask(client, 'GetGroupMembershipId', { GroupId: groupId, MemberId: { UserId: userId } }, (body) => z.object({ MembershipId: z.string() }).parse(body).MembershipId)
}

/**
 * The group is listed, and given up once as many pages are read as people are still looked for: asking for those singly costs no more
 * than what is spent, so that in all it is never more than twice the better way.
 */
async function oneGroup(context: LookContext, { groupId, userIds }: Question): Promise<Answer | undefined> {
  const { known } = context
  const wanted = new Set(userIds)
  const listing = await list(context.client, {
    operation: 'ListGroupMemberships',
    member: 'GroupMemberships',
    input: { GroupId: groupId },
    parse: parseMembership,
    idOf: ({ MembershipId }) => MembershipId,
    enough: (rows, pages) => wanted.size - rows.filter(({ MemberId }) => wanted.has(MemberId.UserId)).length <= pages,
  })
  if (listing === undefined) return undefined
  const inside = new Set<string>()
  for (const { MembershipId, MemberId: { UserId } } of listing.rows) {
    if (!wanted.has(UserId)) continue
    inside.add(UserId)
    known.sawMembership(groupId, UserId, MembershipId)
  }
  const rest = [...wanted].filter((id) => !inside.has(id))
  if (listing.whole) {
    for (const id of rest) known.sawMembership(groupId, id, undefined)
    return [groupId, inside]
  }
  await inParallel(rest, context.concurrency, async (id) => {
    const membership = await membershipId(context, groupId, id)
    known.sawMembership(groupId, id, membership)
    if (membership !== undefined) inside.add(id)
  })
  return [groupId, inside]
}
