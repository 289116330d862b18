/** The writes, each the one call that the API has for it; a membership is a call of its own. */
import * as z from 'zod'
import type { Clock } from '../../clock.js'
import { IdpscimError, isIdpscimError } from '../../errors.js'
import { AwsRefusal, type AwsAnswer } from '../../http/aws-json.js'
import { inParallel } from '../../http/in-parallel.js'
import { retrying } from '../../http/retry.js'
import { SendFailure } from '../../http/send-failure.js'
import type { TargetWriter } from '../target.js'
import type { StoreClient, WriteOperation } from './client.js'
import { isConcurrent, isConflict, isMissing, lost, refused, unready, writeFailed } from './failures.js'
import type { Known } from './known.js'
import { membershipId } from './look-members.js'
import { groupOperations, userOperations, type AttributeOperation } from './operations.js'
import { fromGroup, fromUser } from './resource.js'

export interface WriterOptions {
  client: StoreClient
  clock: Clock
  known: Known
  guard: () => void | Promise<void>
  concurrency: number
  random?: () => number
}

const Revision = z.looseObject({ Revision: z.string().nullish() })

export function createWriter({ client, clock, known, guard, concurrency, random }: WriterOptions): TargetWriter {
  /** Throws `AwsRefusal` for an answered no: what it means is the caller's to say. */
  async function write(doing: string, operation: WriteOperation, input: Readonly<Record<string, unknown>>, create = false): Promise<AwsAnswer> {
    try {
      return await client.write(operation, input, { repeatable: !create, guard })
    } catch (error) {
      if (error instanceof AwsRefusal) throw error
      throw error instanceof SendFailure ? writeFailed(doing, error, create) : unready(doing, error)
    }
  }

  async function create(doing: string, operation: 'CreateUser' | 'CreateGroup', member: 'UserId' | 'GroupId', input: Readonly<Record<string, unknown>>): Promise<string> {
    const answer = await write(doing, operation, input, true).catch((error: unknown) => {
      // A create that was throttled and then clashes may have met what its own first attempt made.
      if (error instanceof AwsRefusal && isConflict(error) && error.throttledBefore > 0) throw lost(doing, 'it was throttled, and its repeat clashed', { detail: error.detail })
      throw error instanceof AwsRefusal ? refused(doing, error) : error
    })
    const made = z.looseObject({ [member]: z.string().min(1) }).safeParse(answer.body)
    if (!made.success) throw lost(doing, 'the answer does not tell its id')
    const id = String(made.data[member])
    sawRevision(id, answer.body)
    return id
  }

  function sawRevision(id: string, body: unknown): void {
    const told = Revision.safeParse(body)
    known.sawRevision(id, told.success ? (told.data.Revision ?? undefined) : undefined)
  }

  /** Carries the revision that was last seen, where the service told one: whoever changed the object since is not overwritten. */
  const revised = (id: string) => {
    const revision = known.revision(id)
    return revision === undefined ? {} : { Revision: revision }
  }

  async function update(doing: string, operation: 'UpdateUser' | 'UpdateGroup', id: { UserId: string } | { GroupId: string }, operations: readonly AttributeOperation[]): Promise<void> {
    if (operations.length === 0) return
    const key = Object.values(id)[0] as string
    try {
      const answer = await write(doing, operation, { ...id, Operations: operations, ...revised(key) })
      sawRevision(key, answer.body)
    } catch (error) {
      known.sawRevision(key, undefined)
      throw error instanceof AwsRefusal ? refused(doing, error) : error
    }
  }

  async function remove(doing: string, operation: 'DeleteUser' | 'DeleteGroup', id: { UserId: string } | { GroupId: string }): Promise<void> {
    const key = Object.values(id)[0] as string
    try {
      await write(doing, operation, { ...id, ...revised(key) })
    } catch (error) {
      if (!(error instanceof AwsRefusal)) throw error
      if (!isMissing(error)) throw refused(doing, error)
    }
    known.sawRevision(key, undefined)
  }

  async function addOne(groupId: string, userId: string): Promise<void> {
    const doing = `adding ${userId} to group ${groupId}`
    try {
      await settling(() => write(doing, 'CreateGroupMembership', { GroupId: groupId, MemberId: { UserId: userId } }))
    } catch (error) {
      if (!(error instanceof AwsRefusal)) throw error
      if (!isConflict(error)) throw refused(doing, error)
    }
    known.sawMembership(groupId, userId, undefined)
  }

  /** By the id that looking told; where it is none any more, by the pair: the person may have left and come back. */
  async function removeOne(groupId: string, userId: string): Promise<void> {
    const doing = `removing ${userId} from group ${groupId}`
    const end = async (id: string): Promise<boolean> => {
      try {
        await settling(() => write(doing, 'DeleteGroupMembership', { MembershipId: id }))
        return true
      } catch (error) {
        if (error instanceof AwsRefusal && isMissing(error)) return false
        throw error instanceof AwsRefusal ? refused(doing, error) : error
      }
    }
    const told = known.membership(groupId, userId)
    known.sawMembership(groupId, userId, undefined)
    if (told !== undefined && (await end(told))) return
    const id = await membershipId({ client }, groupId, userId)
    if (id !== undefined) await end(id)
  }

  /** Others were writing at that moment; and a person or group made a moment ago may not be known everywhere at once. */
  function settling(act: () => Promise<AwsAnswer>): Promise<AwsAnswer> {
    const since = clock.monotonic()
    return retrying(act, {
      clock,
      attempts: Infinity,
      classify: (error) => ({ retry: error instanceof AwsRefusal && (isConcurrent(error) || isUnknownMember(error)) && clock.monotonic() - since < PATIENCE_MS, afterMs: 200 }),
      baseMs: 300,
      capMs: 3000,
      ...(random && { random }),
    })
  }

  /** In any order; after a failure nobody new is begun. A refusal's fact `written` counts those before the first who is not done. */
  async function each(userIds: readonly string[], act: (userId: string) => Promise<void>): Promise<void> {
    const done = new Set<number>()
    try {
      await inParallel(userIds, concurrency, async (userId, index) => {
        await act(userId)
        done.add(index)
      })
    } catch (error) {
      if (!isIdpscimError(error, 'TargetRefused')) throw error
      const { message, suggestions, retryable, facts, cause } = error
      throw new IdpscimError('TargetRefused', message, { suggestions, retryable, cause, facts: { ...facts, written: userIds.findIndex((_, index) => !done.has(index)) } })
    }
  }

  return {
    createUser: (after) => create(`creating user '${after.userName}'`, 'CreateUser', 'UserId', fromUser(after)),
    updateUser: (id, before, after) => update(`updating user '${after.userName}'`, 'UpdateUser', { UserId: id }, userOperations(before, after)),
    deleteUser: (id) => remove(`deleting user ${id}`, 'DeleteUser', { UserId: id }),
    createGroup: (after) => create(`creating group '${after.displayName}'`, 'CreateGroup', 'GroupId', fromGroup(after)),
    updateGroup: (id, before, after) => update(`updating group '${after.displayName}'`, 'UpdateGroup', { GroupId: id }, groupOperations(before, after)),
    deleteGroup: (id) => remove(`deleting group ${id}`, 'DeleteGroup', { GroupId: id }),
    addMembers: (groupId, userIds) => each(userIds, (userId) => addOne(groupId, userId)),
    removeMembers: (groupId, userIds) => each(userIds, (userId) => removeOne(groupId, userId)),
  }
}

const PATIENCE_MS = 20_000

function isUnknownMember(refusal: AwsRefusal): boolean {
  return isMissing(refusal) && refusal.answer.resourceType !== 'GROUP_MEMBERSHIP'
}
