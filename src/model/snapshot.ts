/** What one source or the target held at one time, whole: a reading that could not be finished is an error, never a snapshot. */
import type { Evidence } from './evidence.js'
import type { Finding } from './finding.js'
import type { GroupAttributes } from './group.js'
import type { JsonObject } from './json.js'
import type { ActualUserAttributes, UserDraft } from './user.js'

export interface SourceUser {
  /** Immutable in its source: a rename keeps it, a re-created mailbox has another. */
  id: string
  /** The name people know in the source, for messages: the primary mail for Google. */
  label: string
  /** The source's default mapping, before `user_fields`, CEL and validation. */
  draft: UserDraft
  suspended: boolean
  /** Why the source has no name for this person, in words that follow "because": for the finding, where no mapping gives one either. */
  nameless?: string
  /** The vendor's object as it was answered (within the field mask): what CEL mappings see as `user`. */
  record: JsonObject
}

export interface SourceMember {
  /** A `SourceUser.id`. */
  id: string
  /** The nested groups on the way from the group down to the person, by label; absent for a direct member. */
  via?: readonly string[]
}

/** Somebody whom another source of the stack holds. */
export interface MemberElsewhere {
  userName: string
  /** Where the name stands, for messages. */
  where: string
}

export interface SourceGroup {
  id: string
  /** The group's name in the source; not unique at Google. */
  name: string
  /** The name people tell groups apart by, for messages: the group's mail for Google. */
  label: string
  /** What CEL mappings see as `group`. */
  record: JsonObject
  /** Nesting resolved, one entry a person, sorted by id. */
  members: readonly SourceMember[]
  /** Members by name alone, nesting resolved. */
  elsewhere?: readonly MemberElsewhere[]
  /** Set when a part of the group lies where the source cannot look: it may gain members and lose none. The sentence says why. */
  gainsOnly?: string
}

export interface SourceSnapshot {
  /** The source's name in the configuration: it names the slice that this source owns. */
  source: string
  type: string
  users: readonly SourceUser[]
  groups: readonly SourceGroup[]
  findings: readonly Finding[]
  evidence: Evidence
}

/** Where the target tells: when something was done, ISO 8601, and by whom, in the target's own words. */
export interface Deed {
  at?: string
  by?: string
}

/** `changed`: the last time, whatever it was about; for people who look at drift. No two readings are compared by it. */
export interface TargetUser {
  id: string
  attributes: ActualUserAttributes
  changed?: Deed
}

export interface TargetGroup {
  id: string
  attributes: GroupAttributes
  /** User ids, sorted; absent when the reader was not asked for this group's members. */
  members?: readonly string[]
  changed?: Deed
  /** How people came in, where the target tells; those of one deed together. */
  joined?: readonly (Deed & { members: readonly string[] })[]
}

export interface TargetSnapshot {
  users: readonly TargetUser[]
  groups: readonly TargetGroup[]
  evidence: Evidence
}
