/** The Admin SDK Directory API, the reading half: groups, members and users of one Workspace account. */
import { invariant } from '../../errors.js'
import type { Emulator, WireAnswer, WireRequest } from '../emulator.js'
import { authenticate, authorize } from './access.js'
import type { AccessTokens } from './access-tokens.js'
import { insufficientPermissions, Refusal, refusalFor, refuse } from './answers.js'
import { buildDirectory, type Directory } from './directory.js'
import { dumpDirectory } from './dump.js'
import { knownFields } from './fields.js'
import type { GoogleSeed } from './google-seed.js'
import { getGroup, listGroups } from './groups.js'
import { applyMask, parseMask } from './mask.js'
import { getMember, hasMember, listMembers } from './members.js'
import { type Route, routeOf } from './route.js'
import { getUser, listUsers } from './users.js'

export interface GoogleEmulator extends Emulator {
  /** The account as it is now: the token endpoint asks it who may be impersonated, and with which scopes. */
  directory(): Directory
}

export function createGoogleEmulator(tokens: AccessTokens): GoogleEmulator {
  let directory = buildDirectory({})
  return {
    api: 'google',
    directory: () => directory,
    operation: (request) => routeOf(request)?.operation ?? 'unknown',
    handle: (request) => {
      try {
        return answer(directory, tokens, request)
      } catch (error) {
        if (error instanceof Refusal) return error.answer
        throw error
      }
    },
    refuse: (_request, status, cause = 'error') => refusalFor(status, cause),
    // 2,400 queries a minute for each person and project, whatever they ask for; beyond that 403, not 429.
    rate: () => 40,
    pool: () => ({ name: 'queries', burst: 2400, status: 403 }),
    paging: {
      next: ({ body }) => (body as { nextPageToken?: string } | undefined)?.nextPageToken,
      ask: (request, token) => {
        const query = new URLSearchParams(request.query)
        query.set('pageToken', token)
        return { ...request, query, rawUrl: `${request.rawUrl.replace(/\?.*$/, '')}?${query.toString()}` }
      },
      point: (page, token) => ({ ...page, body: { ...(page.body as object), nextPageToken: token } }),
    },
    load: (seed) => {
      // The world checks whole documents before it hands out their sections.
      directory = buildDirectory(seed as GoogleSeed, directory)
    },
    dump: (by) => dumpDirectory(directory, by),
  }
}

function answer(directory: Directory, tokens: AccessTokens, request: WireRequest): WireAnswer {
  const grant = authenticate(tokens, request)
  const route = routeOf(request)
  if (!route) throw unrouted(request)
  authorize(directory, grant, route.operation)
  const resource = resourceFor(directory, request, route, grant.subject !== undefined)
  const etag = resource['etag']
  const mask = request.query.get('fields')
  const body = mask === null || mask === '' ? resource : applyMask(resource, parseMask(mask, knownFields(route.operation)))
  const headers = { 'content-type': 'application/json; charset=UTF-8', ...(typeof etag === 'string' ? { etag } : {}) }
  if (etag !== undefined && request.headers['if-none-match'] === etag) return { status: 304, headers }
  return { status: 200, headers, body }
}

/** Nobody is delegated a scope that writes; anything else is no address of this API. */
function unrouted(request: WireRequest): Refusal {
  const asRead = routeOf({ ...request, method: 'GET' })
  return request.method !== 'GET' && asRead ? insufficientPermissions() : refuse(404, 'notFound', 'Not Found')
}

function resourceFor(directory: Directory, request: WireRequest, { operation, keys }: Route, impersonated: boolean): Record<string, unknown> {
  const [key = '', member = ''] = keys
  switch (operation) {
    case 'groups.list':
      return listGroups(directory, request, impersonated)
    case 'groups.get':
      return getGroup(directory, key)
    case 'members.list':
      return listMembers(directory, request, key)
    case 'members.get':
      return getMember(directory, key, member)
    case 'members.hasMember':
      return hasMember(directory, key, member)
    case 'users.list':
      return listUsers(directory, request, impersonated)
    case 'users.get':
      return getUser(directory, request, key)
    default:
      invariant(false, `no handler for ${String(operation satisfies never)}`)
  }
}
