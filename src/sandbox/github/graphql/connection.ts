/** What all connections share: bounds that must be given, cursors that name a row, pages in either direction. */
import { GraphQLError } from 'graphql'

export interface PageArguments {
  first?: number | null
  last?: number | null
  after?: string | null
  before?: string | null
}

/** What is listed; rows are made into nodes only once they are on the page. */
export interface Rows<Row> {
  /** In the order of their keys. */
  rows: readonly Row[]
  /** What the cursor names: unique. */
  keyOf: (row: Row) => string
  nodeOf: (row: Row) => unknown
  /** Beside `cursor` and `node`, what the edge has. */
  edgeOf?: (row: Row) => Readonly<Record<string, unknown>>
}

export interface Connection {
  nodes: readonly unknown[]
  edges: readonly unknown[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }
  totalCount: number
}

const LARGEST_PAGE = 100

/** `skipped` is an accident on order: the page behind the one that was asked for. */
export function pageOf<Row>(name: string, { rows, keyOf, nodeOf, edgeOf }: Rows<Row>, page: PageArguments, skipped: boolean): Connection {
  const size = sizeOf(name, page)
  const from = page.after === undefined || page.after === null ? 0 : behind(rows, keyOf, readCursor(page.after))
  const to = page.before === undefined || page.before === null ? rows.length : behind(rows, keyOf, readCursor(page.before)) - 1
  const forward = typeof page.first === 'number'
  const start = forward ? from + (skipped ? size : 0) : Math.max(from, to - size)
  const end = forward ? Math.min(to, start + size) : to
  const shown = rows.slice(start, Math.max(start, end))
  const cursors = shown.map((row) => cursorOf(keyOf(row)))
  const nodes = shown.map(nodeOf)
  return {
    nodes,
    edges: shown.map((row, index) => ({ cursor: cursors[index], node: nodes[index], ...edgeOf?.(row) })),
    pageInfo: { hasNextPage: end < rows.length, hasPreviousPage: start > 0, startCursor: cursors[0] ?? null, endCursor: cursors.at(-1) ?? null },
    totalCount: rows.length,
  }
}

/** https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api, "Node limit" */
function sizeOf(name: string, { first, last }: PageArguments): number {
  const size = first ?? last
  if (size === undefined || size === null) {
    throw new GraphQLError(`You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`, { extensions: { type: 'MISSING_PAGINATION_BOUNDARIES' } })
  }
  const bound = typeof first === 'number' ? 'first' : 'last'
  if (size < 1 || size > LARGEST_PAGE) {
    const message =
      size > LARGEST_PAGE
        ? `Requesting ${size} records on the \`${name}\` connection exceeds the \`${bound}\` limit of ${LARGEST_PAGE} records.`
        : `\`${bound}\` on the \`${name}\` connection cannot be less than 1.`
    throw new GraphQLError(message, { extensions: { type: 'EXCESSIVE_PAGINATION' } })
  }
  return size
}

const PREFIX = 'cursor:v2:'

const cursorOf = (key: string): string => Buffer.from(`${PREFIX}${key}`).toString('base64')

function readCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64').toString('utf8')
  if (!text.startsWith(PREFIX)) throw new GraphQLError(`\`${cursor}\` does not appear to be a valid cursor.`, { extensions: { type: 'INVALID_CURSOR_ARGUMENTS' } })
  return text.slice(PREFIX.length)
}

/** The first row behind the key, whether or not the key's own row is still there. */
function behind<Row>(rows: readonly Row[], keyOf: (row: Row) => string, key: string): number {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (keyOf(rows[middle] as Row) <= key) low = middle + 1
    else high = middle
  }
  return low
}
