/** How far an apply has come: which of the plan's changes are done, and for whom. */
import type { Plan } from '../plan/plan.js'
import { membersDone, type Ended } from './journal-entries.js'
import type { Doubt } from './questions.js'

export interface Progress {
  /** Ids of changes that are wholly done. */
  done: ReadonlySet<string>
  membersDone: ReadonlyMap<string, ReadonlySet<string>>
  /** What is left; for a membership with the people who are. */
  todo: readonly Doubt[]
}

export function progressOf(plan: Plan, ended: readonly Ended[]): Progress {
  const members = membersDone(ended)
  const done = new Set(ended.flatMap(({ change }) => (change.kind === 'membership' ? [] : [change.id])))
  const todo: Doubt[] = []
  for (const change of plan.changes) {
    if (change.kind !== 'membership') {
      if (!done.has(change.id)) todo.push({ change })
      continue
    }
    const left = change.members.filter((key) => members.get(change.id)?.has(key) !== true)
    if (left.length === 0) done.add(change.id)
    else todo.push({ change, members: left })
  }
  return { done, membersDone: members, todo }
}
