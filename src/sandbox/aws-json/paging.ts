/** `NextToken` and `MaxResults`, the same in every list of the two APIs. */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { Emulator, WireRequest } from '../emulator.js'
import { Ordered, type Page } from '../scim/ordered.js'
import { invalid } from './refusal.js'

export const paged = {
  MaxResults: z.number().int().min(1).max(100).optional(),
  NextToken: z.string().regex(/^[-a-zA-Z0-9+=/:_]*$/).max(65_535).optional(),
}

export interface Paged {
  MaxResults?: number | undefined
  NextToken?: string | undefined
}

/** One page of `rows`, rendered. `list` names what is listed: a token is good for that list alone. */
export function pageOf<Row>(list: string, rows: Ordered<Row> | readonly Row[], { MaxResults = 100, NextToken }: Paged): { values: Row[]; token: { NextToken?: string } } {
  const from = placeIn(list, NextToken)
  const page: Page<Row> = rows instanceof Ordered ? rows.page(from, MaxResults) : sliceOf(rows, from, MaxResults)
  return { values: page.values, token: page.next === undefined ? {} : { NextToken: tokenOf(list, page.next) } }
}

function sliceOf<Row>(rows: readonly Row[], from: number, count: number): Page<Row> {
  const end = from + count
  return { values: rows.slice(from, end), ...(end < rows.length && { next: end }) }
}

function tokenOf(list: string, place: number): string {
  return Buffer.from(`${createHash('sha256').update(list).digest('hex').slice(0, 12)}:${place}`).toString('base64')
}

function placeIn(list: string, token: string | undefined): number {
  if (token === undefined) return 0
  const place = Number(Buffer.from(token, 'base64').toString('latin1').split(':')[1])
  if (!Number.isSafeInteger(place) || tokenOf(list, place) !== token) throw invalid('The provided NextToken is invalid.')
  return place
}

/** How accidents with pages find their way through a body. */
export const paging: NonNullable<Emulator['paging']> = {
  next: ({ body }) => (isObject(body) && typeof body['NextToken'] === 'string' ? body['NextToken'] : undefined),
  asked: (request) => {
    const token = bodyOf(request)['NextToken']
    return typeof token === 'string' ? [token] : []
  },
  ask: (request, token) => withBody(request, { ...bodyOf(request), NextToken: token }),
  point: (answer, token) => ({ ...answer, body: { ...(answer.body as object), NextToken: token } }),
}

function bodyOf({ body }: WireRequest): Record<string, unknown> {
  try {
    const parsed = JSON.parse(body) as unknown
    return isObject(parsed) ? parsed : {}
  } catch {
    return {}
  }
}

function withBody(request: WireRequest, body: object): WireRequest {
  const text = JSON.stringify(body)
  // Not spread alone: the original's body is read on demand.
  return { ...request, body: text, bytes: Buffer.from(text) }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
