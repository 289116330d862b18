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

export interface DesiredState {
  users: readonly DesiredUser[]
  groups: readonly DesiredGroup[]
  /** Records with a finding: they exist, so nothing of theirs may be taken away. */
  blockedUsers: readonly Origin[]
  blockedGroups: readonly Origin[]
  findings: readonly Finding[]
  /** The attributes that this stack manages: `user_fields` and those that are always synchronised. */
  userFields: readonly (keyof UserAttributes)[]
  /** By source name, the end of its reading (ISO 8601): the deletion clock's hand. */
  sources: Readonly<Record<string, { end: string }>>
}
