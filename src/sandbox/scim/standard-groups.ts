/** Groups as RFC 7643 §4.2 shows them, with their members, and the changes of RFC 7644 §3.5 to them. */
import { randomUUID } from 'node:crypto'
import type { WireAnswer, WireRequest } from '../emulator.js'
import { answer } from './answers.js'
import { isObject } from './check.js'
import { readGroupBody, readGroupPatch } from './group-body.js'
import { readOperations, type Operation } from './patch-body.js'
import { unacceptable } from './refusal.js'
import { renderNewGroup } from './render.js'
import { groupById, readJson, stampsOf, userById, type Room } from './room.js'
import type { GroupRecord } from './store.js'

export function renderStandardGroup(group: GroupRecord): object {
  return { ...renderNewGroup(group), members: [...group.members.values()].map(({ id, attributes }) => ({ value: id, type: 'User', display: attributes.displayName ?? attributes.userName })) }
}

export function createStandardGroup(room: Room, request: WireRequest): WireAnswer {
  const { attributes, userIds } = readGroupBody(readJson(request))
  const users = userIds.map((id) => userById(room, id))
  const group = room.store.addGroup(randomUUID(), attributes, stampsOf(room))
  for (const user of users) room.store.join(user, group)
  return answer(201, renderStandardGroup(group))
}

/** The whole group anew: who is not named is out. */
export function putStandardGroup(room: Room, id: string, request: WireRequest): WireAnswer {
  const body = readJson(request)
  if (!isObject(body)) throw unacceptable('the body is not an object')
  const { members, ...rest } = body
  const { attributes } = readGroupBody(rest)
  const group = groupById(room, id)
  const users = memberIds(members).map((userId) => userById(room, userId))
  room.store.changeGroup(group, attributes, room.clock.now())
  for (const user of [...group.members.values()]) room.store.leave(user, group)
  for (const user of users) room.store.join(user, group)
  return answer(200, renderStandardGroup(group))
}

/** All or nothing: every user is looked up before anything changes. */
export function patchStandardGroup(room: Room, id: string, request: WireRequest): WireAnswer {
  const group = groupById(room, id)
  const operations = readOperations(readJson(request), id)
  const removed = operations.flatMap(({ op, path }) => (op === 'remove' ? personIn(path) : []))
  const { attributes, changes } = readGroupPatch(group.attributes, operations.filter(({ path }) => personIn(path).length === 0))
  const steps = [...changes, ...removed.map((userId) => ({ op: 'remove' as const, userId }))].map(({ op, userId }) => ({ op, user: op === 'add' ? userById(room, userId) : room.store.users.get(userId) }))
  room.store.changeGroup(group, attributes, room.clock.now())
  for (const { op, user } of steps) {
    if (user === undefined) continue
    if (op === 'add') room.store.join(user, group)
    else room.store.leave(user, group)
  }
  return answer(200, renderStandardGroup(group))
}

/** `members[value eq "…"]`. */
function personIn(path: Operation['path']): string[] {
  const literal = /^members\[\s*value\s+eq\s+("(?:[^"\\]|\\.)*")\s*\]$/i.exec(path)?.[1]
  return literal === undefined ? [] : [JSON.parse(literal) as string]
}

function memberIds(members: unknown): string[] {
  if (members === undefined) return []
  if (!Array.isArray(members)) throw unacceptable('members is not a list')
  return members.map((member: unknown) => {
    if (!isObject(member) || typeof member['value'] !== 'string') throw unacceptable('a member has no value')
    return member['value']
  })
}
