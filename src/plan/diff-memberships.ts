/** Memberships, group by group: a group that we manage is managed whole, unless its source says additive. */
import { invariant } from '../errors.js'
import type { Drift, GroupChange, MembershipChange } from '../model/change.js'
import type { Finding } from '../model/finding.js'
import { compareText, foldKey } from '../model/json.js'
import type { Deed, TargetUser } from '../model/snapshot.js'
import type { ManagedGroup, ManagedUser } from '../model/state.js'
import { acceptedFinding } from './accepted.js'
import { joinedBy } from './joined-by.js'
import { acceptedMembers, endOfMembers, type StateKey } from './accepted-members.js'
import { protection, type DiffInput } from './diff-rules.js'
import type { Roster } from './diff-groups.js'
import type { Person } from './diff-users.js'
import { indexManaged, originKey, type ManagedIndex } from './worlds.js'

export interface MembershipDiff {
  changes: MembershipChange[]
  /** Group changes as they came, adoptions with their members filled in. */
  groups: GroupChange[]
  drift: Drift[]
  findings: Finding[]
}

export interface MembershipInput extends DiffInput {
  rosters: readonly Roster[]
  groupChanges: readonly GroupChange[]
  people: ReadonlyMap<string, Person>
  /** By origin: the target's objects of people with a finding. */
  spared: ReadonlyMap<string, string>
  /** Target ids of people whom this plan deletes: their memberships go with them. */
  deleted: ReadonlySet<string>
}

export function diffMemberships(input: MembershipInput): MembershipDiff {
  const context: Context = {
    input,
    users: new Map(input.actual.users.map((user) => [user.id, user])),
    managed: indexManaged(input.state?.users ?? []),
    isProtected: protection(input.rules.protect.users),
    suspended: new Set(input.desired.users.flatMap((user) => (user.suspended ? (input.people.get(foldKey(user.key))?.targetId ?? []) : []))),
  }
  const result: MembershipDiff = { changes: [], groups: [], drift: [], findings: [] }
  const entries = new Map<string, GroupChange>()
  const ends: GroupChange[] = []
  for (const roster of input.rosters) {
    const compared = compareRoster(roster, context)
    result.changes.push(...compared.changes)
    result.drift.push(...compared.drift)
    result.findings.push(...compared.findings)
    ends.push(...compared.ends)
    if (compared.entry !== undefined) entries.set(compared.entry.id, compared.entry)
  }
  result.groups = [...input.groupChanges.map((change) => entries.get(change.id) ?? change), ...ends]
  return result
}

interface Context {
  input: MembershipInput
  users: ReadonlyMap<string, TargetUser>
  managed: ManagedIndex<ManagedUser>
  isProtected: (...names: (string | undefined)[]) => boolean
  /** Target ids. */
  suspended: ReadonlySet<string>
}

interface Compared {
  changes: MembershipChange[]
  drift: Drift[]
  findings: Finding[]
  entry?: GroupChange
  /** Acceptances that end. */
  ends: GroupChange[]
}

function compareRoster(roster: Roster, context: Context): Compared {
  const { group, actual, held, entry } = roster
  const { input, managed } = context
  invariant(actual === undefined || actual.members !== undefined, `the members of "${group.key}" were not read`)
  const inTarget = new Set(actual?.members)
  const remembers = memory(held, managed)
  const wanted = group.members.flatMap((key) => input.people.get(foldKey(key)) ?? [])
  const wantedIds = new Set(wanted.flatMap((person) => person.targetId ?? []))
  const spared = new Set(group.blockedMembers.flatMap((origin) => input.spared.get(originKey(origin)) ?? managed.byOrigin.get(originKey(origin))?.targetId ?? []))
  const nameOf = (id: string) => context.users.get(id)?.attributes.userName ?? managed.byTargetId.get(id)?.key ?? id

  const findings: Finding[] = []
  const shielded = (person: { key: string; targetId?: string }, what: string): boolean => {
    if (!context.isProtected(person.key, person.targetId === undefined ? undefined : nameOf(person.targetId))) return false
    findings.push({
      code: 'protected',
      kind: 'membership',
      key: group.key,
      source: group.source,
      ...(person.targetId === undefined ? {} : { targetId: person.targetId }),
      summary: `${person.key} is protected by policy: ${what} the group "${group.key}" is not planned`,
      remedy: 'Take the name out of policy.protect.users if this stack shall manage it.',
    })
    return true
  }

  const missing = wanted.filter((person) => person.targetId === undefined || !inTarget.has(person.targetId))
  const outsiders = [...inTarget].filter((id) => !wantedIds.has(id)).map((id) => ({ key: nameOf(id), targetId: id }))
  const accepted = acceptedMembers(held, { outsiders, missing: [...missing, ...blockedOf(group, managed)] }, stateKeyIn(managed))
  if (accepted.standing.length > 0) findings.push(membersStand(roster, accepted.standing))

  const adds = missing.filter((person) => !person.blocked && !accepted.staysOut(person) && !shielded(person, 'joining'))
  const unwanted = outsiders.filter((person) => !spared.has(person.targetId) && !input.deleted.has(person.targetId) && !accepted.staysIn(person))

  if (entry?.action === 'adopt') {
    const members = wanted.filter((person) => person.targetId !== undefined && inTarget.has(person.targetId) && !person.blocked && !context.isProtected(person.key)).map((person) => person.key)
    const extra = unwanted.map((person) => person.key).sort(compareText)
    if (extra.length > 0) findings.push(extraMembers(roster, extra))
    return {
      changes: memberships('add', roster, adds, joining(roster)),
      drift: [],
      findings,
      ends: [],
      entry: { ...entry, ...(members.length > 0 ? { members: members.sort(compareText) } : {}), ...(extra.length > 0 ? { extra } : {}) },
    }
  }

  const removable = unwanted.filter((person) => group.mode === 'whole' || remembers(person.targetId, person.key))
  const removes = group.gainsOnly === undefined ? removable.filter((person) => !shielded(person, 'leaving')) : []
  const changes = [...memberships('add', roster, adds, joining(roster)), ...memberships('remove', roster, removes, leaving(roster, removes, context))]
  return { changes, findings, ends: endOfMembers(roster, accepted.ended), drift: held === undefined ? [] : memberDrift(roster, changes, { removable, adds, remembers }) }
}

function joining({ group: { source } }: Roster): string {
  return `members in ${source}, directly or through nested groups`
}

/** Who is still a member there and suspended loses the membership too, where the configuration says so or the target knows no other way. */
function leaving({ group: { source } }: Roster, people: readonly { targetId: string }[], { suspended, input }: Context): string {
  const off = people.filter(({ targetId }) => suspended.has(targetId)).length
  if (off === 0) return `not members in ${source}`
  const why = input.rules.capabilities.deactivate ? '' : ': this target cannot switch people off, so their memberships go'
  return off === people.length ? `suspended in ${source}${why}` : `not members in ${source}, or suspended there${why}`
}

function memberships(action: 'add' | 'remove', { group, actual, entry }: Roster, people: readonly Omit<Person, 'blocked'>[], reason: string): MembershipChange[] {
  if (people.length === 0) return []
  const sorted = people.toSorted((a, b) => compareText(a.key, b.key))
  const groupId = actual?.id
  const needsEntry = entry !== undefined && (entry.action === 'create' || entry.action === 'adopt')
  return [
    {
      kind: 'membership',
      action,
      id: `membership:${action}:${group.key}`,
      key: group.key,
      source: group.source,
      sourceId: group.sourceId,
      ...(groupId === undefined ? {} : { targetId: groupId }),
      reason,
      dependsOn: needsEntry ? [entry.id] : [],
      members: sorted.map((person) => person.key),
      memberIds: Object.fromEntries(sorted.flatMap((person) => (person.targetId === undefined ? [] : [[person.key, person.targetId]]))),
      memberDependsOn: Object.fromEntries(sorted.flatMap((person) => (person.entry === undefined ? [] : [[person.key, [person.entry]]]))),
    },
  ]
}

function stateKeyIn(managed: ManagedIndex<ManagedUser>): StateKey {
  return ({ key, targetId }) => (targetId === undefined ? undefined : managed.byTargetId.get(targetId))?.key ?? key
}

/** Members with a finding may be in or out: what was accepted of them stands meanwhile. */
function blockedOf({ blockedMembers }: Roster['group'], managed: ManagedIndex<ManagedUser>): { key: string; targetId: string }[] {
  return blockedMembers.flatMap((origin) => managed.byOrigin.get(originKey(origin)) ?? [])
}

function membersStand({ group, actual, held }: Roster, standing: readonly string[]): Finding {
  const shown = `${standing.slice(0, 10).join(', ')}${standing.length > 10 ? `, and ${standing.length - 10} more` : ''}`
  return acceptedFinding('group', group, { targetId: actual?.id ?? held?.targetId ?? '', what: shown })
}

/** Whether we put a person in. The state names members by the keys that people had then; an account of ours is known by its id, whatever its name is now. */
type Memory = (targetId: string, name: string) => boolean

function memory(held: ManagedGroup | undefined, managed: ManagedIndex<ManagedUser>): Memory {
  const keys = new Set(held?.members.map(foldKey))
  return (targetId, name) => {
    const known = managed.byTargetId.get(targetId)
    return known === undefined ? keys.has(foldKey(name)) && !managed.byName.has(foldKey(name)) : keys.has(foldKey(known.key))
  }
}

/** Only what differs from the desired state is worth a person's eye: who was put in or taken out by hand as the source now says is no drift. */
function memberDrift(
  { group, actual, held }: Roster,
  changes: readonly MembershipChange[],
  found: { removable: readonly { key: string; targetId: string }[]; adds: readonly Person[]; remembers: Memory },
): Drift[] {
  const { removable, adds, remembers } = found
  const added = removable.filter((person) => !remembers(person.targetId, person.key))
  const removed = adds.filter((person) => person.targetId !== undefined && remembers(person.targetId, person.key))
  const entry = (what: 'member-added' | 'member-removed', people: readonly { key: string }[], action: 'add' | 'remove', deed: Deed = {}): Drift[] => {
    if (people.length === 0) return []
    const change = changes.find((candidate) => candidate.action === action)
    const base = { kind: 'membership' as const, key: held?.key ?? group.key, ...(actual === undefined ? {} : { targetId: actual.id }), what, ...deed }
    const members = people.map((person) => person.key).sort(compareText)
    return [change === undefined ? { ...base, members, answer: 'keep' } : { ...base, members, answer: 'revert', change: change.id }]
  }
  return [...entry('member-added', added, 'remove', joinedBy(actual?.joined, added)), ...entry('member-removed', removed, 'add')]
}

function extraMembers({ group, actual }: Roster, extra: readonly string[]): Finding {
  const shown = extra.slice(0, 10).join(', ')
  return {
    code: 'extra-members',
    kind: 'group',
    key: group.key,
    source: group.source,
    sourceId: group.sourceId,
    ...(actual === undefined ? {} : { targetId: actual.id }),
    summary: `the adopted group "${group.key}" holds ${extra.length} not in ${group.source}: ${shown}${extra.length > 10 ? `, and ${extra.length - 10} more` : ''}`,
    remedy: 'Adopting removes nobody; the next plan after it proposes to. Put them into the source group if they shall stay.',
  }
}
