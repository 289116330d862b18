/** The operations on users. */
import { randomUUID } from 'node:crypto'
import type { WireAnswer, WireRequest } from '../emulator.js'
import { answer } from './answers.js'
import { isObject } from './check.js'
import { list } from './listing.js'
import { readOperations } from './patch-body.js'
import { patchUser } from './patch-user.js'
import { invalidFilter, unacceptable } from './refusal.js'
import { renderUser } from './render.js'
import { isVisible, readJson, stampsOf, userById, type Room } from './room.js'
import { enterpriseUser } from './schema.js'
import type { Ordered } from './ordered.js'
import type { UserRecord } from './store.js'
import { readUserBody } from './user-body.js'

export function createUser(room: Room, request: WireRequest): WireAnswer {
  const user = room.store.addUser(randomUUID(), readUserBody(readJson(request)), stampsOf(room))
  return answer(201, renderUser(user))
}

export function getUser(room: Room, id: string): WireAnswer {
  return answer(200, renderUser(userById(room, id)))
}

export function listUsers(room: Room, request: WireRequest): WireAnswer {
  const body = list(
    {
      resource: 'Users',
      all: room.store.users,
      select: (clauses) => selectUsers(room, clauses),
      isVisible: (user) => isVisible(room, user),
      render: renderUser,
    },
    request.query,
  )
  return answer(200, body)
}

/** 200, where the guide's example shows 201: clients have to take both. What is left out is cleared; id and memberships stay. */
export function putUser(room: Room, id: string, request: WireRequest): WireAnswer {
  const body = readJson(request)
  const user = userById(room, id)
  if (isObject(body) && body['id'] !== undefined && body['id'] !== id) throw unacceptable('the id is read-only')
  room.store.changeUser(user, readUserBody(body), room.clock.now())
  return answer(200, renderUser(user))
}

export function patchOneUser(room: Room, id: string, request: WireRequest): WireAnswer {
  const operations = readOperations(readJson(request), id)
  const user = userById(room, id)
  room.store.changeUser(user, patchUser(user.attributes, operations), room.clock.now())
  return answer(200, renderUser(user))
}

export function deleteUser(room: Room, id: string): WireAnswer {
  room.store.removeUser(userById(room, id))
  return answer(204)
}

/** The combinations that ListUsers documents, and no others. A group that nobody knows has no members. */
function selectUsers({ store }: Room, clauses: ReadonlyMap<string, string>): Ordered<UserRecord> | UserRecord[] {
  const value = (attribute: string) => clauses.get(attribute) ?? ''
  const byId = () => store.users.get(value('id'))
  switch ([...clauses.keys()].sort().join(' ')) {
    case 'username':
      return only(store.userBy('userName', value('username')))
    case 'externalid':
      return only(store.userBy('externalId', value('externalid')))
    case 'id':
      return only(byId())
    case 'id manager':
      return only(byId()).filter((user) => user.attributes[enterpriseUser]?.manager?.value === value('manager'))
    case 'groups.value':
      return store.groups.get(value('groups.value'))?.members ?? []
    default:
      throw invalidFilter()
  }
}

function only<Thing>(thing: Thing | undefined): Thing[] {
  return thing === undefined ? [] : [thing]
}
