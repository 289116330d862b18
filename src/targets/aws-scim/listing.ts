/** A list read to its end by cursor, or not at all. */
import * as z from 'zod'
import { isIdpscimError } from '../../errors.js'
import { SendFailure } from '../../http/send-failure.js'
import { AWS_SCIM } from './capabilities.js'
import type { ScimClient } from './client.js'
import { incomplete, readFailed, refused } from './failures.js'
import { ListResponse } from './resource.js'

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
  if (!listing) throw incomplete(`listing ${request.resource}: a cursor was refused twice, each time on a later page`)
  return listing
}

/** Undefined where a later page was refused with 400. */
async function walk<T extends { id: string }>(client: ScimClient, request: ListRequest<T>): Promise<Listing<T> | undefined> {
  const { resource } = request
  const rows = new Map<string, T>()
  const seen = new Set<string>()
  let cursor: string | undefined
  for (let pages = 1; ; pages++) {
    const page = await onePage(client, request, cursor)
    if (page === 'refused') return undefined
    for (const row of page.Resources) rows.set(row.id, rows.get(row.id) ?? row)
    request.onPage?.(pages, rows.size)

    const next = page.nextCursor ?? undefined
    if (next === undefined || request.enough?.([...rows.values()], pages)) {
      // Outside cursor mode AWS cuts off silently, and `totalResults` counts what is there, not what exists.
      const cut = page.totalResults !== undefined && (page.totalResults > rows.size || page.Resources.length >= AWS_SCIM.pageSize)
      if (next === undefined && cut) throw incomplete(`listing ${resource}: the endpoint left out the cursor after ${rows.size} rows`)
      return { rows: [...rows.values()], pages, whole: next === undefined }
    }
    if (seen.has(next)) throw incomplete(`listing ${resource}: the endpoint gave the same cursor twice, after ${pages} pages`)
    seen.add(next)
    cursor = next
  }
}

async function onePage<T>(client: ScimClient, { resource, filter, parse }: ListRequest<T>, cursor: string | undefined) {
  const doing = `listing ${resource}${filter ? ` where ${filter}` : ''}`
  // The first page wants the parameter without a value; query builders drop it.
  const query = [
    cursor === undefined ? 'cursor' : `cursor=${encodeURIComponent(cursor)}`,
    `count=${AWS_SCIM.pageSize}`,
    ...(filter === undefined ? [] : [`filter=${encodeURIComponent(filter)}`]),
  ]
  const answer = await reading(doing, () => client.get(`List${resource}`, `/${resource}?${query.join('&')}`))
  if (answer.status === 400 && cursor !== undefined) return 'refused' as const
  if (answer.status !== 200) throw refused(doing, answer)
  return checked(doing, () => {
    const { Resources = [], ...page } = ListResponse.parse(answer.body)
    if (Resources.length === 0 && (page.itemsPerPage ?? 0) > 0) throw incomplete(`${doing}: a page says that it has ${page.itemsPerPage ?? 0} rows and has none`)
    return { ...page, Resources: Resources.map((row) => parse(row)) }
  })
}

/** One object by its id; undefined where AWS says that there is none. */
export async function single<T>(client: ScimClient, request: { resource: 'User' | 'Group'; id: string; parse: (resource: unknown) => T }): Promise<T | undefined> {
  const doing = `reading ${request.resource} ${request.id}`
  const answer = await reading(doing, () => client.get(`Get${request.resource}`, `/${request.resource}s/${encodeURIComponent(request.id)}`))
  if (answer.status === 404) return undefined
  if (answer.status !== 200) throw refused(doing, answer)
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
    throw incomplete(`${doing}: the answer is not as SCIM defines it, at ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
  }
}
