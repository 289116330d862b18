/** The named objects alone: singly, or by listing everything where that is fewer calls. */
import { inParallel } from '../../http/in-parallel.js'
import type { TargetGroup, TargetUser } from '../../model/snapshot.js'
import type { Answers, ObjectQuestion, Questions } from '../target.js'
import { equals, filterable } from './client.js'
import type { Dialect } from './dialect.js'
import { isLagging, lagging } from './failures.js'
import { single } from './listing.js'
import { lookMembers } from './look-members.js'
import { patiently } from './patience.js'
import { listGroups, listUsers, type ReadContext } from './reader.js'
import { toGroupWithMembers, toUser } from './resource.js'
import { lookAtShownMembers } from './shown-members.js'

/** How one kind of object is found. */
interface Kind<T> {
  nameAttribute: string
  all(): Promise<readonly T[]>
  byId(id: string): Promise<T | undefined>
  byFilter(filter: string): Promise<readonly T[]>
}

export async function lookUp(context: ReadContext, questions: Questions): Promise<Answers> {
  const dialect = await context.client.dialect()
  const ground = { dialect, concurrency: context.concurrency }
  const [users, groups] = await Promise.all([
    find(userKind(context), questions.users, questions.expected.users, ground),
    find(dialect.singleGroups ? plainGroupKind(context) : groupKind(context), questions.groups, questions.expected.groups, ground),
  ])
  if (dialect.memberships === 'groups') return { users, groups, members: await lookAtShownMembers(context, questions.members) }
  const known = new Set(groups.map(({ id }) => id))
  return { users, groups, members: await lookMembers(context, questions.members, known) }
}

function userKind(context: ReadContext): Kind<TargetUser> {
  return {
    nameAttribute: 'userName',
    all: async () => (await listUsers(context)).rows,
    byId: (id) => single(context.client, { resource: 'User', id, parse: toUser }),
    byFilter: async (filter) => (await listUsers(context, filter)).rows,
  }
}

function plainGroupKind(context: ReadContext): Kind<TargetGroup> {
  return { ...groupKind(context), byId: (id) => single(context.client, { resource: 'Group', id, parse: toGroupWithMembers }) }
}

/** A group is read from a list, where the single reading leaves something out. */
function groupKind(context: ReadContext): Kind<TargetGroup> {
  const byFilter = async (filter: string) => (await listGroups(context, filter)).rows
  return {
    nameAttribute: 'displayName',
    all: async () => (await listGroups(context)).rows,
    byId: (id) =>
      patiently(context.clock, context.random, isLagging, async () => {
        const [group] = await byFilter(equals('id', id))
        if (!group && (await single(context.client, { resource: 'Group', id, parse: (body) => body })) !== undefined) throw lagging('Group', id)
        return group
      }),
    byFilter,
  }
}

async function find<T extends { id: string }>(kind: Kind<T>, questions: readonly ObjectQuestion[], expected: number, { dialect, concurrency }: { dialect: Dialect; concurrency: number }): Promise<T[]> {
  const ids = new Set(questions.flatMap((question) => ('id' in question ? [question.id] : [])))
  const comparisons = new Map(questions.flatMap((question) => ('id' in question ? [] : comparisonsOf(kind, question))))
  const values = [...comparisons.values()]
  const found = new Map<string, T>()
  const keep = (rows: readonly T[]) => rows.forEach((row) => found.set(row.id, row))

  const pages = Math.max(1, Math.ceil(expected / dialect.capabilities.pageSize))
  if (dialect.filters && values.every(filterable) && ids.size + values.length <= pages) {
    await inParallel([...comparisons.keys()], concurrency, async (filter) => keep(await kind.byFilter(filter)))
  } else {
    keep(await kind.all())
  }
  // After a listing this asks only for what it lacks: an id is not gone because a list lags.
  await inParallel([...ids].filter((id) => !found.has(id)), concurrency, async (id) => {
    const object = await kind.byId(id)
    if (object) keep([object])
  })
  return [...found.values()]
}

/** Filter and the value in it. */
function comparisonsOf<T>(kind: Kind<T>, question: { name: string; externalId?: string }): [string, string][] {
  const pairs: [string, string][] = [[equals(kind.nameAttribute, question.name), question.name]]
  if (question.externalId !== undefined) pairs.push([equals('externalId', question.externalId), question.externalId])
  return pairs
}
