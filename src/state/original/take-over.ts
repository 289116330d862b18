/** Recognising the original's document at the state's own place. */
import type { TakeOver } from '../state-document.js'
import { isOriginal } from './document.js'
import { fromOriginal, type Identity } from './from-original.js'

/** For a store: what it reads at the configured place may still be the original's. */
export function takeOverAs(identity: Identity): TakeOver {
  return (document, place) => (isOriginal(document) ? fromOriginal(document, identity, place) : undefined)
}
