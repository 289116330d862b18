/** A journal's text: one JSON object a line; a line counts once its newline is there. */
import { IdpscimError } from '../errors.js'
import type { JsonObject } from '../model/json.js'

const NEWLINE = 0x0a

export function encodeLines(entries: readonly JsonObject[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
}

/** Length of the whole lines, bytes: what comes after was cut short by a crash and never acknowledged. */
export function wholeLength(bytes: Buffer): number {
  return bytes.lastIndexOf(NEWLINE) + 1
}

/** Drops a last line that was cut short; throws `BadStateFile` for any other line that is not a JSON object. */
export function decodeLines(bytes: Buffer, place: string): JsonObject[] {
  const whole = bytes.subarray(0, wholeLength(bytes)).toString('utf8')
  return whole === '' ? [] : whole.slice(0, -1).split('\n').map((line, index) => decodeLine(line, `${place}:${index + 1}`))
}

function decodeLine(line: string, place: string): JsonObject {
  const value = parse(line)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw new IdpscimError('BadStateFile', `${place} is damaged: not a JSON object`, {
    suggestions: [
      'put the journal back from a backup',
      'if there is none, mend the line by hand: each line is one step of the apply that was under way',
    ],
  })
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
