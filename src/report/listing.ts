/** How lines of changes are drawn, and names in a row. */
import type { Impact } from '../model/impact.js'
import type { Paint } from './paint.js'
import { safe, safeName } from './safe.js'
import { number } from './words.js'

export interface ChangeTextOptions {
  width: number
  paint: Paint
  /** Where people find what a long list leaves out. */
  file?: string
  /** By a change's id, what it is worth. */
  impact?: Impact['changes']
}

/** Names of one list that are printed before a count stands for the rest. */
const LISTED = 50

/** Names, made safe and cut after fifty with a count of the rest. */
export function names(keys: readonly string[], options: { file?: string }): string {
  const listed = keys.slice(0, LISTED).map(safeName).join(', ')
  if (keys.length <= LISTED) return listed
  return `${listed}, and ${number(keys.length - LISTED)} more${options.file === undefined ? '' : `: see ${safe(options.file)}`}`
}
