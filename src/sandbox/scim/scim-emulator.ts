/** IAM Identity Center's SCIM endpoint, as AWS's SCIM developer guide and captured exchanges show it; where they are silent, the strict side. */
import type { Clock } from '../../clock.js'
import type { Emulator, WireAnswer, WireRequest } from '../emulator.js'
import { answer, errorAnswer } from './answers.js'
import { listResourceTypes, listSchemas, schemaById, serviceProviderConfig } from './discovery.js'
import { createGroup, deleteGroup, getGroup, listGroups, patchGroup } from './groups.js'
import { countMembers } from './members.js'
import { paging } from './paging.js'
import { Refusal } from './refusal.js'
import { createRoom, type Room } from './room.js'
import { findRoute, rateOf } from './route.js'
import { dumpStore, loadStore } from './seed.js'
import { createUser, deleteUser, getUser, listUsers, patchOneUser, putUser } from './users.js'

export interface ScimEmulatorOptions {
  token: string
  /** The path's first part, before `/scim/v2`. */
  tenant: string
  clock: Clock
  /** How long lists, filters and memberships do not know what was just created, milliseconds. */
  visibilityDelayMs?: number
  /** The store, where another emulator shows it too; one of its own otherwise. */
  room?: Room
}

export function createScimEmulator({ token, tenant, clock, visibilityDelayMs, room = createRoom(clock, visibilityDelayMs) }: ScimEmulatorOptions): Emulator {
  return {
    api: 'scim',
    operation: (request) => findRoute(request).operation,
    handle: (request) => {
      try {
        return serve(room, request, { token, tenant })
      } catch (error) {
        if (error instanceof Refusal) return errorAnswer(clock, error.status, error.detail)
        throw error
      }
    },
    refuse: (_request, status) => errorAnswer(clock, status),
    rate: rateOf,
    members: countMembers,
    paging,
    load: (seed) => {
      room.store = loadStore(seed, clock.now())
    },
    dump: (by) => dumpStore(room.store, by),
  }
}

/** A wrong tenant is a 401 like a wrong token; a path that is none of the API's is a 404 before either. */
function serve(room: Room, request: WireRequest, { token, tenant }: { token: string; tenant: string }): WireAnswer {
  const route = findRoute(request)
  if (route.tenant === undefined) return errorAnswer(room.clock, 404)
  if (route.tenant !== tenant || bearer(request) !== token) return errorAnswer(room.clock, 401)
  const { operation, id } = route
  switch (operation) {
    case 'CreateUser':
      return createUser(room, request)
    case 'GetUser':
      return getUser(room, id)
    case 'ListUsers':
      return listUsers(room, request)
    case 'PatchUser':
      return patchOneUser(room, id, request)
    case 'PutUser':
      return putUser(room, id, request)
    case 'DeleteUser':
      return deleteUser(room, id)
    case 'CreateGroup':
      return createGroup(room, request)
    case 'GetGroup':
      return getGroup(room, id)
    case 'ListGroups':
      return listGroups(room, request)
    case 'PatchGroup':
      return patchGroup(room, id, request)
    case 'DeleteGroup':
      return deleteGroup(room, id)
    case 'ServiceProviderConfig':
      return answer(200, serviceProviderConfig)
    case 'ListSchemas':
      return answer(200, listSchemas())
    case 'GetSchema':
      return answer(200, schemaById(id))
    case 'ListResourceTypes':
      return answer(200, listResourceTypes())
    case 'unknown':
      return errorAnswer(room.clock, 404)
  }
}

function bearer({ headers }: WireRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers['authorization'] ?? '')?.[1]
}
