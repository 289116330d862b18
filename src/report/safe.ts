/** Names come from directories where strangers choose them: nothing that steers a terminal or reorders a line gets through. */

// Controls, format characters (bidirectional overrides, zero widths, tags), lone surrogates, line and paragraph separators.
const STEERING = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Joiners that shape Persian and Indic names and emoji; they neither reorder nor hide anything. */
const JOINERS = new Set(['\u200c', '\u200d'])

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** The text with every steering character as a visible escape: `\n`, `\u{202e}`. */
export function safe(text: string): string {
  return text.replace(STEERING, (character) => {
    if (JOINERS.has(character)) return character
    return SHORT[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
  })
}

/** A JSON value on one line, its texts quoted; undefined is `(none)`. */
export function safeValue(value: unknown): string {
  return value === undefined ? '(none)' : safe(JSON.stringify(value))
}
