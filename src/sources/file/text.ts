/** A file's text, and the line and column of whatever stands in it. */
import type { Place } from '../../diagnostic.js'

export interface FileText {
  /** Relative to the configuration file, with slashes: the same in every checkout. */
  name: string
  text: string
}

export type PlaceAt = (offset: number) => Place

/** Lines are counted when the first place is asked for: a file without faults is never counted. */
export function placesIn({ name, text }: FileText): PlaceAt {
  let starts: number[] | undefined
  return (offset) => {
    starts ??= lineStarts(text)
    let [low, high] = [0, starts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return { file: name, line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length)
  return starts
}

/** `people/staff.csv:4:7`, for sentences. */
export function placeText({ file = '', line, column }: Place): string {
  return [file, line, column].filter((part) => part !== undefined).join(':')
}
