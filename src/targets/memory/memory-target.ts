/** The smallest honest target: three maps, the refusals of a real one, and faults where a test wants them. */
import { compareText, digest } from '../../model/json.js'
import type { TargetGroup } from '../../model/snapshot.js'
import type { Target, TargetReader, TargetWriter } from '../target.js'
import { MEMORY } from './capabilities.js'
import { strike, type FaultHook, type MemoryCall } from './faults.js'
import { addGroup, addUser, changeGroup, changeMembers, changeUser, createWorld, deleteGroup, deleteUser, type MemoryContent, type World } from './world.js'

export interface MemoryTarget extends Target, Omit<World, 'given'> {
  /** Every request that its guard let through, reads and writes, in order; a test may empty it. */
  readonly calls: MemoryCall[]
  /** Asked before and after each request; may be set and taken away at any time. */
  fault: FaultHook | undefined
}

/**
 * New ids are `u1`, `u2`, … and `g1`, `g2`, …, those that the content has left out. The content outlives whoever writes to it: the
 * successor of a killed run is given the same target.
 */
export function createMemoryTarget(initial: MemoryContent = {}): MemoryTarget {
  const world = createWorld(initial)
  const calls: MemoryCall[] = []

  /** One request: let through, done, answered; a fault may strike on either side of the doing. */
  async function request<T>(call: MemoryCall, act: () => T, guard?: () => void | Promise<void>): Promise<T> {
    await guard?.()
    calls.push(call)
    strike(call, target.fault?.(call, 'before'))
    const result = act()
    strike(call, target.fault?.(call, 'after'))
    return result
  }

  const target: MemoryTarget = {
    users: world.users,
    groups: world.groups,
    members: world.members,
    calls,
    fault: undefined,
    reader: readerOf(world, request),
    writer: (guard) => writerOf(world, (call, act) => request(call, act, guard)),
  }
  return target
}

type Request = <T>(call: MemoryCall, act: () => T) => Promise<T>

function readerOf(world: World, request: Request): TargetReader {
  const rows = <T>(map: ReadonlyMap<string, T>) =>
    [...map].map(([id, attributes]) => ({ id, attributes: structuredClone(attributes) })).sort((a, b) => compareText(a.id, b.id))
  const epoch = new Date(0).toISOString()
  return {
    capabilities: MEMORY,
    fingerprint: digest({ type: 'memory' }),
    read: async (scope) => {
      await scope.listed?.(rows(world.groups))
      return request({ operation: 'read' }, () => {
        const users = rows(world.users)
        const groups = rows(world.groups).map((group): TargetGroup =>
          scope.membersOf(group) ? { ...group, members: [...(world.members.get(group.id) ?? [])].sort(compareText) } : group,
        )
        const memberships = groups.reduce((sum, group) => sum + (group.members?.length ?? 0), 0)
        return { users, groups, evidence: { pages: 2, users: users.length, groups: groups.length, memberships, filter: [], start: epoch, end: epoch } }
      })
    },
    look: (questions) =>
      request({ operation: 'look' }, () => ({
        users: rows(world.users),
        groups: rows(world.groups),
        members: new Map(
          questions.members.flatMap(({ groupId, userIds }) => {
            const people = world.members.get(groupId)
            return people ? [[groupId, new Set(userIds.filter((id) => people.has(id)))] as const] : []
          }),
        ),
      })),
    groupsOf: (userId) => request({ operation: 'look' }, () => [...world.members].flatMap(([groupId, people]) => (people.has(userId) ? [groupId] : [])).sort(compareText)),
  }
}

function writerOf(world: World, request: Request): TargetWriter {
  async function inChunks(operation: 'AddMembers' | 'RemoveMembers', groupId: string, userIds: readonly string[]): Promise<void> {
    for (let written = 0; written < userIds.length; written += MEMORY.membersPerRequest) {
      const members = userIds.slice(written, written + MEMORY.membersPerRequest)
      await request({ operation, id: groupId, members }, () => changeMembers(world, groupId, members, operation === 'AddMembers' ? 'add' : 'delete', written))
    }
  }
  return {
    createUser: (after) => request({ operation: 'CreateUser', key: after.userName }, () => addUser(world, after)),
    updateUser: (id, before, after) => request({ operation: 'PatchUser', id, key: after.userName }, () => changeUser(world, id, before, after)),
    deleteUser: (id) => request({ operation: 'DeleteUser', id }, () => deleteUser(world, id)),
    createGroup: (after) => request({ operation: 'CreateGroup', key: after.displayName }, () => addGroup(world, after)),
    updateGroup: (id, before, after) => request({ operation: 'PatchGroup', id, key: after.displayName }, () => changeGroup(world, id, before, after)),
    deleteGroup: (id) => request({ operation: 'DeleteGroup', id }, () => deleteGroup(world, id)),
    addMembers: (groupId, userIds) => inChunks('AddMembers', groupId, userIds),
    removeMembers: (groupId, userIds) => inChunks('RemoveMembers', groupId, userIds),
  }
}
