/** The target and the state by every key that a comparison asks for: built once, so that nothing is searched. */
import type { DesiredState, Origin } from '../model/desired-state.js'
import { foldKey } from '../model/json.js'
import type { TargetGroup, TargetSnapshot, TargetUser } from '../model/snapshot.js'
import type { ManagedGroup, ManagedUser, State } from '../model/state.js'

/** Objects of one kind in the target. */
export interface ActualIndex<T> {
  all: readonly T[]
  byId: ReadonlyMap<string, T>
  byName: ReadonlyMap<string, T>
  byExternalId: ReadonlyMap<string, T>
}

/** Objects of one kind in the state. */
export interface ManagedIndex<M> {
  all: readonly M[]
  byOrigin: ReadonlyMap<string, M>
  byTargetId: ReadonlyMap<string, M>
  byName: ReadonlyMap<string, M>
}

export function originKey(origin: Origin): string {
  return `${origin.source}\u0000${origin.sourceId}`
}

export function indexTargetUsers(target: TargetSnapshot): ActualIndex<TargetUser> {
  return indexActual(target.users, (user) => user.attributes.userName)
}

export function indexTargetGroups(target: TargetSnapshot): ActualIndex<TargetGroup> {
  return indexActual(target.groups, (group) => group.attributes.displayName)
}

function indexActual<T extends { id: string; attributes: { externalId?: string | undefined } }>(all: readonly T[], nameOf: (object: T) => string): ActualIndex<T> {
  const withId = all.flatMap((object): [string, T][] => (object.attributes.externalId === undefined ? [] : [[object.attributes.externalId, object]]))
  return {
    all,
    byId: new Map(all.map((object) => [object.id, object])),
    byName: new Map(all.map((object) => [foldKey(nameOf(object)), object])),
    byExternalId: new Map(withId),
  }
}

export function indexManaged<M extends ManagedUser | ManagedGroup>(all: readonly M[]): ManagedIndex<M> {
  return {
    all,
    byOrigin: new Map(all.map((managed) => [originKey(managed), managed])),
    byTargetId: new Map(all.map((managed) => [managed.targetId, managed])),
    byName: new Map(all.map((managed) => [foldKey(managed.key), managed])),
  }
}

/** Not one that somebody deleted, as a person accepted: the state remembers it, and the target has nothing of it. */
export function isThere({ accepted }: ManagedUser | ManagedGroup): boolean {
  return accepted?.deleted === undefined
}

/** What another stack's state says it manages on this target. */
export interface Neighbour {
  stack: string
  /** The fingerprint of the target that its ids belong to. */
  target: string
  users: ReadonlySet<string>
  groups: ReadonlySet<string>
  /** Folded group names. */
  groupNames: ReadonlySet<string>
  /** As the other stack left them: for a comparison that does not read the target. */
  people: readonly ManagedUser[]
}

export function neighbourOf(state: State): Neighbour {
  const [users, groups] = [state.users.filter(isThere), state.groups.filter(isThere)]
  return {
    stack: state.stack,
    target: state.target,
    users: new Set(users.map((user) => user.targetId)),
    groups: new Set(groups.map((group) => group.targetId)),
    groupNames: new Set(groups.map((group) => foldKey(group.key))),
    people: users,
  }
}

/** Target ids of members of groups of which a part cannot be seen: whoever the source does not show may still be in that part. */
export function unseenMembers({ desired, actual, state }: { desired: DesiredState; actual: TargetSnapshot; state: State | undefined }): Set<string> {
  const all = [...desired.groups, ...desired.blockedGroups]
  const partly = all.filter(({ gainsOnly }) => gainsOnly !== undefined)
  const [known, hidden] = [new Set(all.map(originKey)), new Set(partly.map(originKey))]
  // One that moves to another source, or is about to be adopted, is known by its name until it has.
  const names = new Set(partly.map(({ key }) => foldKey(key)))
  const isHidden = (group: ManagedGroup) => hidden.has(originKey(group)) || (names.has(foldKey(group.key)) && !known.has(originKey(group)))
  const held = new Map((state?.groups ?? []).map((group) => [group.targetId, isHidden(group)]))
  return new Set(actual.groups.flatMap(({ id, attributes, members }) => ((held.get(id) ?? names.has(foldKey(attributes.displayName))) ? (members ?? []) : [])))
}

/** The states stand for the target where the target was not read: ours, and the people whom neighbours say they hold. */
export function targetFromState(state: State | undefined, at: string, neighbours: readonly Neighbour[] = []): TargetSnapshot {
  const ours = (state?.users ?? []).filter(isThere)
  const known = new Set(ours.map(({ targetId }) => targetId))
  const users = [...ours, ...neighbours.flatMap(({ people }) => people.filter(({ targetId }) => !known.has(targetId)))]
  const idOf = new Map(users.map((user) => [foldKey(user.key), user.targetId]))
  const groups = (state?.groups ?? []).filter(isThere).map(({ targetId: id, attributes, members }) => ({ id, attributes, members: members.flatMap((key) => idOf.get(foldKey(key)) ?? []) }))
  const memberships = groups.reduce((sum, group) => sum + group.members.length, 0)
  return {
    users: users.map(({ targetId: id, attributes }) => ({ id, attributes })),
    groups,
    evidence: { pages: 0, users: users.length, groups: groups.length, memberships, filter: [], start: at, end: at },
  }
}
