/** What goes by the choices as they are, in numbers. */
import { standingOf, type Choices } from './choices.js'
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
  const counts = { goes: 0, held: 0, waits: 0, accepted: 0, partly: 0 }
  let deletes = 0
  for (const change of index.plan.changes) {
    const standing = standingOf(choices, change)
    counts[standing]++
    if (change.action === 'delete' && standing === 'goes') deletes++
  }
  const going = { all: index.plan.changes.length, ...counts, stands: choices.accepted.size, deletes }
  known.set(index, { choices, going })
  return going
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
