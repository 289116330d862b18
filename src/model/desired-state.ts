/** All sources' snapshots after filters, mapping and merge: what the target shall hold of ours. */
import type { Finding } from './finding.js'
import type { GroupAttributes } from './group.js'
import type { UserAttributes } from './user.js'

export interface Origin {
  source: string
  sourceId: string
}

export interface DesiredUser extends Origin {
  /** The `userName`. */
  key: string
  /** What the target shall hold; `active` is false for a suspended person. */
  attributes: UserAttributes
  suspended: boolean
  /** The same person's records in other sources. */
  also: readonly Origin[]
}

export interface DesiredGroup extends Origin {
  /** The `displayName`. */
  key: string
  attributes: GroupAttributes
  /** Keys of desired users, sorted and without repetition. */
  members: readonly string[]
  /** Members that have a finding: neither added nor removed. */
  blockedMembers: readonly Origin[]
  /** When set, nobody is removed, and the sentence says why. */
  gainsOnly?: string
  /** `additive`: only memberships that our state holds may be removed. */
  mode: 'whole' | 'additive'
}

/** A record with a finding. It exists, so nothing of its object may be taken away: it is matched like any other. */
export interface Blocked extends Origin {
  /** The name that it claims, as far as that can be told. */
  key: string
  externalId: string | undefined
  /** For a group of which a part cannot be seen. */
  gainsOnly?: string
  /** It lost its name to an earlier source by `merge.on_conflict: first`: what it holds under that name is the winner's from now on. */
  yields?: true
}

export interface DesiredState {
  users: readonly DesiredUser[]
  groups: readonly DesiredGroup[]
  blockedUsers: readonly Blocked[]
  blockedGroups: readonly Blocked[]
  findings: readonly Finding[]
  /** The attributes that this stack manages: `user_fields` and those that are always synchronised. */
  userFields: readonly (keyof UserAttributes)[]
  /** By source name, the end of its reading (ISO 8601): the deletion clock's hand. */
  sources: Readonly<Record<string, { end: string }>>
}
