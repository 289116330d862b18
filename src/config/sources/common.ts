/** What every type of source has among its keys. */
import * as z from 'zod'
import { GroupExpressions, UserExpressions } from '../config-parts.js'

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, { error: 'must be letters, digits, - and _, beginning with a letter or digit' })

/** The default is the type's own word: one source of a type needs no name. */
export function sourceName(type: string) {
  return name.default(type).meta({ description: 'Names the slice of the target that this source owns' })
}

export const memberMode = z
  .enum(['whole', 'additive'])
  .default('whole')
  .meta({ description: 'whole: members who are not in the source are removed; additive: only memberships that this stack made are' })

/** Vendors' objects differ: what one expression reads in all of them is little. */
export const sourceMapping = z
  .strictObject({ user: UserExpressions.optional(), group: GroupExpressions.optional() })
  .optional()
  .meta({ description: "Expressions over this source's objects, instead of those of the same name under mapping" })

const globs = z.array(z.string().min(1, { error: 'is empty' })).default([])

/** @param of what goes by which names: "groups' mails and names" */
export function nameLists(of: string) {
  return z
    .strictObject({
      include: globs.meta({ description: `Only these: globs over ${of}, with * and ?, without regard to case; none is all` }),
      exclude: globs.meta({ description: `Not these, though they are included or filters select them: globs over ${of}` }),
    })
    .optional()
}

export type IncludeUsers = 'all' | 'grouped'

export const includeUsers = z
  .enum(['all', 'grouped'])
  .default('grouped')
  .meta({ description: 'grouped: the people who are in a group; all: also those who are in none' })
