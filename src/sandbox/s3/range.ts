/** A part of an object: one range of bytes, as download managers ask for it (RFC 9110, section 14). */
import type { WireAnswer } from '../emulator.js'
import { Refusal } from './refusal.js'

/** The whole where no range is asked for, or one in a form that S3 does not read. Throws 416 for one beyond the end. */
export function answerRange(bytes: Buffer, headers: Record<string, string>, range?: string): WireAnswer {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? []
  if (first === '' && last === '') return { status: 200, headers, body: bytes }
  const { length } = bytes
  const start = first === '' ? Math.max(0, length - Number(last)) : Number(first)
  const end = first === '' || last === '' ? length - 1 : Math.min(Number(last), length - 1)
  if (start >= length || start > end) {
    const details = { RangeRequested: range ?? '', ActualObjectSize: String(length) }
    throw new Refusal(416, 'InvalidRange', 'The requested range is not satisfiable', details, { 'content-range': `bytes */${length}` })
  }
  return { status: 206, headers: { ...headers, 'content-range': `bytes ${start}-${end}/${length}` }, body: bytes.subarray(start, end + 1) }
}
