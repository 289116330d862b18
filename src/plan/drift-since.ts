/** What changed in the target since this stack last applied: the target against the state alone, whatever the sources say now. */
import type { Drift } from '../model/change.js'
import type { DesiredState } from '../model/desired-state.js'
import { DEFAULT_LIFECYCLE } from '../model/policy.js'
import type { TargetSnapshot } from '../model/snapshot.js'
import type { State } from '../model/state.js'
import { diff } from './diff.js'
import type { DiffRules } from './diff-rules.js'
import { isThere } from './worlds.js'

export interface SinceRules {
  /** The attributes that this stack manages. */
  userFields: DesiredState['userFields']
  /** Sources whose groups may hold people of others. */
  additive: ReadonlySet<string>
  capabilities: DiffRules['capabilities']
}

/** No change is proposed: an entry says what, and by whom where the target tells. What a person accepted is no drift. */
export function driftSince(state: State, actual: TargetSnapshot, { userFields, additive, capabilities }: SinceRules): Omit<Drift, 'answer' | 'change'>[] {
  const { drift } = diff({
    desired: desiredAsApplied(state, userFields, additive),
    actual,
    state,
    rules: { adopt: 'ids', samePersons: new Set(), lifecycle: DEFAULT_LIFECYCLE, protect: { users: [], groups: [] }, neighbours: [], capabilities },
  })
  return drift.map(({ answer: _, change: __, ...entry }) => entry)
}

function desiredAsApplied({ users, groups }: State, userFields: DesiredState['userFields'], additive: ReadonlySet<string>): DesiredState {
  return {
    users: users.filter(isThere).map(({ source, sourceId, key, attributes }) => ({ source, sourceId, key, attributes, suspended: false, also: [] })),
    groups: groups.filter(isThere).map(({ source, sourceId, key, attributes, members }) => ({ source, sourceId, key, attributes, members, blockedMembers: [], mode: additive.has(source) ? 'additive' : 'whole' })),
    blockedUsers: [],
    blockedGroups: [],
    findings: [],
    userFields,
    sources: {},
  }
}
