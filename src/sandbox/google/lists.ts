/** What all lists share: page sizes, opaque page tokens that fit one query only, absent arrays when there is nothing. */
import { createHash } from 'node:crypto'
import type { WireRequest } from '../emulator.js'
import { etagOf, invalidInput, invalidParameter } from './answers.js'

export interface ListForm {
  kind: string
  /** The array's name in the answer. */
  rows: string
  pageSize: number
  largestPage: number
}

export const GROUP_LIST: ListForm = { kind: 'admin#directory#groups', rows: 'groups', pageSize: 200, largestPage: 200 }
export const MEMBER_LIST: ListForm = { kind: 'admin#directory#members', rows: 'members', pageSize: 200, largestPage: 200 }
export const USER_LIST: ListForm = { kind: 'admin#directory#users', rows: 'users', pageSize: 100, largestPage: 500 }

/** A page of `rows`, each shown by `show` only once it is on the page. */
export function listPage<Row>(request: WireRequest, form: ListForm, rows: readonly Row[], show: (row: Row) => Record<string, unknown>): Record<string, unknown> {
  const from = readToken(request)
  const size = readPageSize(request, form)
  const shown = rows.slice(from, from + size).map(show)
  const next = from + size < rows.length ? makeToken(request, from + size) : undefined
  return {
    kind: form.kind,
    etag: etagOf(shown.map((row) => row['etag'])),
    ...(shown.length > 0 ? { [form.rows]: shown } : {}),
    ...(next === undefined ? {} : { nextPageToken: next }),
  }
}

function readPageSize(request: WireRequest, form: ListForm): number {
  const text = request.query.get('maxResults')
  if (text === null) return form.pageSize
  if (!/^\d+$/.test(text) || Number(text) < 1) {
    throw invalidParameter('maxResults', `Invalid value '${text}'. Values must be within the range: [1, ${form.largestPage}]`)
  }
  // The largest page is a ceiling, not an error: asking for more yields as many as there may be.
  return Math.min(Number(text), form.largestPage)
}

function readToken(request: WireRequest): number {
  const token = request.query.get('pageToken')
  if (token === null || token === '') return 0
  const [offset = '', seal = ''] = Buffer.from(token, 'base64url').toString('latin1').split('.')
  if (!/^\d+$/.test(offset) || seal !== sealOf(request, offset)) throw invalidInput('pageToken')
  return Number(offset)
}

function makeToken(request: WireRequest, offset: number): string {
  return Buffer.from(`${offset}.${sealOf(request, String(offset))}`).toString('base64url')
}

/** Whatever decides which rows come and in which order; how much of them is shown may change between pages. */
function sealOf(request: WireRequest, offset: string): string {
  const selection = [...request.query].filter(([name]) => !UNBOUND.has(name)).map(([name, value]) => `${name}=${value}`)
  return createHash('sha256').update(JSON.stringify([request.path, offset, selection.sort()])).digest('hex').slice(0, 24)
}

const UNBOUND = new Set(['pageToken', 'maxResults', 'fields', 'prettyPrint', 'alt', 'quotaUser', 'key'])
