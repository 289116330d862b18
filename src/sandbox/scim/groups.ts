/** The operations on groups. */
import { randomUUID } from 'node:crypto'
import type { WireAnswer, WireRequest } from '../emulator.js'
import { answer } from './answers.js'
import { readGroupBody, readGroupPatch } from './group-body.js'
import { list } from './listing.js'
import type { Ordered } from './ordered.js'
import { readOperations } from './patch-body.js'
import { invalidFilter } from './refusal.js'
import { renderGroup, renderListedGroup, renderNewGroup } from './render.js'
import { groupById, isVisible, readJson, stampsOf, visibleUser, type Room } from './room.js'
import type { GroupRecord } from './store.js'

/** Members are taken and never echoed. */
export function createGroup(room: Room, request: WireRequest): WireAnswer {
  const { attributes, userIds } = readGroupBody(readJson(request))
  const users = userIds.map((id) => visibleUser(room, id))
  const group = room.store.addGroup(randomUUID(), attributes, stampsOf(room))
  for (const user of users) room.store.join(user, group)
  return answer(201, renderNewGroup(group))
}

export function getGroup(room: Room, id: string): WireAnswer {
  return answer(200, renderGroup(groupById(room, id)))
}

export function listGroups(room: Room, request: WireRequest): WireAnswer {
  const body = list(
    {
      resource: 'Groups',
      all: room.store.groups,
      select: (clauses) => selectGroups(room, clauses),
      isVisible: (group) => isVisible(room, group),
      render: renderListedGroup,
    },
    request.query,
  )
  return answer(200, body)
}

/** All or nothing: every user is looked up before anything changes. */
export function patchGroup(room: Room, id: string, request: WireRequest): WireAnswer {
  const operations = readOperations(readJson(request), id)
  const group = groupById(room, id)
  const { attributes, changes } = readGroupPatch(group.attributes, operations)
  const steps = changes.map(({ op, userId }) => ({ op, user: visibleUser(room, userId) }))
  room.store.changeGroup(group, attributes, room.clock.now())
  for (const { op, user } of steps) {
    if (op === 'add') room.store.join(user, group)
    else room.store.leave(user, group)
  }
  return answer(204)
}

export function deleteGroup(room: Room, id: string): WireAnswer {
  room.store.removeGroup(groupById(room, id))
  return answer(204)
}

/** The combinations that ListGroups documents, and no others; a member nobody knows is a 404. */
function selectGroups(room: Room, clauses: ReadonlyMap<string, string>): Ordered<GroupRecord> | GroupRecord[] {
  const { store } = room
  const value = (attribute: string) => clauses.get(attribute) ?? ''
  switch ([...clauses.keys()].sort().join(' ')) {
    case 'displayname':
      return only(store.groupBy('displayName', value('displayname')))
    case 'externalid':
      return only(store.groupBy('externalId', value('externalid')))
    case 'id':
      return only(store.groups.get(value('id')))
    case 'id members':
      return only(visibleUser(room, value('members')).groups.get(value('id')))
    case 'members.value':
      return visibleUser(room, value('members.value')).groups
    default:
      throw invalidFilter()
  }
}

function only<Thing>(thing: Thing | undefined): Thing[] {
  return thing === undefined ? [] : [thing]
}
