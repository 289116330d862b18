/** Building blocks of what is read: headings, facts under one margin, and texts that are shown to their end. */
import { wrap } from '../report/layout.js'
import { cut, sizeOfText } from './cut.js'
import type { Line, Tone } from './line.js'

const MARGIN = 9

export function heading(text: string): Line {
  return { text, tone: 'title' }
}

/** `why      is in staff and not in the target`, later lines under the first. */
export function fact(label: string, text: string, width: number, tone: Tone = 'plain'): Line[] {
  return told(text, { width, first: `  ${label.padEnd(MARGIN)} `, rest: ' '.repeat(MARGIN + 3), tone })
}

/** Wrapped, and broken where one word is longer than a line: here nothing is cut off. */
export function told(text: string, options: { width: number; first?: string; rest?: string; tone?: Tone }): Line[] {
  const { width, tone = 'plain' } = options
  return wrap(text, options)
    .flatMap((line) => broken(line, width, options.rest ?? ''))
    .map((line) => ({ text: line, tone }))
}

function broken(line: string, width: number, rest: string): string[] {
  const lines: string[] = []
  let left = line
  while (sizeOfText(left) > width) {
    const piece = cut(left, width).slice(0, -1)
    if (piece.length <= rest.length) break
    lines.push(piece)
    left = rest + left.slice(piece.length)
  }
  return [...lines, left]
}
