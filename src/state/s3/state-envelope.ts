/** The state as an object: its usual text, and at its end which write made it, under which generation of the lease. */
import { gunzipSync, gzipSync } from 'node:zlib'
import * as z from 'zod'
import { IdpscimError } from '../../errors.js'
import type { State } from '../../model/state.js'
import { decodeStored, encodeState } from '../state-document.js'
import type { TakeOver } from '../state-document.js'
import type { StoredState } from '../state-store.js'

const Written = z.object({ id: z.string(), generation: z.number().int() })
export type Written = z.infer<typeof Written>

/** As we write it; the state's own text ends with the last two of these characters. */
const ENVELOPE = /,\n {2}"written": (\{"id":"[0-9a-f-]+","generation":[0-9]+\})\n\}\n$/
const LONGEST = 256

/** The envelope is put into the finished text: a large state is written out once. */
export function encodeWritten(state: State, { id, generation }: Written, gzip: boolean): Buffer {
  const text = encodeState(state)
  const whole = Buffer.concat([text.subarray(0, -3), Buffer.from(`,\n  "written": ${JSON.stringify({ id, generation })}\n}\n`)])
  // Level 1: on JSON such as this a few per cent larger than the default, and several times faster.
  return gzip ? gzipSync(whole, { level: 1 }) : whole
}

/** Zipped or not, with an envelope or (put there by hand) without; throws `BadStateFile`. */
export function decodeWritten(bytes: Buffer, place: string, takeOver?: TakeOver): Omit<StoredState, 'version'> & { written?: Written } {
  const text = unzipped(bytes, place)
  const { rest, written } = opened(text)
  return { ...decodeStored(rest, place, takeOver), ...(written && { written }) }
}

/** Whether the write with this id made the object; damaged content was made by none of ours. */
export function wasWrittenBy(bytes: Buffer, id: string): boolean {
  try {
    return opened(unzipped(bytes, '')).written?.id === id
  } catch {
    return false
  }
}

function opened(text: Buffer): { rest: Buffer; written?: Written } {
  const tail = text.subarray(-LONGEST).toString('latin1')
  const found = ENVELOPE.exec(tail)
  if (!found) return reformatted(text)
  const rest = Buffer.concat([text.subarray(0, text.length - found[0].length), Buffer.from('\n}\n')])
  return { rest, written: Written.parse(JSON.parse(found[1] ?? '')) }
}

/** Another program's hand was on it, and left the envelope in another form; what is not even JSON stays as it is, to be called damaged. */
function reformatted(text: Buffer): { rest: Buffer; written?: Written } {
  if (!text.includes('"written"')) return { rest: text }
  try {
    const { written, ...state } = JSON.parse(text.toString('utf8')) as { written?: unknown }
    const checked = Written.safeParse(written)
    return checked.success ? { rest: Buffer.from(JSON.stringify(state)), written: checked.data } : { rest: text }
  } catch {
    return { rest: text }
  }
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
