/** What all listings share: page sizes, and opaque next links that fit one query only, and only with its header. */
import { createHash } from 'node:crypto'
import type { WireAnswer, WireRequest } from '../emulator.js'
import { answered, expiredPage } from './answers.js'
import type { Query } from './query.js'

export interface Listing<Row> {
  /** Behind `$metadata#` in the context. */
  context: string
  rows: readonly Row[]
  show: (row: Row) => Record<string, unknown>
  /** An empty page follows the first. */
  emptyPage?: boolean
}

/** Refuses with 400 a token that belongs to another query, or comes without the header of its first page. */
export function listPage<Row>(request: WireRequest, query: Query, { context, rows, show, emptyPage = false }: Listing<Row>): WireAnswer {
  const { from, empty } = readToken(request, query)
  const size = empty ? 0 : query.top
  const last = from + size >= rows.length
  const next = last && !(emptyPage && from === 0 && !empty) ? undefined : makeToken(request, query, from + size, emptyPage && from === 0 && !empty)
  return answered({
    '@odata.context': `${rootOf(request)}/v1.0/$metadata#${context}`,
    // Only the first page counts.
    ...(query.count && from === 0 && !empty ? { '@odata.count': rows.length } : {}),
    ...(next === undefined ? {} : { '@odata.nextLink': linkTo(request, next) }),
    value: rows.slice(from, from + size).map(show),
  })
}

/** Links name the address that the caller used, also behind a proxy that says so. */
export function rootOf({ headers }: Pick<WireRequest, 'headers'>): string {
  return `${headers['x-forwarded-proto'] ?? 'http'}://${headers['x-forwarded-host'] ?? headers['host'] ?? 'localhost'}`
}

/** The whole request again, with its token. */
function linkTo(request: WireRequest, token: string): string {
  const cut = request.rawUrl.indexOf('?')
  const path = (cut < 0 ? request.rawUrl : request.rawUrl.slice(0, cut)).replace(/^\/+/, '/')
  return `${rootOf(request)}${path}?${withToken(request, token).toString()}`
}

export function withToken({ query }: Pick<WireRequest, 'query'>, token: string): URLSearchParams {
  const next = new URLSearchParams(query)
  next.set('$skiptoken', token)
  return next
}

function readToken(request: WireRequest, query: Query): { from: number; empty: boolean } {
  const token = request.query.get('$skiptoken')
  if (token === null) return { from: 0, empty: false }
  const [offset = '', kind = '', seal = ''] = Buffer.from(token, 'base64url').toString('latin1').split('.')
  if (!/^\d+$/.test(offset) || seal !== sealOf(request, query, offset, kind)) throw expiredPage()
  return { from: Number(offset), empty: kind === 'empty' }
}

function makeToken(request: WireRequest, query: Query, offset: number, empty: boolean): string {
  const kind = empty ? 'empty' : 'rows'
  return Buffer.from(`${offset}.${kind}.${sealOf(request, query, String(offset), kind)}`).toString('base64url')
}

/** Whatever decides which rows come, and the header: it is not carried by the link. */
function sealOf(request: WireRequest, { eventual }: Query, offset: string, kind: string): string {
  const selection = [...request.query].filter(([name]) => name !== '$skiptoken').map(([name, value]) => `${name}=${value}`)
  return createHash('sha256').update(JSON.stringify([request.path, offset, kind, selection.sort(), eventual])).digest('hex').slice(0, 24)
}
