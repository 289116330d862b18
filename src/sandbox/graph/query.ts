/** The query options of a request, checked as Graph checks them. */
import type { WireRequest } from '../emulator.js'
import { badRequest, unsupported } from './answers.js'

export interface Query {
  select: readonly string[] | undefined
  /** Properties of the expanded manager; undefined where it is not expanded. */
  manager: readonly string[] | undefined
  filter: string | undefined
  orderBy: { property: string; descending: boolean } | undefined
  top: number
  count: boolean
  /** The header `ConsistencyLevel: eventual`. */
  eventual: boolean
}

const KNOWN = new Set(['$select', '$expand', '$filter', '$orderby', '$top', '$count', '$search', '$skiptoken'])
const DEFAULT_PAGE = 100
const LARGEST_PAGE = 999

export function readQuery({ query, headers }: Pick<WireRequest, 'query' | 'headers'>): Query {
  for (const name of query.keys()) if (name.startsWith('$') && !KNOWN.has(name)) throw badRequest(`The query parameter '${name}' is not supported.`)
  const eventual = headers['consistencylevel']?.toLowerCase() === 'eventual'
  if (query.has('$search')) {
    const header = "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'"
    throw unsupported(eventual ? 'This sandbox has no index for $search.' : header)
  }
  const count = query.get('$count')?.toLowerCase() === 'true'
  if (count && !eventual) throw badRequest('$count is not currently supported.')
  return {
    select: listOf(query.get('$select')),
    manager: readExpand(query.get('$expand')),
    filter: query.get('$filter') ?? undefined,
    orderBy: readOrder(query.get('$orderby')),
    top: readTop(query.get('$top')),
    count,
    eventual,
  }
}

/** "Advanced query capabilities": the header and `$count=true`, both. */
export const isAdvanced = ({ count, eventual }: Pick<Query, 'count' | 'eventual'>): boolean => count && eventual

function listOf(text: string | null): string[] | undefined {
  const names = text?.split(',').map((name) => name.trim()).filter((name) => name !== '')
  return names === undefined || names.length === 0 ? undefined : names
}

function readExpand(text: string | null): string[] | undefined {
  if (text === null || text === '') return undefined
  const match = /^manager(?:\(\$select=([\w,\s]+)\))?$/.exec(text.trim())
  if (match === null) throw badRequest(`The $expand '${text}' is not supported.`)
  return listOf(match[1] ?? null) ?? []
}

function readOrder(text: string | null): Query['orderBy'] {
  if (text === null || text === '') return undefined
  const match = /^(\w+)(?:\s+(asc|desc))?$/i.exec(text.trim())
  if (match?.[1] === undefined) throw badRequest(`Invalid $orderby '${text}'.`)
  return { property: match[1], descending: match[2]?.toLowerCase() === 'desc' }
}

function readTop(text: string | null): number {
  if (text === null) return DEFAULT_PAGE
  const top = /^\d+$/.test(text) ? Number(text) : 0
  if (top < 1 || top > LARGEST_PAGE) throw unsupported(`Invalid page size specified: '${text}'. Must be between 1 and ${LARGEST_PAGE} inclusive.`)
  return top
}
