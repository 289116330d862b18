/** A reviewer's choices as the planner understands them. */
import type { Decisions } from '../plan/narrow.js'
import { acceptedDrift, heldParts, type Choices } from './choices.js'
import type { PlanIndex } from './plan-index.js'

export function decisionsOf(index: PlanIndex, choices: Choices): Decisions {
  return { hold: heldParts(choices), accept: acceptedDrift(index, choices) }
}
