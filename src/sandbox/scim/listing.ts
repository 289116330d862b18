/** List answers: by cursor to the end, or without one and silently cut off at a page. */
import { readCursor, writeCursor, type Listed } from './cursor.js'
import { parseFilter } from './filter.js'
import { Ordered } from './ordered.js'
import { unacceptable } from './refusal.js'

const listResponse = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'
const mostOnPage = 100

export interface Listing<Thing> {
  resource: Listed['resource']
  all: Ordered<Thing>
  /** What a filter leaves: a handful found by index, or a collection that is paged itself. */
  select(clauses: ReadonlyMap<string, string>): Ordered<Thing> | readonly Thing[]
  isVisible(thing: Thing): boolean
  render(thing: Thing): object
}

/** The body for GET on a collection; `startIndex`, `attributes` and the like are not read. Throws a `Refusal`. */
export function list<Thing>(listing: Listing<Thing>, query: URLSearchParams): object {
  const count = readCount(query.get('count'))
  const filter = query.get('filter')
  const cursor = query.get('cursor')
  const listed = { resource: listing.resource, filter: filter ?? '' }
  const place = readCursor(listed, cursor ?? '')
  const source = filter === null ? listing.all : listing.select(parseFilter(filter))
  const page = source instanceof Ordered ? source.page(place, count) : { values: source.slice(0, count) }
  // What is not seen yet leaves its page short, as the service's pages may be.
  const resources = page.values.filter((thing) => listing.isVisible(thing)).map((thing) => listing.render(thing))
  if (cursor === null) return listBody(resources)
  return {
    itemsPerPage: resources.length,
    ...(page.next !== undefined && { nextCursor: writeCursor(listed, page.next) }),
    schemas: [listResponse],
    Resources: resources,
  }
}

/** Without a cursor: `totalResults` counts what is returned, not what exists. */
export function listBody(resources: readonly object[]): object {
  return { totalResults: resources.length, itemsPerPage: resources.length, startIndex: 1, schemas: [listResponse], Resources: resources }
}

function readCount(count: string | null): number {
  if (count === null) return mostOnPage
  const number = /^\d{1,3}$/.test(count) ? Number(count) : 0
  if (number < 1 || number > mostOnPage) throw unacceptable(`count is ${count}, not 1 to ${mostOnPage}`)
  return number
}
