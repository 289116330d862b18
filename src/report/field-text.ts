/** Field-by-field differences as lines: `title: "Engineer" → "Manager"`. */
import type { FieldChange } from './fields.js'
import { wrap } from './layout.js'
import type { Dye, Paint } from './paint.js'
import { safe, safeValue } from './safe.js'

/** One line a field, wrapped where old and new do not fit together. */
export function fieldLines(changes: readonly FieldChange[], options: { width: number; indent: string; paint: Paint }): string[] {
  const { width, indent, paint } = options
  return changes.flatMap((change) => {
    const [symbol, dye] = sign(change, paint)
    const text = `${safe(change.path)}: ${values(change)}`
    return wrap(text, { width, first: `${indent}${symbol} `, rest: `${indent}      ` }).map((line) => dye(line))
  })
}

function sign(change: FieldChange, paint: Paint): [string, Dye] {
  if (change.before === undefined) return ['+', paint.add]
  if (change.after === undefined) return ['-', paint.remove]
  return ['~', paint.change]
}

function values(change: FieldChange): string {
  if (change.before === undefined) return safeValue(change.after)
  if (change.after === undefined) return safeValue(change.before)
  return `${safeValue(change.before)} → ${safeValue(change.after)}`
}
