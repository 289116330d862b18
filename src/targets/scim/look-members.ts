/** Whether certain people are in certain groups: person by person, or by listing the group, without knowing how large it is. */
import * as z from 'zod'
import { inParallel } from '../../http/in-parallel.js'
import type { Questions } from '../target.js'
import { equals } from './client.js'
import { list, namesNothing, single } from './listing.js'
import type { ReadContext } from './reader.js'

const Row = z.object({ id: z.string() })
const parse = (resource: unknown) => Row.parse(resource)

/** `knownGroups` have just been seen: nobody needs to ask whether they exist. */
export async function lookMembers(context: ReadContext, questions: Questions['members'], knownGroups: ReadonlySet<string>): Promise<Map<string, Set<string>>> {
  const answers = await inParallel(questions, context.concurrency, async ({ groupId, userIds }) => {
    const { inside, inhabited } = await membersAmong(context, groupId, userIds)
    // Nobody in it looks the same as no such group.
    if (inhabited || knownGroups.has(groupId) || (await exists(context, groupId))) return [groupId, inside] as const
    return undefined
  })
  return new Map(answers.filter((answer) => answer !== undefined))
}

interface Among {
  inside: Set<string>
  /** Somebody is in the group, whoever it is: it exists. */
  inhabited: boolean
}

/**
 * A single test for one person. For more the group is listed, and given up once as many pages are read as people are still
 * looked for: testing those costs no more than what is spent, so that in all it is never more than twice the better way.
 */
async function membersAmong(context: ReadContext, groupId: string, userIds: readonly string[]): Promise<Among> {
  const wanted = new Set(userIds)
  if (wanted.size < 2) {
    const inside = await test(context, groupId, wanted)
    return { inside, inhabited: inside.size > 0 }
  }
  const missing = (rows: readonly { id: string }[]) => wanted.size - rows.filter(({ id }) => wanted.has(id)).length
  const filter = equals('groups.value', groupId)
  try {
    const { rows, whole } = await list(context.client, { resource: 'Users', filter, parse, enough: (seen, pages) => missing(seen) <= pages })
    const inside = new Set(rows.map(({ id }) => id).filter((id) => wanted.has(id)))
    if (whole) return { inside, inhabited: rows.length > 0 }
    const rest = new Set([...wanted].filter((id) => !inside.has(id)))
    return { inside: new Set([...inside, ...(await test(context, groupId, rest))]), inhabited: true }
  } catch (error) {
    if (namesNothing(error)) return { inside: new Set(), inhabited: false }
    throw error
  }
}

async function test({ client, concurrency }: ReadContext, groupId: string, userIds: ReadonlySet<string>): Promise<Set<string>> {
  const tested = await inParallel([...userIds], concurrency, async (userId) => {
    try {
      const { rows } = await list(client, { resource: 'Groups', filter: `${equals('id', groupId)} and ${equals('members', userId)}`, parse })
      return rows.some(({ id }) => id === groupId) ? [userId] : []
    } catch (error) {
      // An unknown person is answered with 404, and is in no group.
      if (namesNothing(error)) return []
      throw error
    }
  })
  return new Set(tested.flat())
}

async function exists({ client }: ReadContext, id: string): Promise<boolean> {
  return (await single(client, { resource: 'Group', id, parse })) !== undefined
}
