/** The page's texts, each shown as `safe` shows it and told once. */
import { safe, safeName, safeValue } from '../safe.js'
import type { TextId } from './page-data.js'

export interface Texts {
  /** All of them as JSON, a list. */
  json: () => string
  /** A name of somebody or something. */
  name: (text: string) => TextId
  /** The names of a list; of the same list once. */
  names: (list: readonly string[]) => TextId[]
  /** A sentence, or a word of our own. */
  say: (text: string) => TextId
  /** A sentence that no other entry has. */
  own: (text: string) => TextId
  /** A JSON value; texts in quotes. */
  value: (value: unknown) => TextId
}

/** The page's data as JSON: the shape of `PageData`. */
export function pageData(texts: Texts, views: readonly { json: string }[]): string {
  return `{"texts":${texts.json()},"views":[${views.map(({ json }) => json).join(',')}]}`
}

export function collectTexts(): Texts {
  const written: string[] = []
  let waiting: string[] = []
  let count = 0
  const flush = () => {
    if (waiting.length > 0) written.push(JSON.stringify(waiting).slice(1, -1))
    waiting = []
  }
  const append = (shown: string): TextId => {
    if (waiting.push(shown) === CHUNK) flush()
    return count++
  }
  const byShown = new Map<string, TextId>()
  const place = (shown: string): TextId => {
    const known = byShown.get(shown)
    if (known !== undefined) return known
    byShown.set(shown, count)
    return append(shown)
  }
  const name = remembered(safeName, place)
  const lists = new Map<readonly string[], TextId[]>()
  return {
    json: () => {
      flush()
      return `[${written.join(',')}]`
    },
    name,
    names: (list) => {
      const ids = lists.get(list) ?? list.map(name)
      lists.set(list, ids)
      return ids
    },
    say: remembered(safe, place),
    own: (text) => append(safe(text)),
    // Long values are hardly ever told twice, and a map of them all is dear.
    value: (value) => {
      const shown = safeValue(value)
      return shown.length < ONCE ? place(shown) : append(shown)
    },
  }
}

/** Texts that become JSON together: a million texts of their own would be a million things to look after. */
const CHUNK = 1_000
/** Values of this length and more are not looked for among those before. */
const ONCE = 12

/** What is shown as it is, as most names are. */
const PLAIN = /^[!-~](?:[ -~]{0,300}[!-~])?$/

/** The same names come again in every group: each is made safe once. */
function remembered(make: (text: string) => string, place: (shown: string) => TextId): (text: string) => TextId {
  const known = new Map<string, TextId>()
  return (text) => {
    if (PLAIN.test(text)) return place(text)
    const before = known.get(text)
    if (before !== undefined) return before
    const made = place(make(text))
    known.set(text, made)
    return made
  }
}
