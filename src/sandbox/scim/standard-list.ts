/** Lists by index (RFC 7644 §3.4.2.4) or by cursor (RFC 9865), with the filters that a provisioning client asks. */
import { isObject } from './check.js'
import { readCursor, writeCursor } from './cursor.js'
import { parseFilter } from './filter.js'
import { invalidFilter } from './refusal.js'
import { renderUser } from './render.js'
import type { Room } from './room.js'
import type { StandardRules } from './standard-emulator.js'
import { renderStandardGroup } from './standard-groups.js'

const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse']

/** Throws a `Refusal`. */
export function listStandard(room: Room, operation: 'ListUsers' | 'ListGroups', query: URLSearchParams, rules: StandardRules): object {
  const rows = operation === 'ListUsers' ? users(room, query.get('filter')) : groups(room, query.get('filter'), rules)
  const count = Math.min(rules.pageSize, Math.max(0, numberOf(query.get('count'), rules.pageSize)))
  if (rules.paging === 'cursor') {
    const listed = { resource: operation === 'ListUsers' ? 'Users' : 'Groups', filter: query.get('filter') ?? '' } as const
    const from = readCursor(listed, query.get('cursor') ?? '')
    const page = rows.slice(from, from + count)
    return { schemas, totalResults: rows.length, itemsPerPage: page.length, Resources: page, ...(from + count < rows.length && { nextCursor: writeCursor(listed, from + count) }) }
  }
  const startIndex = Math.max(1, numberOf(query.get('startIndex'), 1))
  const page = rows.slice(startIndex - 1, startIndex - 1 + count)
  return { schemas, totalResults: rows.length, startIndex, itemsPerPage: page.length, Resources: page }
}

function numberOf(text: string | null, fallback: number): number {
  return text !== null && /^-?\d+$/.test(text) ? Number(text) : fallback
}

function users({ store }: Room, filter: string | null): object[] {
  if (filter === null) return [...store.users.values()].map(renderUser)
  const [attribute, value] = onlyClause(filter)
  const found = attribute === 'id' ? store.users.get(value) : attribute === 'username' ? store.userBy('userName', value) : attribute === 'externalid' ? store.userBy('externalId', value) : unknown()
  return found === undefined ? [] : [renderUser(found)]
}

function groups({ store }: Room, filter: string | null, { membersInLists }: StandardRules): object[] {
  const render = (group: Parameters<typeof renderStandardGroup>[0]) => {
    const shown = renderStandardGroup(group)
    if (membersInLists || !isObject(shown)) return shown
    const { members: _, ...rest } = shown
    return rest
  }
  if (filter === null) return [...store.groups.values()].map(render)
  const [attribute, value] = onlyClause(filter)
  const found = attribute === 'id' ? store.groups.get(value) : attribute === 'displayname' ? store.groupBy('displayName', value) : attribute === 'externalid' ? store.groupBy('externalId', value) : unknown()
  return found === undefined ? [] : [render(found)]
}

function onlyClause(filter: string): [string, string] {
  const [clause, ...more] = parseFilter(filter)
  if (clause === undefined || more.length > 0) throw invalidFilter()
  return clause
}

function unknown(): never {
  throw invalidFilter()
}
