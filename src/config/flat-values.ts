/** How the original reads one value: lists by commas, flags as CSV, booleans as Go spells them. */

/** One CSV record, as every occurrence of a list flag is read; undefined when its quotes do not match. An empty text is an empty list. */
export function parseCsvRecord(text: string): string[] | undefined {
  const line = text.replace(/\r?\n$/, '')
  if (line === '') return []
  const fields: string[] = []
  const field = /(?:"((?:[^"]|"")*)"|([^",\n]*))(,|$)/y
  for (;;) {
    const match = field.exec(line)
    if (match === null) return undefined
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === '') return fields
  }
}

/** Variables, and single texts in a file: every comma separates, nothing is trimmed, empty items stay. */
export function splitList(text: string): string[] {
  return text === '' ? [] : text.split(',')
}

/** The spellings of Go's `strconv.ParseBool`; an empty text is false; undefined for any other. */
export function parseGoBoolean(text: string): boolean | undefined {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true
  if (['', '0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return false
  return undefined
}
