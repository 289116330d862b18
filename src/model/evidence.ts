/** What shows that a reading is whole. */
import * as z from 'zod'

export const Evidence = z.strictObject({
  /** Pages read, over all listings. */
  pages: z.number().int().nonnegative(),
  users: z.number().int().nonnegative(),
  groups: z.number().int().nonnegative(),
  memberships: z.number().int().nonnegative(),
  /** The filters in force, in their order; empty is everything. */
  filter: z.array(z.string()),
  /** What each filter selected, in the same order: one that selects nothing is likely a typing error. */
  matched: z.array(z.number().int().nonnegative()).optional(),
  /** By which API and which way, where there is a choice; completes "read by". */
  by: z.string().optional(),
  /** When the first call began and the last page had arrived, ISO 8601 UTC. The deletion clock is judged against `end`. */
  start: z.iso.datetime(),
  end: z.iso.datetime(),
})
export type Evidence = z.infer<typeof Evidence>
