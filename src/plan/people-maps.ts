/**
 * Membership changes keep things by person: an object with a key for each. For every new key of an object in a JSON text V8 makes a hidden
 * class, which costs more time and memory than all the rest of a plan; so here these maps are read as lists of keys and values.
 */
const TEXT = String.raw`"(?:[^"\\]|\\.)*"`
const LIST = String.raw`\[(?:${TEXT},?)*\]`
const PAIR = new RegExp(`(${TEXT}):(${LIST}|${TEXT})(,?)`, 'y')
/** Members of the outermost object alone: texts, and lists of texts. */
const FIRST_LEVEL = new RegExp(String.raw`^\{(?:${TEXT}:(?:${TEXT}|${LIST}),)*$`)
/** In RFC 8785 form the one follows the other. */
const [FIRST, SECOND] = ['memberDependsOn', 'memberIds'] as const

/** Whether a text in RFC 8785 form may hold such maps. */
export function hasPeopleMaps(text: string): boolean {
  return text.includes(`"${FIRST}":{`)
}

/** What `JSON.parse` gives. @throws SyntaxError for what is no JSON */
export function parseWithPeopleMaps(text: string): unknown {
  const flat = flattened(text)
  if (flat === undefined) return JSON.parse(text)
  const value = JSON.parse(flat) as Record<string, unknown>
  for (const name of [FIRST, SECOND]) value[name] = mapOf(value[name] as unknown[])
  return value
}

/** Undefined for whatever is otherwise than a membership change in our own form: then it is parsed as it is. */
function flattened(text: string): string | undefined {
  const start = text.indexOf(`"${FIRST}":{`)
  if (start < 0 || !FIRST_LEVEL.test(text.slice(0, start)) || text.includes('"__proto__"')) return undefined
  const first = itemsAfter(text, start + FIRST.length + 4)
  if (first === undefined || !text.startsWith(`},"${SECOND}":{`, first.end)) return undefined
  const second = itemsAfter(text, first.end + SECOND.length + 6)
  if (second === undefined || text[second.end] !== '}') return undefined
  const rest = text.slice(second.end + 1)
  if (rest.includes(`"${FIRST}"`) || rest.includes(`"${SECOND}"`)) return undefined
  return `${text.slice(0, start)}"${FIRST}":[${first.items.join(',')}],"${SECOND}":[${second.items.join(',')}]${rest}`
}

/** Keys and values by turns, as they are written; undefined where there is something else. */
function itemsAfter(text: string, start: number): { items: string[]; end: number } | undefined {
  const items: string[] = []
  let at = start
  for (let more = text[at] !== '}'; more; ) {
    PAIR.lastIndex = at
    const [whole, key, value, comma] = PAIR.exec(text) ?? []
    if (whole === undefined || key === undefined || value === undefined) return undefined
    items.push(key, value)
    at += whole.length
    more = comma === ','
  }
  return { items, end: at }
}

/** Without a prototype, V8 takes it for a table from the beginning, and makes no hidden classes at all. */
function mapOf(items: readonly unknown[]): Record<string, unknown> {
  const map = Object.create(null) as Record<string, unknown>
  for (let at = 0; at < items.length; at += 2) map[items[at] as string] = items[at + 1]
  return map
}
