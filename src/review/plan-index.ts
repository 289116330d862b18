/** A plan as it is looked through: everything that a key needs, found once when it is opened. */
import { isStateOnly } from '../model/change.js'
import { weave, type Web } from '../plan/parts.js'
import type { Plan } from '../plan/plan.js'
import { searchTexts, type SearchTexts } from './search-texts.js'
import { touchedBy, type Touched } from './touched.js'

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
  const { changes, policy } = plan
  const rows = new Map<string, number[]>([...TITLES.map(([id]) => [id, []] as [string, number[]]), [STATE_ONLY, []]])
  const rowOf = new Map<string, number>()
  changes.forEach((change, row) => {
    rowOf.set(change.id, row)
    rows.get(isStateOnly(change) && change.action !== 'adopt' ? STATE_ONLY : `${change.kind}:${change.action}`)?.push(row)
  })
  return {
    plan,
    place,
    sections: [...TITLES, [STATE_ONLY, STATE_ONLY] as const].map(([id, title]) => ({ title, rows: rows.get(id) ?? [] })).filter((section) => section.rows.length > 0),
    rowOf,
    texts: searchTexts(changes),
    web: weave(changes),
    touched: touchedBy(changes),
    blocking: new Set(policy.verdicts.flatMap(({ ok, approvals, changes: charged }) => (ok || approvals !== undefined ? [] : charged))),
    awaiting: new Set(policy.verdicts.flatMap(({ ok, approvals, changes: charged }) => (ok || approvals === undefined || charged.length === changes.length ? [] : charged))),
  }
}
