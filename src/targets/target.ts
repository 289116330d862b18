/**
 * A target is read through one door and written through another, so that a function's type says whether it can write.
 *
 * The reader MUST read whole listings or throw `TargetIncomplete`; it retries what is safe to retry and paces itself at the
 * target's published rates. It answers in our model, attributes that we do not model left out.
 * The writer MUST do exactly the one thing asked, and MUST call `guard` immediately before every request it puts on the wire
 * (after any waiting for the rate): what `guard` throws stops the request. It retries throttling, and failures of requests
 * that are safe to repeat as they are. It throws
 *   `TargetRefused` when the target answered no: nothing was written by this call (facts: `status`, `detail` in the server's own
 *     words, `requestId`, and `conflict: true` for a uniqueness clash, `missing: true` where the object is gone);
 *   `AnswerLost` when it cannot be known whether the write happened.
 * It NEVER decides: what a conflict or a lost answer means is settled by `apply`, by reading.
 * Deleting what is gone is success.
 */
import type { Capabilities } from '../model/capabilities.js'
import type { GroupAttributes } from '../model/group.js'
import type { JsonObject } from '../model/json.js'
import type { TargetGroup, TargetSnapshot, TargetUser } from '../model/snapshot.js'
import type { ActualUserAttributes, UserAttributes } from '../model/user.js'

export interface Target {
  readonly reader: TargetReader
  /** `guard` throws when no request may start any more: the lease is about to end, or the run is stopping. */
  writer(guard: () => void | Promise<void>): TargetWriter
}

export interface TargetReader {
  /** As far as they are known: a server that says itself what it can do has been asked once anything was read. */
  readonly capabilities: Capabilities
  /** Asks the target what it can do, where only itself knows that. */
  learn?: () => Promise<void>
  /** Names the store that ids belong to, without secrets: the same for two configurations of one tenant. */
  readonly fingerprint: string
  /** Everything: users, groups, and the members of those groups that the scope asks for. */
  read(scope: ReadScope): Promise<TargetSnapshot>
  /** The named objects alone, by list pages or singly, whichever is fewer calls. */
  look(questions: Questions): Promise<Answers>
  /** Ids of all groups that one person is in, whoever manages them, as one listing where the target has it; none for somebody who is gone. */
  groupsOf(userId: string): Promise<readonly string[]>
  /** What the target says of itself, in its own words, for people; absent where it says nothing. */
  describe?: () => Promise<JsonObject>
  /** Its resources as it answers them, every page, for people; `filter` is SCIM's (RFC 7644 §3.4.2.2), judged by the server. */
  resources?: (kind: 'Users' | 'Groups', filter?: string) => Promise<JsonObject[]>
}

export interface ReadScope {
  /** Told all groups before anybody's members are asked for; what is found out meanwhile may widen `membersOf`. */
  listed?(groups: readonly TargetGroup[]): Promise<void>
  /** Whose members are wanted: reading all members of all groups would cost a call for each. */
  membersOf(group: TargetGroup): boolean
  /** Ids that must not be lost by a truncated or lagging list: those missing are asked for singly before they are called gone. */
  known: { users: readonly string[]; groups: readonly string[] }
}

export interface Questions {
  users: readonly ObjectQuestion[]
  groups: readonly ObjectQuestion[]
  members: readonly { groupId: string; userIds: readonly string[] }[]
  /** Rows that the last full listings had: what listing again would cost. */
  expected: { users: number; groups: number }
}

/** Finds the object with this id; or any object that has this name or this external id. */
export type ObjectQuestion = { id: string } | { name: string; externalId?: string }

export interface Answers {
  /** At least every object that a question matches; may hold more. */
  users: readonly TargetUser[]
  groups: readonly TargetGroup[]
  /** By group id: those of the asked people who are in. A group that is gone has no entry. */
  members: ReadonlyMap<string, ReadonlySet<string>>
}

export interface TargetWriter {
  /** Gives the new object's id. */
  createUser(user: UserAttributes): Promise<string>
  /** Changes the attributes that differ, each by an operation of its own; attributes absent from both are left alone. */
  updateUser(id: string, before: Partial<ActualUserAttributes>, after: UserAttributes): Promise<void>
  deleteUser(id: string): Promise<void>
  createGroup(group: GroupAttributes): Promise<string>
  updateGroup(id: string, before: Partial<GroupAttributes>, after: GroupAttributes): Promise<void>
  deleteGroup(id: string): Promise<void>
  /** Any number of people: split into as many requests as the target asks for. Safe to repeat. */
  addMembers(groupId: string, userIds: readonly string[]): Promise<void>
  removeMembers(groupId: string, userIds: readonly string[]): Promise<void>
}
