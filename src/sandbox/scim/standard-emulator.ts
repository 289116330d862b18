/** A SCIM server as RFC 7644 describes it, over the same kind of store: index paging, members shown, filters in paths; what it cannot do, it says. */
import type { Clock } from '../../clock.js'
import type { Emulator, WireAnswer, WireRequest } from '../emulator.js'
import { answer } from './answers.js'
import { serviceProviderConfig } from './discovery.js'
import { listStandard } from './standard-list.js'
import { createStandardGroup, patchStandardGroup, putStandardGroup, renderStandardGroup } from './standard-groups.js'
import { Refusal } from './refusal.js'
import { createRoom, groupById, userById, type Room } from './room.js'
import { dumpStore, loadStore } from './seed.js'
import { renderUser } from './render.js'
import { createUser, deleteUser, patchOneUser, putUser } from './users.js'

export interface StandardScimOptions {
  token: string
  clock: Clock
  /** False: PATCH answers 501, as a server may (RFC 7644 §3.5.2). */
  patch?: boolean
  /** `cursor`: RFC 9865 alone. */
  paging?: 'index' | 'cursor'
  /** The most rows of one page. */
  pageSize?: number
  /** False: a group's list leaves its members out, and only the group itself shows them. */
  membersInLists?: boolean
  room?: Room
}

export type StandardRules = Required<Pick<StandardScimOptions, 'patch' | 'paging' | 'pageSize' | 'membersInLists'>>

/** Served under `/scim/v2`. It publishes no limits. */
export function createStandardScimEmulator({ token, clock, room = createRoom(clock), ...given }: StandardScimOptions): Emulator {
  const rules: StandardRules = { patch: true, paging: 'index', pageSize: 50, membersInLists: true, ...given }
  return {
    api: 'scim',
    operation: (request) => routeOf(request).operation,
    handle: (request) => {
      try {
        if (request.headers['authorization'] !== `Bearer ${token}`) return errorAnswer(401, 'The bearer token is missing or not valid.')
        return serve(room, request, rules)
      } catch (error) {
        if (error instanceof Refusal) return errorAnswer(error.status, error.detail)
        throw error
      }
    },
    refuse: (_request, status) => errorAnswer(status, 'The request was not let through.'),
    rate: () => undefined,
    load: (seed) => {
      room.store = loadStore(seed, clock.now())
    },
    dump: (by) => dumpStore(room.store, by),
  }
}

function routeOf({ method, path }: WireRequest): { operation: string; id: string } {
  const [, resource, encoded = ''] = /^\/scim\/v2\/(Users|Groups|ServiceProviderConfig)(?:\/([^/]+))?$/.exec(path) ?? []
  const verb = { GET: encoded === '' ? 'List' : 'Get', POST: 'Create', PUT: 'Put', PATCH: 'Patch', DELETE: 'Delete' }[method]
  if (resource === 'ServiceProviderConfig') return { operation: method === 'GET' ? 'GetServiceProviderConfig' : 'unknown', id: '' }
  if (resource === undefined || verb === undefined || (verb === 'Create') !== (encoded === '' && method === 'POST')) return { operation: 'unknown', id: '' }
  return { operation: verb === 'List' ? `List${resource}` : `${verb}${resource.slice(0, -1)}`, id: encoded }
}

function serve(room: Room, request: WireRequest, rules: StandardRules): WireAnswer {
  const { operation, id } = routeOf(request)
  if (operation.startsWith('Patch') && !rules.patch) return errorAnswer(501, 'PATCH is not supported.')
  switch (operation) {
    case 'GetServiceProviderConfig':
      return answer(200, { ...serviceProviderConfig, patch: { supported: rules.patch }, filter: { supported: true, maxResults: rules.pageSize }, pagination: { cursor: rules.paging === 'cursor', index: rules.paging === 'index' } })
    case 'ListUsers':
    case 'ListGroups':
      return answer(200, listStandard(room, operation, request.query, rules))
    case 'CreateUser':
      return createUser(room, request)
    case 'GetUser':
      return answer(200, renderUser(userById(room, id)))
    case 'PutUser':
      return putUser(room, id, request)
    case 'PatchUser':
      return patchOneUser(room, id, request)
    case 'DeleteUser':
      return deleteUser(room, id)
    case 'CreateGroup':
      return createStandardGroup(room, request)
    case 'GetGroup':
      return answer(200, renderStandardGroup(groupById(room, id)))
    case 'PutGroup':
      return putStandardGroup(room, id, request)
    case 'PatchGroup':
      return patchStandardGroup(room, id, request)
    case 'DeleteGroup':
      room.store.removeGroup(groupById(room, id))
      return answer(204)
    default:
      return errorAnswer(404, 'There is no such resource.')
  }
}

/** RFC 7644 §3.12. */
function errorAnswer(status: number, detail: string): WireAnswer {
  const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status), detail, ...(status === 409 && { scimType: 'uniqueness' }) }
  return { status, headers: { 'Content-Type': 'application/scim+json' }, body }
}
