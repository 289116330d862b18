/** Which entries of a list fit what was typed and ticked. Needs no page, and looks at each text once, however many entries quote it. */
import type { Block, Entry, PageData, View } from '../page-data.js'

export interface Query {
  /** Words that all must be found. */
  text: string
  /** By facet: values of which one must fit; none ticked lets all through. */
  ticked: readonly ReadonlySet<number>[]
}

export type Find = (view: View, query: Query) => number[]

/** Prepared once: the folded texts. */
export function createSearch({ texts, views }: PageData): Find {
  let folded: string[] | undefined
  return (view, { text, ticked }) => {
    const words = fold(text).split(/\s+/).filter((word) => word !== '')
    if (words.length > 0) folded ??= texts.map(fold)
    const hits = words.map((word) => hitsOf(folded ?? [], word))
    const found: number[] = []
    view.entries.forEach((entry, index) => {
      if (fits(entry, ticked) && hits.every((hit) => quotes(entry, hit, views))) found.push(index)
    })
    return found
  }
}

/** Case and accents make no difference: whoever looks for Muller means Müller, too. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{Mn}/gu, '').toLowerCase()
}

function hitsOf(texts: readonly string[], word: string): Uint8Array {
  const hits = new Uint8Array(texts.length)
  texts.forEach((text, index) => {
    if (text.includes(word)) hits[index] = 1
  })
  return hits
}

function fits([, , , facets]: Entry, ticked: Query['ticked']): boolean {
  return ticked.every((values, facet) => values.size === 0 || (facets[facet] ?? []).some((value) => values.has(value)))
}

function quotes([title, subtitle, badges, , blocks]: Entry, hit: Uint8Array, views: readonly View[]): boolean {
  const has = (id: number) => hit[id] === 1
  return has(title) || has(subtitle) || badges.some(([, label]) => has(label)) || blocks.some((block) => blockQuotes(block, hit, views))
}

function blockQuotes(block: Block, hit: Uint8Array, views: readonly View[]): boolean {
  const has = (id: number) => hit[id] === 1
  switch (block[0]) {
    case 'fields':
    case 'facts':
      return block[1].some(has)
    case 'names':
      return block[3].some(has)
    case 'text':
      return has(block[2])
    case 'entry': {
      const entry = views[block[1]]?.entries[block[2]]
      return entry !== undefined && quotes(entry, hit, views)
    }
  }
}
