/** The seed's accounts, permission sets, applications, and who is assigned to them. */
import * as z from 'zod'

const text = z.string().min(1)
const accountId = z.string().regex(/^\d{12}$/, 'is no account id: twelve digits')

/** By name; or by id, which is still known when the group or person is gone: AWS keeps assignments of what was deleted. */
const Principal = z.union([text, z.strictObject({ id: text, name: text.optional() })])
export type PrincipalSeed = z.infer<typeof Principal>

const principal = { group: Principal.optional(), user: Principal.optional() }
const one = ({ group, user }: { group?: unknown; user?: unknown }) => (group === undefined) !== (user === undefined)
const ONE = 'names a group or a user, one of them'

export const accessSeed = {
  accounts: z.array(z.strictObject({ id: accountId, name: text })).optional(),
  /** `managedPolicies`: names of AWS's own; where absent, the one that the set is called after, if there is such a one. */
  permissionSets: z.array(z.strictObject({ name: z.string().regex(/^[\w+=,.@-]{1,32}$/, 'is no name of a permission set'), managedPolicies: z.array(text).optional() })).optional(),
  assignments: z.array(z.strictObject({ account: accountId, permissionSet: text, ...principal }).refine(one, ONE)).optional(),
  applications: z.array(z.strictObject({ name: text })).optional(),
  applicationAssignments: z.array(z.strictObject({ application: text, ...principal }).refine(one, ONE)).optional(),
}

export type AccessSeed = z.infer<z.ZodObject<typeof accessSeed>>
