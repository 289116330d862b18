/** Microsoft Graph v1.0, the part that reads a directory: groups, their members and owners, users, and batches of these. */
import { invariant } from '../../errors.js'
import type { Clock } from '../../clock.js'
import type { Emulator, WireAnswer, WireRequest } from '../emulator.js'
import { authenticate, authorize } from './access.js'
import type { AccessTokens } from './access-tokens.js'
import { badRequest, denied, errorAnswer, refusalFor, Refusal } from './answers.js'
import { serveBatch } from './batch.js'
import { costOf } from './cost.js'
import { countObjects, getGroup, getManager, getUser, listObjects } from './directory.js'
import { dumpTenant } from './dump.js'
import type { EntraSeed } from './graph-seed.js'
import { withToken } from './lists.js'
import { type Asked, countMembers, listRelated } from './members.js'
import { type Route, routeOf } from './route.js'
import { buildTenant, type Tenant, usersOf } from './tenant.js'

export interface GraphEmulator extends Emulator {
  /** The tenant as it is now: the token endpoint asks it which app there is, and what it may. */
  tenant(): Tenant
}

export function createGraphEmulator({ tokens, clock }: { tokens: AccessTokens; clock: Clock }): GraphEmulator {
  let tenant = buildTenant({})
  let partsToThrottle = 0

  const answer = (request: WireRequest): WireAnswer => {
    try {
      const permissions = authenticate(tokens, request)
      const route = routeOf(request)
      if (route === undefined) throw unrouted(request)
      const served = route.operation === 'batch' ? serveBatch(request, answerPart) : serve(tenant, permissions, request, route)
      return { ...served, headers: { ...served.headers, 'x-ms-resource-unit': String(costOf(request)) } }
    } catch (error) {
      if (error instanceof Refusal) return errorAnswer(request, clock.now(), error)
      throw error
    }
  }
  const answerPart = (request: WireRequest): WireAnswer => {
    if (partsToThrottle === 0) return answer(request)
    partsToThrottle -= 1
    return errorAnswer(request, clock.now(), refusalFor(request, 429))
  }

  return {
    api: 'graph',
    tenant: () => tenant,
    operation: (request) => routeOf(request)?.operation ?? 'unknown',
    handle: answer,
    refuse: (request, status, cause) => {
      const refusal = errorAnswer(request, clock.now(), refusalFor(request, status))
      return cause === 'throttle' ? { ...refusal, headers: { 'retry-after': '1', ...refusal.headers } } : refusal
    },
    // Resource units of an app in a tenant, by its size. https://learn.microsoft.com/graph/throttling-limits, "Identity and access"
    rate: () => unitsIn10s(tenant) / 10,
    pool: () => ({ name: 'resource units', burst: unitsIn10s(tenant), status: 429 }),
    cost: costOf,
    paging: {
      next: ({ body }) => tokenOf((body as { '@odata.nextLink'?: string } | undefined)?.['@odata.nextLink']),
      ask: (request, token) => {
        const query = withToken(request, token)
        return { ...request, query, rawUrl: `${request.rawUrl.replace(/\?.*$/, '')}?${query.toString()}` }
      },
      point: (page, token) => {
        const body = page.body as { '@odata.context': string; '@odata.nextLink'?: string }
        const link = new URL(body['@odata.nextLink'] ?? body['@odata.context'].replace(/\$metadata.*$/, 'loop'))
        link.searchParams.set('$skiptoken', token)
        return { ...page, body: { ...body, '@odata.nextLink': link.href } }
      },
    },
    load: (seed) => {
      // The world checks whole documents before it hands out their sections.
      tenant = buildTenant(seed as EntraSeed, tenant)
      partsToThrottle = tenant.quirks.throttledParts ?? 0
    },
    dump: (by) => dumpTenant(tenant, by),
  }
}

const tokenOf = (link: string | undefined) => (link === undefined ? undefined : (new URL(link).searchParams.get('$skiptoken') ?? undefined))

function unitsIn10s(tenant: Tenant): number {
  const people = usersOf(tenant).length
  return people < 50 ? 3500 : people <= 500 ? 5000 : 8000
}

/** Nobody has consented to anything that writes; anything else is no address of this sandbox. */
function unrouted(request: WireRequest): Refusal {
  const asRead = routeOf({ ...request, method: 'GET' })
  const segment = request.path.split('/').pop() ?? ''
  return request.method !== 'GET' && asRead ? denied() : badRequest(`Resource not found for the segment '${segment}'.`)
}

function serve(tenant: Tenant, permissions: ReadonlySet<string>, request: WireRequest, { operation, key, cast }: Route): WireAnswer {
  const asked = (relation: Asked['relation']): Asked => ({ tenant, permissions, group: key, relation, cast })
  authorize(permissions, operation.startsWith('users.') ? 'user' : 'group')
  switch (operation) {
    case 'groups.group.ListGroup':
      return listObjects(tenant, request, 'group', permissions)
    case 'groups.group.GetGroup':
      return getGroup(tenant, request, key)
    case 'groups.GetCount':
      return countObjects(tenant, request, 'group')
    case 'groups.ListMembers':
    case 'groups.ListMembersCast':
      return listRelated(request, asked('members'))
    case 'groups.members.GetCount':
      return countMembers(request, asked('members'))
    case 'groups.ListTransitiveMembers':
    case 'groups.ListTransitiveMembersCast':
      return listRelated(request, asked('transitiveMembers'))
    case 'groups.ListOwners':
    case 'groups.ListOwnersCast':
      return listRelated(request, asked('owners'))
    case 'users.user.ListUser':
      return listObjects(tenant, request, 'user', permissions)
    case 'users.user.GetUser':
      return getUser(tenant, request, key, permissions)
    case 'users.GetCount':
      return countObjects(tenant, request, 'user')
    case 'users.GetManager':
      return getManager(tenant, request, key)
    default:
      invariant(false, `no handler for ${operation}`)
  }
}
