/** Desired state against target and state: every change with its reason, drift told apart, in an order that can be executed. */
import type { Change, Drift } from '../model/change.js'
import type { Finding } from '../model/finding.js'
import { diffGroups } from './diff-groups.js'
import { diffMemberships } from './diff-memberships.js'
import type { DiffInput } from './diff-rules.js'
import { diffUsers, type Person } from './diff-users.js'
import { groupNaming, claimsOfGroup } from './group-names.js'
import { holdersOf, settleNames } from './names.js'
import { orderChanges, orderDrift } from './order.js'
import { claimsOfUser, userNaming } from './user-names.js'

export interface Diff {
  changes: Change[]
  drift: Drift[]
  findings: Finding[]
  unmanaged: { users: number; groups: number }
}

/** Pure: the same worlds give the same changes, byte for byte, whatever order their rows came in. */
export function diff(input: DiffInput): Diff {
  const users = diffUsers(input)
  const named = settleNames(users.changes, holdersOf(input.actual.users, claimsOfUser), userNaming)
  const people = withoutDropped(users.people, named.dropped)

  const groups = diffGroups(input)
  const namedGroups = settleNames(groups.changes, holdersOf(input.actual.groups, claimsOfGroup), groupNaming)
  const entries = new Map(namedGroups.changes.map((change) => [change.id, change]))
  const rosters = groups.rosters.flatMap((roster) => {
    if (roster.entry === undefined) return [roster]
    const entry = entries.get(roster.entry.id)
    return entry === undefined ? [] : [{ ...roster, entry }]
  })

  const memberships = diffMemberships({
    ...input,
    rosters,
    groupChanges: namedGroups.changes,
    people,
    deleted: new Set(named.changes.flatMap((change) => (change.action === 'delete' && change.targetId !== undefined ? [change.targetId] : []))),
  })

  const changes = orderChanges([...named.changes, ...memberships.groups, ...memberships.changes])
  return {
    changes,
    drift: orderDrift(answered([...users.drift, ...groups.drift, ...memberships.drift], new Set(changes.map((change) => change.id)))),
    findings: [...users.findings, ...named.findings, ...groups.findings, ...namedGroups.findings, ...memberships.findings],
    unmanaged: { users: users.unmanaged, groups: groups.unmanaged },
  }
}

/** Whoever will not be created after all cannot join a group either. */
function withoutDropped(people: ReadonlyMap<string, Person>, dropped: ReadonlySet<string>): Map<string, Person> {
  return new Map(
    [...people].map(([key, { createdBy, ...person }]): [string, Person] => {
      if (createdBy === undefined) return [key, person]
      return [key, dropped.has(createdBy) ? { ...person, blocked: true } : { ...person, createdBy }]
    }),
  )
}

/** Drift whose answering change a finding took away stays as it is. */
function answered(drift: readonly Drift[], changes: ReadonlySet<string>): Drift[] {
  return drift.map(({ change, ...entry }) => {
    if (change === undefined) return entry
    return changes.has(change) ? { ...entry, change } : { ...entry, answer: 'keep' }
  })
}
