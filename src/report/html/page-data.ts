/** What a page's script is handed: lists to search and filter, their texts each told once. Plain JSON, written as tuples because plans are large. */

/** The place of a text in `PageData.texts`; -1 where there is none. */
export type TextId = number

export interface PageData {
  /** Shown as they are, and as nothing but text. */
  texts: string[]
  views: View[]
}

/** One list of the page. */
export interface View {
  id: string
  label: string
  /** What its entries are called. */
  one: string
  many: string
  facets: Facet[]
  entries: Entry[]
}

/** One way to filter: an entry carries the places of the values that it has. */
export interface Facet {
  label: string
  values: string[]
}

export type Tone = 'add' | 'change' | 'remove' | 'state' | 'warn'

export type Entry = [title: TextId, subtitle: TextId, badges: Badge[], facets: number[][], blocks: Block[]]

/** A word or two in front of the title. */
export type Badge = [tone: Tone, label: TextId]

export type Block =
  /** What differs, field by field: path, before and after, and again. Flat, for of rows a large plan has a million. */
  | ['fields', cells: TextId[]]
  /** Label and value, and again. */
  | ['facts', cells: TextId[]]
  | ['names', tone: Tone, label: TextId, names: TextId[]]
  | ['text', label: TextId, text: TextId]
  /** Another entry's blocks under its badges and title. */
  | ['entry', view: number, entry: number]
