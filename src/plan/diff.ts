/** Desired state against target and state: every change with its reason, drift told apart, in an order that can be executed. */
import type { Change, Drift, GroupChange, UserChange } from '../model/change.js'
import type { Finding } from '../model/finding.js'
import { compareText } from '../model/json.js'
import { diffGroups, type Roster } from './diff-groups.js'
import { diffMemberships } from './diff-memberships.js'
import type { DiffInput } from './diff-rules.js'
import { withHolds } from './holds.js'
import { diffUsers, type Person, type UserDiff } from './diff-users.js'
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
  const { desired, findings: holds } = withHolds(unordered.desired, unordered.state, endOfReadings(unordered))
  const input = inOrder({ ...unordered, desired })
  const users = diffUsers(input, unseenMembers(input))
  const named = settleNames(users.changes, holdersOf(input.actual.users, claimsOfUser), userNaming)

  const groups = diffGroups(input)
  const namedGroups = settleNames(groups.changes, holdersOf(input.actual.groups, claimsOfGroup), groupNaming)

  const memberships = diffMemberships({
    ...input,
    rosters: settledRosters(groups.rosters, namedGroups.changes),
    groupChanges: namedGroups.changes,
    people: settledPeople(users, named),
    spared: users.spared,
    deleted: new Set(named.changes.flatMap((change) => (change.action === 'delete' && change.targetId !== undefined ? [change.targetId] : []))),
  })

  const changes = orderChanges([...named.changes, ...memberships.groups, ...memberships.changes])
  return {
    changes,
    drift: orderDrift(answered([...users.drift, ...groups.drift, ...memberships.drift], new Set(changes.map((change) => change.id)))),
    findings: [...holds, ...users.findings, ...named.findings, ...groups.findings, ...namedGroups.findings, ...memberships.findings],
    unmanaged: unmanaged(input, changes),
  }
}

/** What is timed is timed by the readings, as the deletion clock is. */
function endOfReadings({ desired, actual }: DiffInput): string {
  return [actual.evidence.end, ...Object.values(desired.sources).map(({ end }) => end)].toSorted().at(-1) ?? actual.evidence.end
}

/** Should two rows ever claim one name, the same one is found whatever order they came in. */
function inOrder({ actual, ...input }: DiffInput): DiffInput {
  const byId = <T extends { id: string }>(rows: readonly T[]) => rows.toSorted((a, b) => compareText(a.id, b.id))
  return { ...input, actual: { ...actual, users: byId(actual.users), groups: byId(actual.groups) } }
}

/** Whoever is not created or adopted after all cannot join a group either; who does not get a new name goes by the old one. */
function settledPeople({ people, changes }: UserDiff, named: SettledNames<UserChange>): Map<string, Person> {
  const final = new Map(named.changes.map(({ id, after }) => [id, after?.userName]))
  const names = new Map(changes.map(({ id, targetId, before }) => [targetId, final.has(id) ? final.get(id) : before?.userName]))
  return new Map(
    [...people].map(([wanted, person]): [string, Person] => {
      const { entry, targetId } = person
      const key = (targetId === undefined ? undefined : names.get(targetId)) ?? person.key
      return [wanted, entry !== undefined && named.dropped.has(entry) ? { ...person, key, blocked: true } : { ...person, key }]
    }),
  )
}

/** A group that is not created or adopted after all gets no members; the change of one that is may have been settled since. */
function settledRosters(rosters: readonly Roster[], changes: readonly GroupChange[]): Roster[] {
  const entries = new Map(changes.map((change) => [change.id, change]))
  return rosters.flatMap((roster) => {
    if (roster.entry === undefined) return [roster]
    const entry = entries.get(roster.entry.id)
    return entry === undefined ? [] : [{ ...roster, entry }]
  })
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
