/** A listing read to its last page, or not at all. */
import type * as z from 'zod'
import { AnswerBroken, checked, Refusal, type Call } from './call.js'
import type { Page } from './rows.js'
import type { Ask } from './transport.js'

export interface Listing<Row> {
  call: Omit<Call, 'page'>
  /** The first page, behind the version. */
  url: string
  eventual?: boolean
  shape: z.ZodType<Page<Row>>
  onPage: (rows: number) => void
}

/** Skip tokens live for minutes, and nobody says how many: a listing whose token aged is begun again so often. */
const BEGINNINGS = 3

/**
 * All rows in the server's order, each id once: rows may repeat where the directory changes between pages, and a page may be empty and
 * lead on. Throws what `ask` throws, and `AnswerBroken` for a link that comes back.
 */
export async function readListing<Row extends { id: string }>(ask: Ask, listing: Listing<Row>): Promise<Row[]> {
  for (let beginning = 1; ; beginning++) {
    try {
      return await readThrough(ask, listing)
    } catch (error) {
      const aged = error instanceof Refusal && error.code === 'Directory_ExpiredPageToken' && error.call.page > 1
      if (!aged || beginning === BEGINNINGS) throw error
    }
  }
}

async function readThrough<Row extends { id: string }>(ask: Ask, { call, url, eventual = false, shape, onPage }: Listing<Row>): Promise<Row[]> {
  const rows = new Map<string, Row>()
  const seen = new Set<string>()
  for (let number = 1, at: string | undefined = url; ; number++) {
    const asked = { ...call, page: number }
    // Links carry the query, and no headers. https://learn.microsoft.com/graph/paging
    const page: Page<Row> = checked(asked, shape, await ask({ call: asked, url: at, eventual }))
    for (const row of page.rows) rows.set(row.id, row)
    onPage(page.rows.length)
    at = page.next
    if (at === undefined) return [...rows.values()]
    if (seen.has(at)) throw new AnswerBroken(asked, 'its next page is one that was read before, so that the listing has no end')
    seen.add(at)
  }
}
