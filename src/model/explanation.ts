/**
 * Why somebody has, lost or lacks a group, as far as a reading and its plan remember it: where each thing came from, and what it leads to.
 * `explain --json` prints it as it is; a field that may be absent says nothing where it is.
 */
import type { Finding } from './finding.js'
import type { Grant } from './impact.js'

/** A change of the plan that concerns what is explained. */
export interface PlannedChange {
  id: string
  action: string
  reason: string
}

/** A source's record of the person or group. */
export interface SourceRecord {
  source: string
  type: string
  sourceId: string
  /** The name that people know there. */
  label: string
  /** Whether what the source was asked for holds it; else it was found by asking again, without the filters. */
  selected: boolean
  /** For people. */
  suspended?: boolean
}

export interface ManagedFacts {
  targetId: string
  source: string
  sourceId: string
  /** When the account of somebody who left is due to be deleted, ISO 8601. */
  due?: string
}

/** One way by which a source makes a person a member. */
export interface Path {
  source: string
  /** From the group down to the person, by label: the nested groups between them, none for a direct member. */
  via: readonly string[]
  /** The group's name in the source. */
  group: string
  /** The filters in force when the group was read. */
  filter: readonly string[]
}

/** What a group gives in AWS; nothing is said where nobody knows. */
export interface Worth {
  accounts: readonly Grant[]
  /** Names, or ARNs where there is none. */
  applications: readonly string[]
}

/** `has`: and shall; `loses`, `gains`: the plan does that; `keeps`: has it, and nothing of ours takes it away; `lacks`: and nothing gives it. */
export type Standing = 'has' | 'gains' | 'loses' | 'keeps' | 'lacks'

export interface Membership {
  /** The group's or the person's key. */
  key: string
  standing: Standing
  /** One sentence: why. */
  why: string
  paths: readonly Path[]
  /** Whether the state remembers that we made it. */
  ours: boolean
  change?: PlannedChange
  /** By a plan of the past; `at` is when its apply began, ISO 8601. */
  lost?: { at: string; plan: string; reason: string }
  /** Of a person's groups. */
  gives?: Worth
}

/** One thing that somebody may do in AWS, and by which groups, today and once the plan is applied. */
export interface Access {
  /** A permission set in an account; else `application` says which application. */
  grant?: Grant
  application?: string
  /** Keys of the groups that give it today; after the plan, where the plan brings it. */
  groups: readonly string[]
  /** Net: what another group still gives is not lost. */
  change?: 'gains' | 'loses'
}

interface Common {
  key: string
  /** When everything was read, ISO 8601. */
  at: string
  sources: readonly SourceRecord[]
  findings: readonly Finding[]
  managed?: ManagedFacts
  /** The other stack on this target whose state holds it. */
  heldBy?: string
  /** The policy's protection covers its name: nothing of it is ever changed. */
  protected: boolean
  /** `name` is what it is called there today. */
  target?: { id: string; name: string; active?: boolean }
  changes: readonly PlannedChange[]
  /** Sentences: what is not known, and why. */
  unknown: readonly string[]
  /** When assignments were read, ISO 8601: before `at` where a cache was used. */
  assignmentsReadAt?: string
}

export interface PersonExplanation extends Common {
  kind: 'user'
  /** What the target shall hold, and the source that owns it where several have it; absent for somebody in no source, or with a finding. */
  shallBe?: { userName: string; displayName: string; active: boolean; source: string }
  groups: readonly Membership[]
  /** Groups of the source that no filter selects, and the way to them: only of somebody who is in no selected one. */
  unselected: readonly Path[]
  access: readonly Access[]
}

export interface GroupExplanation extends Common {
  kind: 'group'
  shallBe?: { displayName: string; source: string }
  /** Absent where nobody read who is in it. */
  members?: readonly Membership[]
  gives?: Worth
}

export type Explanation = PersonExplanation | GroupExplanation
