/** Within a target's reach: what it cannot hold, or nobody can write there, is neither compared nor asked for, and never remembered as applied. */
import type { Capabilities } from '../model/capabilities.js'
import type { GroupAttributes } from '../model/group.js'
import type { UserAttributes } from '../model/user.js'

/** What of a target's capabilities decides which attributes are ours to set. */
export type Reach = Pick<Capabilities, 'deactivate' | 'externalId'>

/** `today`: the object that is there, whose switch stays as it is where the target has no way to turn it. Matching by id is another matter: it takes ids as they are read. */
export function userWithin(attributes: UserAttributes, reach: Reach, today?: { active: boolean }): UserAttributes {
  const kept = groupWithin(attributes, reach)
  return reach.deactivate ? kept : { ...kept, active: today?.active ?? true }
}

export function groupWithin<T extends Pick<Partial<GroupAttributes>, 'externalId'>>(attributes: T, { externalId }: Reach): T {
  if (externalId) return attributes
  const { externalId: _, ...rest } = attributes
  return rest as T
}

export function fieldsWithin(fields: readonly (keyof UserAttributes)[], { externalId }: Reach): readonly (keyof UserAttributes)[] {
  return externalId ? fields : fields.filter((field) => field !== 'externalId')
}
