/** The page's texts, each shown as `safe` shows it and told once. */
import { safe, safeName, safeValue } from '../safe.js'
import type { TextId } from './page-data.js'

export interface Texts {
  readonly all: string[]
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
export function pageData({ all }: Texts, views: readonly { json: string }[]): string {
  return `{"texts":${JSON.stringify(all)},"views":[${views.map(({ json }) => json).join(',')}]}`
}

export function collectTexts(): Texts {
  const all: string[] = []
  const byShown = new Map<string, TextId>()
  const place = (shown: string): TextId => {
    const known = byShown.get(shown)
    if (known !== undefined) return known
    byShown.set(shown, all.length)
    return all.push(shown) - 1
  }
  const append = (shown: string): TextId => all.push(shown) - 1
  const name = remembered(safeName, place)
  const lists = new WeakMap<readonly string[], TextId[]>()
  return {
    all,
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
