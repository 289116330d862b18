/** CSV of RFC 4180, each value with the place where it begins: what libraries tell of a fault is its line at best. */

export interface CsvValue {
  text: string
  /** Offset of its first character, the opening quote included. */
  at: number
}

export interface CsvFault {
  at: number
  why: string
}

const DELIMITERS = [',', ';', '\t'] as const

/**
 * All records; lines without any value are none. Spaces around a value count only within quotes. What separates values is read off the
 * first line, because spreadsheets write what their country prefers: none of it stands in a column's name.
 */
export function csvRecords(text: string): { records: CsvValue[][] } | { fault: CsvFault } {
  const firstLine = /^[^\r\n]*/.exec(text)?.[0] ?? ''
  const delimiter = DELIMITERS.find((candidate) => firstLine.includes(candidate)) ?? ','
  const space = delimiter === '\t' ? / */y : /[ \t]*/y
  const bare = new RegExp(`[^${delimiter}\r\n]*`, 'y')
  const records: CsvValue[][] = []
  let record: CsvValue[] = []
  const skip = (pattern: RegExp, from: number) => {
    pattern.lastIndex = from
    return from + (pattern.exec(text)?.[0].length ?? 0)
  }

  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at <= text.length; ) {
    const start = skip(space, at)
    let end = skip(bare, start)
    let value = text.slice(start, end)
    if (value.startsWith('"')) {
      const closing = closingQuote(text, start)
      if (closing === undefined) return { fault: { at: start, why: 'the quote that opens here is never closed' } }
      value = text.slice(start + 1, closing).replaceAll('""', '"')
      end = skip(space, closing + 1)
      if (end < text.length && !`${delimiter}\r\n`.includes(text.charAt(end))) return { fault: { at: end, why: 'something stands behind a closing quote; a quote within a value is written twice' } }
    } else {
      const quote = value.indexOf('"')
      if (quote >= 0) return { fault: { at: start + quote, why: 'a quote stands in a value without quotes around it: put the whole value into quotes, and write this one twice' } }
      value = value.trimEnd()
    }
    record.push({ text: value, at: start })
    if (text.charAt(end) === delimiter) {
      at = end + 1
      continue
    }
    if (record.some((one) => one.text !== '')) records.push(record)
    record = []
    at = end + (text.startsWith('\r\n', end) ? 2 : 1)
  }
  return { records }
}

function closingQuote(text: string, open: number): number | undefined {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 2)) if (text.charAt(at + 1) !== '"') return at
  return undefined
}
