/** What a plan's changes are worth: accounts and permission sets that people gain and lose, net of what other groups still give. */
import * as z from 'zod'

/** One permission set in one AWS account. */
export const Grant = z.strictObject({
  /** The account's twelve digits. */
  account: z.string(),
  accountName: z.string().optional(),
  /** Its name; its ARN where the name could not be read. */
  permissionSet: z.string(),
  /** Holds AWS's managed policy AdministratorAccess; or, where policies could not be read, is called so. */
  administrator: z.boolean(),
})
export type Grant = z.infer<typeof Grant>

/** People's keys, sorted. `more`: how many there are beside these, where a list would be too long to keep. */
const people = z.array(z.string()).min(1)
const more = z.number().int().positive().optional()

export const Gain = Grant.extend({ people, more })
export type Gain = z.infer<typeof Gain>

/** `left`: how many people still have it after the plan, as far as is known. */
export const Loss = Grant.extend({ people, more, left: z.number().int().nonnegative() })
export type Loss = z.infer<typeof Loss>

/** An application (its name, or its ARN where the name could not be read) that people gain or lose. */
export const ApplicationPeople = z.strictObject({ application: z.string(), people, more })
export type ApplicationPeople = z.infer<typeof ApplicationPeople>

/** People who lose administration of an account that nobody known has any more after the plan. */
export const LastAdministrators = z.strictObject({ account: z.string(), accountName: z.string().optional(), people, more })
export type LastAdministrators = z.infer<typeof LastAdministrators>

/** What is assigned to a group that a change deletes. AWS keeps the assignments, to a group that nobody can be in any more: nobody gets anything by them again. */
export const LostAssignments = z.strictObject({ accounts: z.array(Grant), applications: z.array(z.string()) })
export type LostAssignments = z.infer<typeof LostAssignments>

/** Net: what another group still gives after the plan is no loss, what one gave before is no gain. One loss may stand with every change that takes a part in it. */
export const ChangeImpact = z.strictObject({
  gains: z.array(Gain),
  losses: z.array(Loss),
  applications: z.strictObject({ gains: z.array(ApplicationPeople), losses: z.array(ApplicationPeople) }),
  lastAdministrators: z.array(LastAdministrators),
  /** For the deletion of a group. */
  assignments: LostAssignments.optional(),
})
export type ChangeImpact = z.infer<typeof ChangeImpact>

export const Impact = z.strictObject({
  /** False where assignments could not be read: then nothing below says anything, and `unknown` says why. */
  known: z.boolean(),
  /** Whether all groups were asked for, or only those that the plan deletes. */
  scope: z.enum(['all', 'deleted-groups']),
  /** When the assignments were read, ISO 8601: before the plan where a cache was used. */
  readAt: z.iso.datetime().optional(),
  /** By the change's id; changes that are worth nothing have no entry. */
  changes: z.record(z.string(), ChangeImpact),
  /** Sentences: what else may give or take access and was not looked at, or could not be. */
  unknown: z.array(z.string()),
})
export type Impact = z.infer<typeof Impact>

/** The view of one change that a rule is given as `impact`. */
export type JudgedImpact = ChangeImpact & { known: boolean }

/**
 * What a rule sees of a change. `known` is false where nobody looked, or nobody could: a rule that speaks of impact cannot be judged then,
 * and empty lists say nothing.
 */
export function impactOf(impact: Impact | undefined, change: string): JudgedImpact {
  const nothing: ChangeImpact = { gains: [], losses: [], applications: { gains: [], losses: [] }, lastAdministrators: [] }
  return { known: impact !== undefined && impact.known && impact.scope === 'all', ...nothing, ...impact?.changes[change] }
}
