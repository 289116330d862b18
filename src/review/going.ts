/** What goes by the choices as they are, in numbers. */
import type { Choices } from './choices.js'
import type { PlanIndex } from './plan-index.js'
import { counted, number } from '../report/words.js'
import type { ReviewState } from './state.js'

export interface Going {
  all: number
  goes: number
  /** Held by hand, whole. */
  held: number
  /** Held because something else is. */
  waits: number
  /** Not done, for the drift that they would take back stays. */
  accepted: number
  /** Memberships of which some people are held. */
  partly: number
  /** Drift that stays. */
  stands: number
  /** Users and groups that would be deleted. */
  deletes: number
}

const known = new WeakMap<PlanIndex, { choices: Choices; going: Going }>()

/** Counted once for each set of choices. */
export function goingOf({ index, choices }: Pick<ReviewState, 'index' | 'choices'>): Going {
  const before = known.get(index)
  if (before?.choices === choices) return before.going
  const going = countGoing(index, choices)
  known.set(index, { choices, going })
  return going
}

/** As `standingOf` tells each, but only by what does not go: that may be one change of very many, or all of them. */
function countGoing({ plan, deletes }: PlanIndex, { whole, some, because, parts: { changes, members }, accepted }: Choices): Going {
  const all = plan.changes.length
  let [held, waits] = [whole.size, 0]
  for (const id of some.keys()) if (changes.has(id)) held++
  for (const id of because.keys()) if (changes.has(id) && !whole.has(id) && !some.has(id)) waits++
  return {
    all,
    goes: all - changes.size - members.size,
    held,
    waits,
    accepted: changes.size - held - waits,
    partly: members.size,
    stands: accepted.size,
    deletes: deletes.filter((id) => !changes.has(id)).length,
  }
}

/** `5 of 6 changes go, 1 held back, 1 deletion`. */
export function goingWords({ all, goes, held, waits, partly, stands, deletes }: Going): string {
  if (all === 0) return 'no changes'
  return [
    all === goes ? `all ${counted(all, 'change goes', 'changes go')}` : `${number(goes + partly)} of ${counted(all, 'change goes', 'changes go')}`,
    held === 0 ? '' : `${number(held)} held back`,
    waits === 0 ? '' : `${number(waits)} ${waits === 1 ? 'waits' : 'wait'}`,
    partly === 0 ? '' : `${number(partly)} in part`,
    stands === 0 ? '' : `${number(stands)} accepted`,
    deletes === 0 ? '' : counted(deletes, 'deletion'),
  ]
    .filter((part) => part !== '')
    .join(', ')
}

export function goingDeletes(state: ReviewState): number {
  return goingOf(state).deletes
}
