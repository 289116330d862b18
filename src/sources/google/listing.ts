/** A listing read to its last page, or not at all. */
import type * as z from 'zod'
import { IdpscimError } from '../../errors.js'
import { nameOf, type Call } from './refusal.js'
import type { Page } from './rows.js'
import { shapeIssue } from '../../model/shape-issue.js'

export interface Listing<Row> {
  call: Omit<Call, 'page'>
  shape: z.ZodType<Page<Row>>
  /** Reads one page; the first has no token. */
  read: (call: Call, pageToken: string | undefined) => Promise<unknown>
  onPage: (rows: number) => void
}

/**
 * All rows in the server's order, each id once: rows may repeat where the directory changes between pages.
 * @throws IdpscimError `SourceIncomplete` for a page token that comes back, and for an answer that is not what the API documents
 */
export async function readListing<Row extends { id: string }>({ call, shape, read, onPage }: Listing<Row>): Promise<Row[]> {
  const rows = new Map<string, Row>()
  const seen = new Set<string>()
  for (let number = 1, token: string | undefined; ; number++) {
    const asked = { ...call, page: number }
    const page = checked(asked, shape, await read(asked, token))
    for (const row of page.rows) rows.set(row.id, row)
    onPage(page.rows.length)
    token = page.next
    if (token === undefined) return [...rows.values()]
    if (seen.has(token)) throw endless(asked)
    seen.add(token)
  }
}

export function checked<T>(call: Call, shape: z.ZodType<T>, answer: unknown): T {
  const parsed = shape.safeParse(answer)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new IdpscimError('SourceIncomplete', `Google's answer to ${nameOf(call)} is not what its API documents: ${issue?.path.join('.') ?? ''} ${issue === undefined ? '' : shapeIssue(issue)}`, {
    suggestions: ['Check that the endpoint is the Directory API, and that no proxy changes its answers.'],
  })
}

function endless(call: Call): IdpscimError {
  return new IdpscimError('SourceIncomplete', `Google gave a page token of ${nameOf(call)} a second time: the listing cannot be read to its end`, {
    suggestions: ['Run again: nothing was changed.'],
    retryable: true,
  })
}
