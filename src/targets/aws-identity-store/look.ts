/** The named objects alone: singly, or by listing everything where that is fewer calls. */
import * as z from 'zod'
import { inParallel } from '../../http/in-parallel.js'
import type { TargetGroup, TargetUser } from '../../model/snapshot.js'
import type { Answers, ObjectQuestion, Questions } from '../target.js'
import { AWS_IDENTITY_STORE } from './capabilities.js'
import type { Known } from './known.js'
import { ask } from './listing.js'
import { lookMembers } from './look-members.js'
import { describeGroup, describeUser, listGroups, listUsers, type ReadContext } from './reader.js'
import type { Revised } from './resource.js'

/** How one kind of object is found. */
interface Kind<T> {
  all(): Promise<readonly Revised<T>[]>
  byId(id: string): Promise<Revised<T> | undefined>
  idByName(name: string): Promise<string | undefined>
}

/** What is seen is kept in `known`, for the writes that follow. */
export async function lookUp(context: ReadContext, questions: Questions, known: Known): Promise<Answers> {
  const [users, groups] = await Promise.all([
    find(userKind(context), questions.users, questions.expected.users, { ...context, known }),
    find(groupKind(context), questions.groups, questions.expected.groups, { ...context, known }),
  ])
  return { users, groups, members: await lookMembers({ ...context, known, knownGroups: new Set(groups.map(({ id }) => id)) }, questions.members) }
}

function userKind(context: ReadContext): Kind<TargetUser> {
  const { client } = context
  return {
    all: async () => (await listUsers(context)).rows,
    byId: (id) => describeUser(client, id),
    idByName: (name) => ask(client, 'GetUserId', { AlternateIdentifier: { UniqueAttribute: { AttributePath: 'userName', AttributeValue: name } } }, (body) => WithUser.parse(body).UserId),
  }
}

function groupKind(context: ReadContext): Kind<TargetGroup> {
  const { client } = context
  return {
    all: async () => (await listGroups(context)).rows,
    byId: (id) => describeGroup(client, id),
    // With a small letter: `DisplayName` has been answered as not found.
    idByName: (name) => ask(client, 'GetGroupId', { AlternateIdentifier: { UniqueAttribute: { AttributePath: 'displayName', AttributeValue: name } } }, (body) => WithGroup.parse(body).GroupId),
  }
}

const WithUser = z.object({ UserId: z.string() })
const WithGroup = z.object({ GroupId: z.string() })

async function find<T extends { id: string }>(
  kind: Kind<T>, questions: readonly ObjectQuestion[], expected: number, { concurrency, known }: ReadContext & { known: Known },
): Promise<T[]> {
  const ids = new Set(questions.flatMap((question) => ('id' in question ? [question.id] : [])))
  const names = new Set(questions.flatMap((question) => ('id' in question ? [] : [question.name])))
  // An external id is found together with its issuer, which only a listing tells.
  const foreign = questions.some((question) => 'externalId' in question)
  const found = new Map<string, T>()
  const keep = ({ revision, ...object }: Revised<T>) => {
    known.sawRevision(object.id, revision)
    found.set(object.id, object as unknown as T)
  }
  const single = async (id: string) => {
    const object = await kind.byId(id)
    if (object) keep(object)
    else known.sawRevision(id, undefined)
  }

  const pages = Math.max(1, Math.ceil(expected / AWS_IDENTITY_STORE.pageSize))
  if (!foreign && ids.size + names.size <= pages) {
    await inParallel([...names], concurrency, async (name) => {
      const id = await kind.idByName(name)
      if (id !== undefined && !ids.has(id)) await single(id)
    })
  } else if (ids.size + names.size > 0) {
    for (const object of await kind.all()) keep(object)
  }
  // After a listing this asks only for what it lacks: an id is not gone because a list lags.
  await inParallel([...ids].filter((id) => !found.has(id)), concurrency, single)
  return [...found.values()]
}
