/** Cursors (RFC 9865): a place in one listing, worthless for any other. */
import { createHash } from 'node:crypto'
import { unacceptable } from './refusal.js'

/** What a cursor holds for: another filter while paging is refused. */
export interface Listed {
  resource: 'Users' | 'Groups'
  filter: string
}

/** Always with a `+`, which the alphabet `[-a-zA-Z0-9+=/:_]` allows: who does not percent-encode it loses it. */
export function writeCursor(listed: Listed, place: number): string {
  return `${fingerprint(listed)}+${Buffer.from(String(place)).toString('base64')}`
}

/** The place; a bare `?cursor` is the beginning. Throws a `Refusal` for what was not written for this very listing. */
export function readCursor(listed: Listed, cursor: string): number {
  if (cursor === '') return 0
  const [mark, place, ...more] = cursor.split('+')
  const decoded = Buffer.from(place ?? '', 'base64').toString()
  if (mark !== fingerprint(listed) || more.length > 0 || !/^\d{1,15}$/.test(decoded))
    throw unacceptable('the cursor belongs to another listing')
  return Number(decoded)
}

function fingerprint({ resource, filter }: Listed): string {
  return createHash('sha256').update(`${resource}\n${filter}`).digest('hex').slice(0, 24)
}
