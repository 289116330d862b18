/** The state as an object: a line for each of its parts, and at its end which write made it, under which generation of the lease. */
import { gunzipSync, gzipSync } from 'node:zlib'
import * as z from 'zod'
import { IdpscimError } from '../../errors.js'
import type { State } from '../../model/state.js'
import { encodeInLines, parseJson, storedOf } from '../state-document.js'
import type { TakeOver } from '../state-document.js'
import type { StoredState } from '../state-store.js'

const Written = z.object({ id: z.string(), generation: z.number().int() })
export type Written = z.infer<typeof Written>

/** As we write it. */
const ENVELOPE = /,\n {2}"written": (\{"id":"[0-9a-f-]+","generation":[0-9]+\})\n\}\n$/
const LONGEST = 256

export function encodeWritten(state: State, { id, generation }: Written, gzip: boolean): Buffer {
  const whole = encodeInLines(state, { written: { id, generation } })
  // Level 1: on JSON such as this a few per cent larger than the default, and several times faster.
  return gzip ? gzipSync(whole, { level: 1 }) : whole
}

/** Zipped or not, with an envelope or (put there by hand) without; throws `BadStateFile`. */
export function decodeWritten(bytes: Buffer, place: string, takeOver?: TakeOver): Omit<StoredState, 'version'> & { written?: Written } {
  const text = unzipped(bytes, place)
  const { rest, written } = opened(parseJson(text, place))
  return { ...storedOf(rest, text, place, takeOver), ...(written && { written }) }
}

/** Whether the write with this id made the object; damaged content was made by none of ours. */
export function wasWrittenBy(bytes: Buffer, id: string): boolean {
  try {
    const text = unzipped(bytes, '')
    // Where no other program's hand was on it, the end tells, and a large state need not be parsed.
    const found = ENVELOPE.exec(text.subarray(-LONGEST).toString('latin1'))?.[1]
    const { written } = found === undefined ? opened(parseJson(text, '')) : { written: Written.parse(JSON.parse(found)) }
    return written?.id === id
  } catch {
    return false
  }
}

/** What is no envelope stays where it is, to be called damaged. */
function opened(raw: unknown): { rest: unknown; written?: Written } {
  if (typeof raw !== 'object' || raw === null || !('written' in raw)) return { rest: raw }
  const { written, ...rest } = raw
  const checked = Written.safeParse(written)
  return checked.success ? { rest, written: checked.data } : { rest: raw }
}

function unzipped(bytes: Buffer, place: string): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return gunzipSync(bytes)
  } catch (cause) {
    throw new IdpscimError('BadStateFile', `${place} is not a state: it begins as gzip and is damaged`, {
      suggestions: ['put the last good state back: in a versioned bucket, an earlier version of the object'],
      cause,
    })
  }
}
