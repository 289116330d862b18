/** Texts that fit: cut and filled by the columns they take on a terminal. */
import { columns } from '../report/layout.js'

// eslint-disable-next-line no-control-regex
const ASCII = /^[\u0000-\u007f]*$/
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** What is too long ends in `…`. A letter and its accents, or an emoji of several parts, stay together. */
export function cut(text: string, width: number): string {
  if (width <= 0) return ''
  if (ASCII.test(text)) return text.length <= width ? text : `${text.slice(0, width - 1)}…`
  let [kept, used] = ['', 0]
  for (const { segment } of graphemes.segment(text)) {
    const size = sizeOf(segment)
    if (used + size > width - 1) return rest(text, kept) <= width - used ? text : `${kept}…`
    kept += segment
    used += size
  }
  return kept
}

/** Exactly this wide. */
export function fill(text: string, width: number): string {
  const fitting = cut(text, width)
  return fitting + ' '.repeat(Math.max(0, width - sizeOfText(fitting)))
}

/** `left` and `right` at the two ends of a line; `left` gives way. */
export function ends(left: string, right: string, width: number): string {
  if (right === '') return cut(left, width)
  const shown = cut(right, Math.max(0, width - 8))
  return `${fill(left, width - sizeOfText(shown) - 2)}  ${shown}`
}

export function sizeOfText(text: string): number {
  if (ASCII.test(text)) return text.length
  let size = 0
  for (const { segment } of graphemes.segment(text)) size += sizeOf(segment)
  return size
}

/** Of one letter as people see it; U+FE0F asks for the wide picture of what has two. */
function sizeOf(grapheme: string): number {
  return grapheme.includes('\ufe0f') ? 2 : Math.min(2, columns(grapheme))
}

/** Columns of what follows, told as soon as they are more than any caller has. */
function rest(text: string, kept: string): number {
  return sizeOfText(text.slice(kept.length, kept.length + 20)) + Math.max(0, text.length - kept.length - 20)
}
