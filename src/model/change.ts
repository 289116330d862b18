/** One entry of a plan: an action on one user, one group, or one group's memberships. */
import * as z from 'zod'
import { GroupAttributes } from './group.js'
import { PatchOperation } from './json.js'
import { Accepted, AcceptedGroup } from './state.js'
import { ActualUserAttributes, UserAttributes } from './user.js'

const common = {
  /** Stable within a plan and readable: kind, action, and the name that the object has before the change. */
  id: z.string(),
  /** The name after this change; plans speak keys, so that they can name what does not exist yet. */
  key: z.string(),
  /** The source that owns the object. */
  source: z.string(),
  sourceId: z.string(),
  /** Known unless the object is still to be created. */
  targetId: z.string().optional(),
  /** Why, in a sentence for people. */
  reason: z.string(),
  /** Ids of changes that must have ended well before this one may start. */
  dependsOn: z.array(z.string()),
}

/**
 * `before` is what the target held, within the attributes that this stack manages; `after` is what it shall hold and what
 * the state will remember. Absent means that the object does not (or shall not) exist.
 */
export const UserChange = z.strictObject({
  kind: z.literal('user'),
  action: z.enum(['create', 'update', 'delete', 'deactivate', 'reactivate', 'adopt', 'forget', 'transfer', 'schedule', 'unschedule', 'accept', 'unaccept', 'hold']),
  ...common,
  before: ActualUserAttributes.partial().optional(),
  after: UserAttributes.optional(),
  patch: z.array(PatchOperation).optional(),
  /** For `schedule`: when the deletion clock started and when it runs out, ISO 8601. */
  since: z.iso.datetime().optional(),
  due: z.iso.datetime().optional(),
  /** For `transfer`: the source that owned it until now. */
  from: z.string().optional(),
  /** For `hold`: until when plans leave it alone, ISO 8601. */
  until: z.iso.datetime().optional(),
  /** For `accept`: what the source says now of what stands otherwise in the target, and `before` says how. For `unaccept`: what ends. */
  accepted: Accepted.optional(),
})
export type UserChange = z.infer<typeof UserChange>

export const GroupChange = z.strictObject({
  kind: z.literal('group'),
  action: z.enum(['create', 'update', 'delete', 'adopt', 'forget', 'transfer', 'accept', 'unaccept', 'hold']),
  ...common,
  before: GroupAttributes.partial().optional(),
  after: GroupAttributes.optional(),
  patch: z.array(PatchOperation).optional(),
  from: z.string().optional(),
  until: z.iso.datetime().optional(),
  /** For `adopt`: people who are in already and shall be; the state will hold them as ours. For `hold`: of whom it is, where not of the group itself. */
  members: z.array(z.string()).optional(),
  /** For `adopt`: people who are in and not desired; this plan removes none of them. */
  extra: z.array(z.string()).optional(),
  accepted: AcceptedGroup.optional(),
  /** For `accept`: target ids of the people in it. */
  memberIds: z.record(z.string(), z.string()).optional(),
})
export type GroupChange = z.infer<typeof GroupChange>

/** One group's additions or removals. The membership goes, never the person. */
export const MembershipChange = z.strictObject({
  kind: z.literal('membership'),
  action: z.enum(['add', 'remove']),
  ...common,
  /** People's keys, sorted. */
  members: z.array(z.string()).min(1),
  /** Target ids of those members that exist already. */
  memberIds: z.record(z.string(), z.string()),
  /** By member: changes that must have ended well first. Who failed or is held leaves; the others go on. */
  memberDependsOn: z.record(z.string(), z.array(z.string())),
})
export type MembershipChange = z.infer<typeof MembershipChange>

export const Change = z.discriminatedUnion('kind', [UserChange, GroupChange, MembershipChange])
export type Change = z.infer<typeof Change>

const STATE_ACTIONS = ['forget', 'transfer', 'schedule', 'unschedule', 'accept', 'unaccept', 'hold'] as const satisfies readonly Change['action'][]
type StateAction = (typeof STATE_ACTIONS)[number]

/** Actions that call nobody, whatever they are done to: they only move what the state remembers. */
export function isStateAction(action: Change['action']): action is StateAction {
  return STATE_ACTIONS.some((known) => known === action)
}

/** Changes that call nobody. An `adopt` with an empty patch is one too. */
export function isStateOnly(change: Change): boolean {
  return isStateAction(change.action) || (change.action === 'adopt' && (change.patch ?? []).length === 0)
}

/** A difference between state and target that this stack did not make. */
export const Drift = z.strictObject({
  kind: z.enum(['user', 'group', 'membership']),
  key: z.string(),
  targetId: z.string().optional(),
  what: z.enum(['changed', 'deleted', 'member-added', 'member-removed']),
  /** For `changed`: the attributes that differ, as we left them and as they are. */
  before: z.json().optional(),
  after: z.json().optional(),
  /** For members: their keys. */
  members: z.array(z.string()).optional(),
  /** When and by whom, where the target tells. */
  at: z.string().optional(),
  by: z.string().optional(),
  /** `revert`: the named change takes it back. `keep`: nothing does, and a finding says why. */
  answer: z.enum(['revert', 'accept', 'keep']),
  change: z.string().optional(),
})
export type Drift = z.infer<typeof Drift>
