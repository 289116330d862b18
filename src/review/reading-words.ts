/** How far a large plan is read. */
import { number } from '../report/words.js'
import type { ReviewState } from './state.js'

/** `20,000 of 100,000 changes are read so far`. */
export function readingWords({ read, of }: NonNullable<ReviewState['reading']>): string {
  return `${number(read)} of ${number(of)} changes are read so far`
}
