/** A reviewer's choices as the planner understands them. */
import type { Decisions } from '../plan/narrow.js'
import { heldParts, type Choices } from './choices.js'

export function decisionsOf(choices: Choices): Decisions {
  return { hold: heldParts(choices) }
}
