/** A record or object that cannot be planned as it is: it blocks itself alone and never counts as absent. */
import * as z from 'zod'

export const FINDING_CODES = [
  'unmappable', //           the source's record does not give what the target requires
  'name-conflict', //        two records claim one name
  'name-taken', //           the name, mail or id belongs to an object that we may not change
  'not-adopted', //          an object with this key stands in the target, and the adoption mode does not cover it
  'recycled', //             the key came back under a new id
  'protected', //            policy protects it: what would have happened
  'neighbour', //            another stack on this target holds it
  'outside-organisation', // a member or nested group that the source says is not its own
  'extra-members', //        an adopted group holds people that are not desired; a later plan proposes to remove them
  'suspended-not-created', // a suspended person whom the target lacks
  'held', //                 a plan that touched it was taken back, and nothing repeats it for a while
  'not-undone', //           what taking a plan back does not bring back
  'accepted', //             a person let it stand in the target as it is
  'not-supported', //        the target cannot do what this would need
] as const

export const Finding = z.strictObject({
  code: z.enum(FINDING_CODES),
  kind: z.enum(['user', 'group', 'membership']),
  /** The user's or group's name as people know it. */
  key: z.string(),
  source: z.string().optional(),
  sourceId: z.string().optional(),
  targetId: z.string().optional(),
  /** One sentence: what cannot be planned, and why. */
  summary: z.string(),
  /** What a person can do about it. */
  remedy: z.string(),
})
export type Finding = z.infer<typeof Finding>
