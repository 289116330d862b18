/** What groups give in AWS: who is assigned to which account with which permission set, and to which application; as it was read. */
import * as z from 'zod'

const GroupGrants = z.strictObject({
  /** Accounts' ids and permission sets' ARNs. */
  accounts: z.array(z.strictObject({ account: z.string(), permissionSet: z.string() })),
  /** ARNs. */
  applications: z.array(z.string()),
})
export type GroupGrants = z.infer<typeof GroupGrants>

export const Assignments = z.strictObject({
  formatVersion: z.literal(1),
  /** When the reading began, ISO 8601. */
  readAt: z.iso.datetime(),
  /** Fingerprint of the target whose groups these are. */
  target: z.string(),
  /** By the group's target id: every group that was asked for, also those to which nothing is assigned. */
  groups: z.record(z.string(), GroupGrants),
  /** By ARN. `administrator`: it holds AWS's managed policy AdministratorAccess, or, where policies could not be read, is called so. */
  permissionSets: z.record(z.string(), z.strictObject({ name: z.string().optional(), administrator: z.boolean() })),
  /** Names by id, as far as they could be read; by ARN for applications. */
  accounts: z.record(z.string(), z.string()),
  applications: z.record(z.string(), z.string()),
  /** Sentences: what could not be read. */
  gaps: z.array(z.string()),
})
export type Assignments = z.infer<typeof Assignments>
