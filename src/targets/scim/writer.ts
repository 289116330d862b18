/** The writes of users and groups, each in one request. */
import * as z from 'zod'
import type { Clock } from '../../clock.js'
import type { TargetWriter } from '../target.js'
import type { ScimClient } from './client.js'
import { lost } from './failures.js'
import { createChange } from './change.js'
import { createMembersWriter } from './members-writer.js'
import { groupOperations, userOperations } from './operations.js'
import { fromGroup, fromUser } from './resource.js'
import { createWrite } from './write.js'

const Created = z.object({ id: z.string().min(1) })

export interface WriterOptions {
  client: ScimClient
  clock: Clock
  guard: () => void | Promise<void>
  random?: () => number
}

export function createWriter({ client, clock, guard, random }: WriterOptions): TargetWriter {
  const write = createWrite(client, guard)
  const change = createChange(client, write)

  async function create(doing: string, operation: string, path: string, body: unknown): Promise<string> {
    const answer = await write(doing, { method: 'POST', operation, path, body })
    const created = Created.safeParse(answer.body)
    // AWS has been seen to answer a create without the id.
    if (!created.success) throw lost(doing, 'the answer does not tell its id', undefined, { status: answer.status })
    return created.data.id
  }

  async function remove(doing: string, operation: string, path: string): Promise<void> {
    await write(doing, { method: 'DELETE', operation, path })
  }

  const user = (id: string) => `/Users/${encodeURIComponent(id)}`
  const group = (id: string) => `/Groups/${encodeURIComponent(id)}`
  return {
    createUser: (after) => create(`creating user '${after.userName}'`, 'CreateUser', '/Users', fromUser(after)),
    updateUser: (id, before, after) => change(`updating user '${after.userName}'`, { resource: 'User', id, operations: () => userOperations(before, after) }),
    deleteUser: (id) => remove(`deleting user ${id}`, 'DeleteUser', user(id)),
    createGroup: (after) => create(`creating group '${after.displayName}'`, 'CreateGroup', '/Groups', fromGroup(after)),
    updateGroup: (id, before, after) => change(`updating group '${after.displayName}'`, { resource: 'Group', id, operations: () => groupOperations(before, after) }),
    deleteGroup: (id) => remove(`deleting group ${id}`, 'DeleteGroup', group(id)),
    ...createMembersWriter({ change, clock, random }),
  }
}
