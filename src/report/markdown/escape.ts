/**
 * The one place where a directory's text becomes Markdown. Backslashes are not enough: GitHub finds mentions, links, issues and commits
 * in what is left after them. In a code span none of that is looked for, so whatever is not plainly a word goes into one.
 */
import { safe, safeName, safeValue } from '../safe.js'
import { number } from '../words.js'

// Letters with inner hyphens and apostrophes, short numbers, times, and signs that no renderer obeys; a number with a dot could begin a list.
const WORD = /^(?:(?:\p{L}\p{M}*)+(?:['’-](?:\p{L}\p{M}*)+)*|\d{1,3}(?:,\d{3})*|\d{4}-\d\d-\d\d|\d\d:\d\d|[%–—→·])$/u
/** Seven and more hexadecimal digits may be a commit. */
const COMMIT = /^[0-9a-f]{7,}$/i
const OPENING = /^["“‘(]*/u
const CLOSING = /[.,:;!?"”’)]*$/u
/** cmark reads no code span between longer runs than 80; nobody's name needs a few. */
const BACKTICKS = /`{4,}/g

/** A name as a code span. */
export function code(name: string): string {
  return span(safeName(name))
}

/** A JSON value as a code span. */
export function codeValue(value: unknown): string {
  return span(safeValue(value))
}

/** A sentence that may quote names: its words stay words, everything else becomes code spans. Never empty at a line's beginning. */
export function prose(sentence: string): string {
  return safe(sentence)
    .split(' ')
    .filter((token) => token !== '')
    .map(tokenToMarkdown)
    .join(' ')
}

function tokenToMarkdown(token: string): string {
  const opening = OPENING.exec(token)?.[0] ?? ''
  const closing = CLOSING.exec(token.slice(opening.length))?.[0] ?? ''
  const word = token.slice(opening.length, token.length - closing.length)
  if (WORD.test(word) && !COMMIT.test(word) && !(/^\d/.test(word) && /^[.)]/.test(closing))) return token
  return word === '' ? span(token) : `${opening}${span(word)}${closing}`
}

/** Longer fence than any run inside; padded where a backtick or a space would touch it (CommonMark 0.31, §6.1). */
function span(visible: string): string {
  const text = visible.replace(BACKTICKS, (run) => `(${number(run.length)} backticks)`)
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length))
  const pad = /^[` ]|[` ]$/.test(text) ? ' ' : ''
  const fence = '`'.repeat(longest + 1)
  return `${fence}${pad}${text}${pad}${fence}`
}
