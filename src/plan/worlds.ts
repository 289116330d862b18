/** The target and the state by every key that a comparison asks for: built once, so that nothing is searched. */
import type { Origin } from '../model/desired-state.js'
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

/** What another stack's state says it manages on this target. */
export interface Neighbour {
  stack: string
  users: ReadonlySet<string>
  groups: ReadonlySet<string>
  /** Folded group names. */
  groupNames: ReadonlySet<string>
}

export function neighbourOf(state: State): Neighbour {
  return {
    stack: state.stack,
    users: new Set(state.users.map((user) => user.targetId)),
    groups: new Set(state.groups.map((group) => group.targetId)),
    groupNames: new Set(state.groups.map((group) => foldKey(group.key))),
  }
}

/** The state stands for the target where the target was not read. */
export function targetFromState(state: State | undefined, at: string): TargetSnapshot {
  const idOf = new Map(state?.users.map((user) => [foldKey(user.key), user.targetId]))
  const groups = (state?.groups ?? []).map((group) => ({
    id: group.targetId,
    attributes: group.attributes,
    members: group.members.flatMap((key) => idOf.get(foldKey(key)) ?? []),
  }))
  return {
    users: (state?.users ?? []).map((user) => ({ id: user.targetId, attributes: user.attributes })),
    groups,
    evidence: {
      pages: 0,
      users: state?.users.length ?? 0,
      groups: groups.length,
      memberships: groups.reduce((sum, group) => sum + group.members.length, 0),
      filter: [],
      start: at,
      end: at,
    },
  }
}
