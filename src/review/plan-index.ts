/** A plan as it is looked through: everything that a key needs, found once when it is opened. */
import { isStateAction } from '../model/change.js'
import { finished, slices, type Steps } from '../model/steps.js'
import { weaveInSteps, type Web } from '../plan/parts.js'
import type { Plan } from '../plan/plan.js'
import type { OpenedPlan } from '../plan/plan-file.js'
import { searchTexts, type SearchTexts } from './search-texts.js'
import { touchedInSteps, type Touched } from './touched.js'

/** Changes of one action and kind; what takes most comes first. */
export interface Section {
  title: string
  /** Places in the plan's changes. */
  rows: readonly number[]
}

export interface PlanIndex {
  plan: Plan
  /** Where the plan was read from. */
  place: string
  sections: readonly Section[]
  /** A change's place by its id. */
  rowOf: ReadonlyMap<string, number>
  texts: SearchTexts
  web: Web
  touched: Touched
  /** Changes that delete users and groups. */
  deletes: readonly string[]
  /** Changes that a verdict which blocks is charged with. */
  blocking: ReadonlySet<string>
  /** Changes that some rule wants approvals for, where it does not want them for all. */
  awaiting: ReadonlySet<string>
}

const TITLES: readonly (readonly [id: string, title: string])[] = [
  ['group:delete', 'Delete groups'],
  ['user:delete', 'Delete users'],
  ['user:deactivate', 'Deactivate users'],
  ['membership:remove', 'Take people out of groups'],
  ['group:update', 'Change groups'],
  ['user:update', 'Change users'],
  ['group:adopt', 'Adopt groups'],
  ['user:adopt', 'Adopt users'],
  ['group:create', 'Create groups'],
  ['user:create', 'Create users'],
  ['user:reactivate', 'Reactivate users'],
  ['membership:add', 'Put people into groups'],
]
const STATE_ONLY = 'In the state only'

export function indexPlan(plan: Plan, place: string): PlanIndex {
  return finished(indexInSteps(plan, place))
}

/** A plan that is still read: what is known of it, as if it had no changes; their number; and all of it, once it is read. */
export interface Opening {
  index: PlanIndex
  rest?: { changes: number; whole: Steps<PlanIndex> }
}

export function indexOpened({ head, whole }: OpenedPlan, place: string): Opening {
  return { index: indexPlan({ ...head, changes: [] }, place), rest: { changes: head.changes, whole: indexWhole(whole, place) } }
}

function* indexWhole(whole: Steps<Plan>, place: string): Steps<PlanIndex> {
  return yield* indexInSteps(yield* whole, place)
}

/** Steps count changes. */
function* indexInSteps(plan: Plan, place: string): Steps<PlanIndex> {
  const { changes, policy } = plan
  const rows = new Map<string, number[]>([...TITLES.map(([id]) => [id, []] as [string, number[]]), [STATE_ONLY, []]])
  const rowOf = new Map<string, number>()
  let row = 0
  for (const some of slices(changes)) {
    for (const change of some) {
      rowOf.set(change.id, row)
      rows.get(isStateAction(change.action) ? STATE_ONLY : `${change.kind}:${change.action}`)?.push(row)
      row++
    }
    yield row
  }
  return {
    plan,
    place,
    sections: [...TITLES, [STATE_ONLY, STATE_ONLY] as const].map(([id, title]) => ({ title, rows: rows.get(id) ?? [] })).filter((section) => section.rows.length > 0),
    rowOf,
    texts: searchTexts(changes),
    web: yield* weaveInSteps(changes),
    touched: yield* touchedInSteps(changes),
    deletes: changes.filter(({ action }) => action === 'delete').map(({ id }) => id),
    blocking: new Set(policy.verdicts.flatMap(({ ok, approvals, changes: charged }) => (ok || approvals !== undefined ? [] : charged))),
    awaiting: new Set(policy.verdicts.flatMap(({ ok, approvals, changes: charged }) => (ok || approvals === undefined || charged.length === changes.length ? [] : charged))),
  }
}
