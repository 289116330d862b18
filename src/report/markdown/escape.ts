/**
 * The one place where a directory's text becomes Markdown. Backslashes are not enough: GitHub finds mentions, links, issues and commits
 * in what is left after them. In a code span none of that is looked for, so whatever is not plainly a word goes into one.
 */
import { safe, safeName, safeValue } from '../safe.js'
import { number } from '../words.js'

// Letters with inner hyphens and apostrophes, short numbers, times, and signs that no renderer obeys; a number with a dot could begin a list.
const WORD = /^(?:(?:\p{L}\p{M}*)+(?:['\u2019-](?:\p{L}\p{M}*)+)*|\d{1,3}(?:,\d{3})*|\d{4}-\d\d-\d\d|\d\d:\d\d|[%\u2013\u2014\u2192\u00b7])$/u
/** Seven and more hexadecimal digits may be a commit. */
const COMMIT = /^[0-9a-f]{7,}$/i
const OPENING = /^["\u201c\u2018(]*/u
const CLOSING = /[.,:;!?"\u201d\u2019)]*$/u
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

/**
 * A sentence that may quote names: its words stay words, everything else becomes code spans, and so does a command of ours.
 * Never empty at a line's beginning.
 */
export function prose(sentence: string): string {
  const tokens = safe(sentence).split(' ').filter((token) => token !== '').map(tokenOf)
  const shown: string[] = []
  for (let at = 0; at < tokens.length; at++) {
    const first = tokens[at]
    if (first === undefined || !(first.code || first.text === 'idpscim')) {
      shown.push(first === undefined ? '' : `${first.opening}${first.text}${first.closing}`)
      continue
    }
    // What stands together goes into one span, as far as no punctuation parts it; a command goes to its end.
    let last = first
    let text = first.text
    for (let next = tokens[at + 1]; last.closing === '' && next?.opening === '' && (next.code || first.text === 'idpscim'); next = tokens[at + 1]) {
      text += ` ${next.text}`
      last = next
      at++
    }
    shown.push(`${first.opening}${span(text)}${last.closing}`)
  }
  return shown.join(' ')
}

interface Token {
  opening: string
  text: string
  closing: string
  /** Whether it is more than a word. */
  code: boolean
}

function tokenOf(token: string): Token {
  const opening = OPENING.exec(token)?.[0] ?? ''
  const closing = CLOSING.exec(token.slice(opening.length))?.[0] ?? ''
  const text = token.slice(opening.length, token.length - closing.length)
  if (text === '') return { opening: '', text: token, closing: '', code: true }
  const isWord = WORD.test(text) && !COMMIT.test(text) && !(/^\d/.test(text) && /^[.)]/.test(closing))
  return { opening, text, closing, code: !isWord }
}

/** Longer fence than any run inside; padded where a backtick or a space would touch it (CommonMark 0.31, §6.1). */
function span(visible: string): string {
  const text = visible.replace(BACKTICKS, (run) => `(${number(run.length)} backticks)`)
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length))
  const pad = /^[` ]|[` ]$/.test(text) ? ' ' : ''
  const fence = '`'.repeat(longest + 1)
  return `${fence}${pad}${text}${pad}${fence}`
}
