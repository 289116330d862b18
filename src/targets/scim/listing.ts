/** A list read to its end by cursor, or not at all. */
import * as z from 'zod'
import { isIdpscimError } from '../../errors.js'
import { SendFailure } from '../../http/send-failure.js'
import type { ScimClient } from './client.js'
import type { Dialect } from './dialect.js'
import { incomplete, readFailed, refused } from './failures.js'
import { ListResponse } from './resource.js'
import { shapeIssue } from '../../model/shape-issue.js'

export interface Listing<T> {
  /** One of each id, in the order in which they first came. */
  rows: T[]
  pages: number
  /** False where `enough` stopped the reading before the end. */
  whole: boolean
}

export interface ListRequest<T> {
  resource: 'Users' | 'Groups'
  /** The same on every page: AWS refuses a cursor with another filter. */
  filter?: string
  parse: (resource: unknown) => T
  /** For every page, with the rows so far; true stops the reading, for callers who have seen enough. */
  enough?(rows: readonly T[], pages: number): boolean
  /** Told after every page. */
  onPage?(pages: number, rows: number): void
}

/**
 * Every row, or up to `enough`. Throws `TargetIncomplete` where the end was not reached, `TargetRefused` where the very first page is
 * refused (facts: `status`). A cursor that is refused on a later page has probably aged: the list is read once more from its start.
 */
export async function list<T extends { id: string }>(client: ScimClient, request: ListRequest<T>): Promise<Listing<T>> {
  const listing = (await walk(client, request)) ?? (await walk(client, request))
  if (!listing) throw incomplete(`listing ${request.resource}: twice it could not be read to its end in one piece, because a later page was refused or the list changed`)
  return listing
}

/** Undefined where the list must be read again: a later page was refused with 400, or the list changed its length under our hands. */
async function walk<T extends { id: string }>(client: ScimClient, request: ListRequest<T>): Promise<Listing<T> | undefined> {
  const dialect = await client.dialect()
  return dialect.paging === 'cursor' ? walkByCursor(client, request, dialect) : walkByIndex(client, request, dialect)
}

async function walkByCursor<T extends { id: string }>(client: ScimClient, request: ListRequest<T>, dialect: Dialect): Promise<Listing<T> | undefined> {
  const { resource } = request
  const rows = new Map<string, T>()
  const seen = new Set<string>()
  let cursor: string | undefined
  for (let pages = 1; ; pages++) {
    // The first page wants the parameter without a value; query builders drop it.
    const page = await onePage(client, request, dialect, cursor === undefined ? 'cursor' : `cursor=${encodeURIComponent(cursor)}`, pages === 1)
    if (page === 'refused') return undefined
    for (const row of page.Resources) rows.set(row.id, rows.get(row.id) ?? row)
    request.onPage?.(pages, rows.size)

    const next = page.nextCursor ?? undefined
    if (next === undefined || request.enough?.([...rows.values()], pages)) {
      // Outside cursor mode AWS cuts off silently.
      const cut = page.totalResults !== undefined && (page.totalResults > rows.size || (dialect.totalIsOfPage && page.Resources.length >= dialect.capabilities.pageSize))
      if (next === undefined && cut) throw incomplete(`listing ${resource}: the endpoint left out the cursor after ${rows.size} rows`)
      return { rows: [...rows.values()], pages, whole: next === undefined }
    }
    if (seen.has(next)) throw incomplete(`listing ${resource}: the endpoint gave the same cursor twice, after ${pages} pages`)
    seen.add(next)
    cursor = next
  }
}

/** RFC 7644 §3.4.2.4: a server may give fewer rows than were asked for, so the next page begins behind those that came. */
async function walkByIndex<T extends { id: string }>(client: ScimClient, request: ListRequest<T>, dialect: Dialect): Promise<Listing<T> | undefined> {
  const { resource } = request
  const rows = new Map<string, T>()
  let came = 0
  let total: number | undefined
  for (let pages = 1; ; pages++) {
    const page = await onePage(client, request, dialect, `startIndex=${came + 1}`, pages === 1)
    if (page === 'refused') return undefined
    if (page.totalResults === undefined) throw incomplete(`listing ${resource}: the answer does not say how many there are`)
    // Somebody added or removed one meanwhile: the pages before are shifted against those to come.
    if (total !== undefined && page.totalResults !== total) return undefined
    total = page.totalResults
    came += page.Resources.length
    for (const row of page.Resources) rows.set(row.id, rows.get(row.id) ?? row)
    request.onPage?.(pages, rows.size)

    if (came >= total) return rows.size === total ? { rows: [...rows.values()], pages, whole: true } : undefined
    if (request.enough?.([...rows.values()], pages)) return { rows: [...rows.values()], pages, whole: false }
    if (page.Resources.length === 0) throw incomplete(`listing ${resource}: the endpoint says that there are ${total}, and gave ${came}`)
  }
}

async function onePage<T>(client: ScimClient, { resource, filter, parse }: ListRequest<T>, dialect: Dialect, place: string, first: boolean) {
  const doing = `listing ${resource}${filter ? ` where ${filter}` : ''}`
  const query = [place, `count=${dialect.capabilities.pageSize}`, ...(filter === undefined ? [] : [`filter=${encodeURIComponent(filter)}`])]
  const answer = await reading(doing, () => client.get(`List${resource}`, `/${resource}?${query.join('&')}`))
  // Cursors age.
  if (answer.status === 400 && !first) return 'refused' as const
  if (answer.status !== 200) throw refused(doing, dialect, answer)
  return checked(doing, () => {
    const { Resources = [], ...page } = ListResponse.parse(answer.body)
    // With a total beside it some servers give the size of a page here, not the rows of this one.
    if (page.totalResults === undefined && Resources.length === 0 && (page.itemsPerPage ?? 0) > 0) throw incomplete(`${doing}: a page says that it has ${page.itemsPerPage ?? 0} rows and has none`)
    return { ...page, Resources: Resources.map((row) => parse(row)) }
  })
}

/** One object by its id; undefined where the server says that there is none. */
export async function single<T>(client: ScimClient, request: { resource: 'User' | 'Group'; id: string; parse: (resource: unknown) => T }): Promise<T | undefined> {
  const doing = `reading ${request.resource} ${request.id}`
  const answer = await reading(doing, () => client.get(`Get${request.resource}`, `/${request.resource}s/${encodeURIComponent(request.id)}`))
  if (answer.status === 404) return undefined
  if (answer.status !== 200) throw refused(doing, await client.dialect(), answer)
  return checked(doing, () => request.parse(answer.body))
}

/** Whether the error says that what a filter names does not exist. */
export function namesNothing(error: unknown): boolean {
  return isIdpscimError(error, 'TargetRefused') && error.facts['status'] === 404
}

async function reading<T>(doing: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw error instanceof SendFailure ? readFailed(doing, error) : error
  }
}

/** An answer that is no SCIM is no reading: it is refused, with the place that is wrong. */
function checked<T>(doing: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    const issue = error.issues[0]
    throw incomplete(`${doing}: the answer is not as SCIM defines it, at ${issue?.path.join('.') ?? ''}: ${issue === undefined ? '' : shapeIssue(issue)}`)
  }
}
