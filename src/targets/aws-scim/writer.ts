/** The writes of users and groups, each in the one request that AWS documents for it. */
import * as z from 'zod'
import type { Clock } from '../../clock.js'
import type { TargetWriter } from '../target.js'
import type { ScimClient } from './client.js'
import { lost } from './failures.js'
import { createMembersWriter } from './members-writer.js'
import { groupOperations, userOperations, type PatchOperation } from './operations.js'
import { fromGroup, fromUser } from './resource.js'
import { createWrite, patchBody } from './write.js'

const Created = z.object({ id: z.string().min(1) })

export interface WriterOptions {
  client: ScimClient
  clock: Clock
  guard: () => void | Promise<void>
  random?: () => number
}

export function createWriter({ client, clock, guard, random }: WriterOptions): TargetWriter {
  const write = createWrite(client, guard)

  async function create(doing: string, operation: string, path: string, body: unknown): Promise<string> {
    const answer = await write(doing, { method: 'POST', operation, path, body })
    const created = Created.safeParse(answer.body)
    // AWS has been seen to answer a create without the id.
    if (!created.success) throw lost(doing, 'the answer does not tell its id', undefined, { status: answer.status })
    return created.data.id
  }

  async function patch(doing: string, operation: string, path: string, operations: readonly PatchOperation[]): Promise<void> {
    if (operations.length > 0) await write(doing, { method: 'PATCH', operation, path, body: patchBody(operations) })
  }

  async function remove(doing: string, operation: string, path: string): Promise<void> {
    await write(doing, { method: 'DELETE', operation, path })
  }

  const user = (id: string) => `/Users/${encodeURIComponent(id)}`
  const group = (id: string) => `/Groups/${encodeURIComponent(id)}`
  return {
    createUser: (after) => create(`creating user '${after.userName}'`, 'CreateUser', '/Users', fromUser(after)),
    updateUser: (id, before, after) => patch(`updating user '${after.userName}'`, 'PatchUser', user(id), userOperations(before, after)),
    deleteUser: (id) => remove(`deleting user ${id}`, 'DeleteUser', user(id)),
    createGroup: (after) => create(`creating group '${after.displayName}'`, 'CreateGroup', '/Groups', fromGroup(after)),
    updateGroup: (id, before, after) => patch(`updating group '${after.displayName}'`, 'PatchGroup', group(id), groupOperations(before, after)),
    deleteGroup: (id) => remove(`deleting group ${id}`, 'DeleteGroup', group(id)),
    ...createMembersWriter({ write, clock, random }),
  }
}
