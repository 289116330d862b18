/** Addresses to the names that GitHub's own description of its REST API gives them; GraphQL queries go by the name their client gave them. */
import type { WireRequest } from '../emulator.js'

export type RestOperation =
  | 'apps/get-authenticated'
  | 'apps/get-org-installation'
  | 'apps/create-installation-access-token'
  | 'orgs/get'
  | 'orgs/list-members'
  | 'orgs/get-membership-for-user'
  | 'rate-limit/get'
  | 'teams/list'
  | 'teams/get-by-name'
  | 'teams/get-by-id'
  | 'teams/list-child-in-org'
  | 'teams/list-members-in-org'
  | 'teams/get-membership-for-user-in-org'
  | 'users/get-by-id'

export type Route = { kind: 'graphql'; operation: string; server: boolean } | { kind: 'rest'; operation: RestOperation; keys: readonly string[]; base: string }

/** GitHub Enterprise Server has its APIs under these. */
const SERVER_REST = '/api/v3'
const SERVER_GRAPHQL = '/api/graphql'

const REST: readonly [method: string, pattern: RegExp, operation: RestOperation][] = [
  ['GET', /^\/app$/, 'apps/get-authenticated'],
  ['GET', /^\/orgs\/([^/]+)\/installation$/, 'apps/get-org-installation'],
  ['POST', /^\/app\/installations\/([^/]+)\/access_tokens$/, 'apps/create-installation-access-token'],
  ['GET', /^\/orgs\/([^/]+)$/, 'orgs/get'],
  ['GET', /^\/orgs\/([^/]+)\/members$/, 'orgs/list-members'],
  ['GET', /^\/orgs\/([^/]+)\/memberships\/([^/]+)$/, 'orgs/get-membership-for-user'],
  ['GET', /^\/rate_limit$/, 'rate-limit/get'],
  ['GET', /^\/orgs\/([^/]+)\/teams$/, 'teams/list'],
  ['GET', /^\/orgs\/([^/]+)\/teams\/([^/]+)$/, 'teams/get-by-name'],
  ['GET', /^\/organizations\/([^/]+)\/team\/([^/]+)$/, 'teams/get-by-id'],
  ['GET', /^\/orgs\/([^/]+)\/teams\/([^/]+)\/teams$/, 'teams/list-child-in-org'],
  ['GET', /^\/orgs\/([^/]+)\/teams\/([^/]+)\/members$/, 'teams/list-members-in-org'],
  ['GET', /^\/orgs\/([^/]+)\/teams\/([^/]+)\/memberships\/([^/]+)$/, 'teams/get-membership-for-user-in-org'],
  ['GET', /^\/user\/(\d+)$/, 'users/get-by-id'],
]

/** A slash at the end makes it an address that GitHub does not know. */
export function routeOf({ method, rawUrl, body }: Pick<WireRequest, 'method' | 'rawUrl' | 'body'>): Route | undefined {
  const path = rawUrl.replace(/\?.*$/, '')
  if (method === 'POST' && (path === '/graphql' || path === SERVER_GRAPHQL)) return { kind: 'graphql', operation: queryName(body), server: path === SERVER_GRAPHQL }
  const base = path.startsWith(`${SERVER_REST}/`) ? SERVER_REST : ''
  for (const [verb, pattern, operation] of REST) {
    const keys = verb === method ? pattern.exec(path.slice(base.length)) : null
    if (keys) return { kind: 'rest', operation, keys: keys.slice(1).map(decode), base }
  }
  return undefined
}

/** As it stands in the document, without reading it whole: the first of several, `graphql` for one without a name. */
function queryName(body: string): string {
  return /"operationName"\s*:\s*"(\w+)"/.exec(body)?.[1] ?? /\b(?:query|mutation)\s+(\w+)/.exec(body)?.[1] ?? 'graphql'
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
