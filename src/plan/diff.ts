/** Desired state against target and state: every change with its reason, drift told apart, in an order that can be executed. */
import type { Change, Drift, UserChange } from '../model/change.js'
import type { Finding } from '../model/finding.js'
import { compareText } from '../model/json.js'
import { diffGroups, type Roster } from './diff-groups.js'
import { diffMemberships } from './diff-memberships.js'
import type { DiffInput } from './diff-rules.js'
import { diffUsers, type Person } from './diff-users.js'
import { claimsOfGroup, groupNaming } from './group-names.js'
import { holdersOf, settleNames, type SettledNames } from './names.js'
import { orderChanges, orderDrift } from './order.js'
import { claimsOfUser, userNaming } from './user-names.js'
import { unseenMembers } from './worlds.js'

export interface Diff {
  changes: Change[]
  drift: Drift[]
  findings: Finding[]
  unmanaged: { users: number; groups: number }
}

/** Pure: the same worlds give the same changes, byte for byte, whatever order their rows came in. */
export function diff(unordered: DiffInput): Diff {
  const input = inOrder(unordered)
  const users = diffUsers(input, unseenMembers(input))
  const named = settleNames(users.changes, holdersOf(input.actual.users, claimsOfUser), userNaming)

  const groups = diffGroups(input)
  const namedGroups = settleNames(groups.changes, holdersOf(input.actual.groups, claimsOfGroup), groupNaming)

  const memberships = diffMemberships({
    ...input,
    rosters: withoutDropped(groups.rosters, namedGroups.dropped),
    groupChanges: namedGroups.changes,
    people: settled(users.people, named),
    spared: users.spared,
    deleted: new Set(named.changes.flatMap((change) => (change.action === 'delete' && change.targetId !== undefined ? [change.targetId] : []))),
  })

  const changes = orderChanges([...named.changes, ...memberships.groups, ...memberships.changes])
  return {
    changes,
    drift: orderDrift(answered([...users.drift, ...groups.drift, ...memberships.drift], new Set(changes.map((change) => change.id)))),
    findings: [...users.findings, ...named.findings, ...groups.findings, ...namedGroups.findings, ...memberships.findings],
    unmanaged: unmanaged(input, changes),
  }
}

/** Should two rows ever claim one name, the same one is found whatever order they came in. */
function inOrder({ actual, ...input }: DiffInput): DiffInput {
  const byId = <T extends { id: string }>(rows: readonly T[]) => rows.toSorted((a, b) => compareText(a.id, b.id))
  return { ...input, actual: { ...actual, users: byId(actual.users), groups: byId(actual.groups) } }
}

/** Whoever is not created or adopted after all cannot join a group either; who does not get a new name goes by the old one. */
function settled(people: ReadonlyMap<string, Person>, { changes, dropped, findings }: SettledNames<UserChange>): Map<string, Person> {
  const renamed = new Map(findings.length === 0 ? [] : changes.flatMap(({ targetId, after }): [string, string][] => (targetId === undefined || after === undefined ? [] : [[targetId, after.userName]])))
  return new Map(
    [...people].map(([wanted, { entry, ...person }]): [string, Person] => {
      const key = renamed.get(person.targetId ?? '') ?? person.key
      if (entry === undefined) return [wanted, { ...person, key }]
      return [wanted, dropped.has(entry) ? { ...person, key, blocked: true } : { ...person, key, entry }]
    }),
  )
}

function withoutDropped(rosters: readonly Roster[], dropped: ReadonlySet<string>): Roster[] {
  return rosters.filter(({ entry }) => entry === undefined || !dropped.has(entry.id))
}

/** Drift whose answering change a finding took away stays as it is. */
function answered(drift: readonly Drift[], changes: ReadonlySet<string>): Drift[] {
  return drift.map(({ change, ...entry }) => {
    if (change === undefined) return entry
    return changes.has(change) ? { ...entry, change } : { ...entry, answer: 'keep' }
  })
}

/** Objects of the target that the state does not hold and the plan does not adopt. */
function unmanaged({ actual, state }: DiffInput, changes: readonly Change[]): Diff['unmanaged'] {
  const ours = new Set([...(state?.users ?? []), ...(state?.groups ?? []), ...changes.filter(({ action }) => action === 'adopt')].map(({ targetId }) => targetId))
  const count = (rows: readonly { id: string }[]) => rows.filter(({ id }) => !ours.has(id)).length
  return { users: count(actual.users), groups: count(actual.groups) }
}
