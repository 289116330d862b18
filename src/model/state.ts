/** What this stack manages in the target, and only that may it ever change or delete. */
import * as z from 'zod'
import { GroupAttributes } from './group.js'
import { UserAttributes } from './user.js'

const instant = z.iso.datetime()

/** The deletion clock of a person who left every source: `due` is judged against the end time of the source's snapshot. */
export const Deletion = z.strictObject({ since: instant, due: instant })

/**
 * What a person let stand in the target against the source. It holds until the source says something else than it said then, which is
 * what is written here: the attributes beside it are the target's.
 */
export const Accepted = z.strictObject({
  /** By attribute, what the source said; null for nothing. */
  attributes: z.record(z.string(), z.json()).optional(),
  /** Somebody deleted the object, and it stays so: what the source said of it. */
  deleted: z.record(z.string(), z.json()).optional(),
})
export type Accepted = z.infer<typeof Accepted>

/** People, by key: put in by hand and not in the source's group; taken out by hand and in it. */
export const AcceptedGroup = Accepted.extend({ added: z.array(z.string()).optional(), removed: z.array(z.string()).optional() })
export type AcceptedGroup = z.infer<typeof AcceptedGroup>

export const ManagedUser = z.strictObject({
  key: z.string().min(1),
  source: z.string(),
  sourceId: z.string(),
  targetId: z.string(),
  /** What we last applied, not what the target may hold since. */
  attributes: UserAttributes,
  deletion: Deletion.optional(),
  accepted: Accepted.optional(),
})
export type ManagedUser = z.infer<typeof ManagedUser>

export const ManagedGroup = z.strictObject({
  key: z.string().min(1),
  source: z.string(),
  sourceId: z.string(),
  targetId: z.string(),
  attributes: GroupAttributes,
  /** Keys (`userName`) of the people whom we put in, sorted. */
  members: z.array(z.string()),
  accepted: AcceptedGroup.optional(),
})
export type ManagedGroup = z.infer<typeof ManagedGroup>

/** A user, a group, or some people of a group's, left alone until then because a plan that touched them was taken back. */
export const Hold = z.strictObject({
  kind: z.enum(['user', 'group']),
  key: z.string(),
  source: z.string(),
  sourceId: z.string(),
  members: z.array(z.string()).optional(),
  until: instant,
  /** The plan that the hold came with. */
  plan: z.string(),
})
export type Hold = z.infer<typeof Hold>

/** What was taken from people, and when: limits are charged with it while it lies within their window. */
export const Taken = z.strictObject({
  at: instant,
  limit: z.enum(['remove_users', 'delete_users', 'delete_groups', 'remove_members']),
  count: z.number().int().positive(),
  /** For `remove_members`: the group's id in the target. */
  group: z.string().optional(),
})
export type Taken = z.infer<typeof Taken>

/** An apply that has begun and not ended: whoever comes next resumes it (the same plan) or settles it (anybody else). */
export const Applying = z.strictObject({
  planId: z.string(),
  /** The serial that the plan was made from; the serial of the state that names it is higher. */
  baseSerial: z.number().int().nonnegative(),
  /** The journal's name in the store. */
  journal: z.string(),
  since: instant,
})

export const State = z.strictObject({
  formatVersion: z.literal(1),
  /** Made once with the first state; two states of different lineage never meet. */
  lineage: z.string().min(1),
  /** Grows by one with every write. */
  serial: z.number().int().nonnegative(),
  stack: z.string(),
  /** Fingerprint of the target that the ids below belong to. */
  target: z.string(),
  users: z.array(ManagedUser),
  groups: z.array(ManagedGroup),
  taken: z.array(Taken),
  holds: z.array(Hold).optional(),
  /** When the target was last read in full by a plan that was applied. */
  lastFullRead: instant.optional(),
  applying: Applying.optional(),
  /**
   * Only in a state taken over from the original program, at whose key that program may still be scheduled: where it finds no
   * `lastSync` it takes everybody for strangers and deletes them; where it finds one and no lists it stops.
   */
  lastSync: z.string().optional(),
  /** The last plan that ran to its end. */
  applied: z.strictObject({ planId: z.string(), at: instant }).optional(),
})
export type State = z.infer<typeof State>
