/**
 * Names come from directories where strangers choose them: nothing gets through that steers a terminal, reorders a line, hides, or
 * floods. Every format starts from this text; what a format itself would obey, that format's own room escapes.
 */

import { number } from './words.js'

/** Code points: longer names are cut. AWS takes 128 of a userName; longer ones elsewhere are told apart in the plan's JSON. */
export const NAME_LIMIT = 320
/** Code points of a sentence, which may quote several names. */
const TEXT_LIMIT = 2_000
/** Marks on one letter: more are no alphabet's, and climb over the neighbouring lines. */
const MARKS = 4

// Scripts whose letters a joiner shapes (RFC 5892, appendix A.1 and A.2, by script instead of by joining type).
const SHAPED = String.raw`[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mong}\p{scx=Nkoo}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}]`
const KEPT = [
  String.raw`(?<=${SHAPED})[\u200c\u200d](?=${SHAPED})`,
  String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})`,
  String.raw`(?<=\p{Extended_Pictographic})[\ufe0e\ufe0f]`,
]
// Controls, format characters (bidirectional overrides, zero widths, tags), lone surrogates, separators, whatever is drawn as nothing
// or as some other space. The full-width space parts Japanese names.
const HIDDEN = String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800]`
const STEERING = new RegExp(`(${KEPT.join('|')})|${HIDDEN}`, 'gu')
const FLOOD = new RegExp(String.raw`(?<=[\p{Mn}\p{Me}]{${MARKS}})[\p{Mn}\p{Me}]+`, 'gu')
const LEADING_MARK = /(?<=^| )(?=\p{M})/gu
const LONG_WORD = new RegExp(String.raw`[^ ]{${NAME_LIMIT + 1},}`, 'gu')
const EDGE_SPACE = /^ +| +$/g
const HARMLESS = /^[\x20-\x7e]*$/

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A sentence or a value, every steering character a visible escape: `\n`, `\u{202e}`. Words beyond a name's length are cut. */
export function safe(text: string): string {
  if (text.length <= NAME_LIMIT) return visible(text)
  return shorten(text.replace(LONG_WORD, (word) => shorten(word, NAME_LIMIT)), TEXT_LIMIT, text)
}

/** A name: as `safe`, and neither empty nor mistaken for another because of spaces at its ends. */
export function safeName(name: string): string {
  if (name === '') return '(empty)'
  return shorten(name, NAME_LIMIT).replace(EDGE_SPACE, (spaces) => (spaces.length > 3 ? `(${number(spaces.length)} spaces)` : String.raw`\u{20}`.repeat(spaces.length)))
}

/** A JSON value on one line, its texts quoted; undefined is `(none)`. */
export function safeValue(value: unknown): string {
  return value === undefined ? '(none)' : safe(JSON.stringify(value))
}

function visible(text: string): string {
  if (HARMLESS.test(text)) return text
  return text
    .replace(STEERING, (character, kept: string | undefined) => kept ?? SHORT[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .replace(FLOOD, (marks) => `(${number(Array.from(marks).length)} more marks)`)
    .replace(LEADING_MARK, '\u25cc')
}

/** At most `limit` code points of the visible text, and how many the original has. */
function shorten(text: string, limit: number, original = text): string {
  const shown = visible(text)
  if (shown.length <= limit) return shown
  const letters = Array.from(shown)
  return letters.length <= limit ? shown : `${letters.slice(0, limit).join('')}…(${number(Array.from(original).length)} characters in all)`
}
