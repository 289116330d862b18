/** What a request costs of the tenant's allowance, in resource units: https://learn.microsoft.com/graph/throttling-limits, "Identity and access". */
import type { WireRequest } from '../emulator.js'
import { routeOf, type Operation } from './route.js'

const BASE: Partial<Record<Operation, number>> = {
  'users.user.ListUser': 2,
  'groups.ListMembers': 3,
  'groups.ListMembersCast': 3,
  'groups.members.GetCount': 3,
  'groups.ListTransitiveMembers': 5,
  'groups.ListTransitiveMembersCast': 5,
}

/** A batch costs what its parts cost; unlike Graph's, it is let through or refused as one. */
export function costOf(request: Pick<WireRequest, 'method' | 'rawUrl' | 'query' | 'body'>): number {
  const operation = routeOf(request)?.operation
  if (operation === 'batch') return partsOf(request.body).reduce((sum, url) => sum + costOf(asGet(url)), 0)
  const { query } = request
  const top = query.get('$top')
  const sum =
    (BASE[operation ?? 'batch'] ?? 1) + (query.has('$expand') ? 1 : 0) - (query.has('$select') ? 1 : 0) - (top !== null && Number(top) < 20 ? 1 : 0)
  return Math.max(1, sum)
}

function asGet(url: string) {
  const rawUrl = `/v1.0/${url.replace(/^\/+/, '')}`
  return { method: 'GET', rawUrl, query: new URLSearchParams(rawUrl.replace(/^[^?]*\??/, '')), body: '' }
}

function partsOf(body: string): string[] {
  try {
    const { requests } = JSON.parse(body) as { requests: { url: string }[] }
    return requests.map(({ url }) => url)
  } catch {
    return []
  }
}
