/** What is drawn: lines of one meaning each. Every text in them is safe for a terminal. */
import type { Paint } from '../report/paint.js'

export type Tone = keyof Paint | 'plain'

export interface Line {
  text: string
  tone?: Tone
}

/** As many lines as there are, each made when it is drawn: a group may have 100,000 people. */
export interface Lines<L extends Line = Line> {
  count: number
  at(index: number): L
}

export function linesOf<L extends Line>(lines: readonly L[]): Lines<L> {
  return { count: lines.length, at: (index) => lines[index] as L }
}
