/** A plan's changes as every report sets them out: by kind, what calls nobody apart, and what takes something away first. */
import { isStateOnly, type Change, type GroupChange, type MembershipChange, type UserChange } from '../model/change.js'
import type { Plan } from '../plan/plan.js'

export interface PlanParts {
  groups: GroupChange[]
  users: UserChange[]
  /** One group's changes stand together. */
  memberships: MembershipChange[]
  stateOnly: (UserChange | GroupChange)[]
}

/** Whoever approves looks for losses; a list that is cut must not cut them. */
const RANK: Readonly<Record<Change['action'], number>> = {
  delete: 0,
  deactivate: 1,
  remove: 2,
  update: 3,
  adopt: 4,
  reactivate: 5,
  create: 6,
  add: 7,
  forget: 8,
  transfer: 9,
  schedule: 10,
  unschedule: 11,
  accept: 12,
  unaccept: 13,
  hold: 14,
}

/** Within one action the order is the plan's. */
export function partsOf({ changes }: Pick<Plan, 'changes'>): PlanParts {
  const parts: PlanParts = { groups: [], users: [], memberships: [], stateOnly: [] }
  for (const change of changes) {
    if (change.kind === 'membership') parts.memberships.push(change)
    else if (isStateOnly(change)) parts.stateOnly.push(change)
    else if (change.kind === 'user') parts.users.push(change)
    else parts.groups.push(change)
  }
  return {
    groups: parts.groups.sort(byRank),
    users: parts.users.sort(byRank),
    memberships: byGroup(parts.memberships.sort(byRank)),
    stateOnly: parts.stateOnly.sort(byRank),
  }
}

/** All of them in one list. */
export function inOrderOfLoss(changes: readonly Change[]): Change[] {
  return changes.toSorted(byRank)
}

function byRank(a: Change, b: Change): number {
  return RANK[a.action] - RANK[b.action]
}

function byGroup(changes: readonly MembershipChange[]): MembershipChange[] {
  const groups = new Map<string, MembershipChange[]>()
  for (const change of changes) {
    const known = groups.get(change.key)
    if (known === undefined) groups.set(change.key, [change])
    else known.push(change)
  }
  return [...groups.values()].flat()
}

/** `2 to create, 1 to delete`: what a list holds, or what it leaves out, exactly. Memberships are counted in people. */
export function tally(changes: readonly Change[]): [action: Change['action'], count: number][] {
  const counts = new Map<Change['action'], number>()
  for (const change of changes) counts.set(change.action, (counts.get(change.action) ?? 0) + (change.kind === 'membership' ? change.members.length : 1))
  return [...counts].sort(([a], [b]) => RANK[a] - RANK[b])
}
