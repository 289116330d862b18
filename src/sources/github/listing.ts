/** A list read to its last page, or not at all. */
import { incomplete } from './explain-refusal.js'
import { type Call, TooHeavy } from './refusal.js'
import type { Page } from './rows.js'

/** The largest page there is, and the smallest that is worth asking for. */
export const LARGEST_PAGE = 100
const SMALLEST_PAGE = 10

export interface Listing<Row> {
  call: Omit<Call, 'further'>
  /** Reads one page of at most `first` rows; the first has no cursor. */
  read: (call: Call, page: { first: number; after: string | null }) => Promise<Page<Row>>
  /** Told after every page. */
  onPage: (rows: number) => void
}

/**
 * All rows, each id once: rows may repeat where the organisation changes between pages. What is too much work for GitHub is asked for in half as
 * much at once.
 * @throws IdpscimError `SourceIncomplete` for a cursor that comes back, and for fewer rows than GitHub counts
 */
export async function readListing<Row>({ call, read, onPage }: Listing<Row>, idOf: (row: Row) => string): Promise<Row[]> {
  const rows = new Map<string, Row>()
  const cursors = createCursorGuard(call)
  let first = LARGEST_PAGE
  for (let number = 1, after: string | null = null; ; number++) {
    const page: Page<Row> = await lighter(first, (size) => {
      first = size
      return read({ ...call, what: `${call.what}${number === 1 ? '' : `, page ${number}`}`, further: number > 1 }, { first, after })
    })
    for (const row of page.rows) if (!rows.has(idOf(row))) rows.set(idOf(row), row)
    onPage(page.rows.length)
    if (page.next === undefined) {
      if (rows.size < page.totalCount) throw incomplete(`${call.what} are ${page.totalCount} by GitHub's count, but its list gives ${rows.size}`)
      return [...rows.values()]
    }
    after = cursors.next(page.next)
  }
}

/** Asks for half as much until GitHub can answer it. */
async function lighter<T>(size: number, read: (size: number) => Promise<T>): Promise<T> {
  try {
    return await read(size)
  } catch (error) {
    const less = error instanceof TooHeavy ? halved(size) : undefined
    if (less === undefined) throw error
    return lighter(less, read)
  }
}

/** Undefined where less is not worth asking for. */
export function halved(size: number): number | undefined {
  return size <= SMALLEST_PAGE ? undefined : Math.max(SMALLEST_PAGE, Math.floor(size / 2))
}

export interface CursorGuard {
  /** The cursor, unless it has been given before: then the list has no end. */
  next(cursor: string): string
}

export function createCursorGuard({ what }: Pick<Call, 'what'>): CursorGuard {
  const seen = new Set<string>()
  return {
    next: (cursor) => {
      if (cursor === '' || seen.has(cursor)) throw incomplete(`GitHub gave a cursor of ${what} ${cursor === '' ? 'that is empty' : 'a second time'}: the list cannot be read to its end`)
      seen.add(cursor)
      return cursor
    },
  }
}
