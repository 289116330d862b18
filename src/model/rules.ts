/** How snapshots become the desired state: the part of the configuration that `desired` needs, already checked. */
import type { JsonObject } from './json.js'
import type { UserAttributes } from './user.js'

/** A compiled mapping expression: the vendor's object in, a text out; null leaves the attribute out. Throws with a sentence when it cannot. */
export type MappingExpression = (record: JsonObject) => string | null

/** By SCIM path: `userName`, `displayName`, `name.givenName`, `email`, `title`, `enterprise.department`, … */
export type UserExpressions = Readonly<Record<string, MappingExpression>>

export interface SourceRules {
  /** The source's name. */
  name: string
  /** `bare` writes the source's id into `externalId` as it is (Google, as the original does); `prefixed` as `<name>.<id>`. */
  externalId: 'bare' | 'prefixed'
  members: 'whole' | 'additive'
  /** Sources whose people its groups may name. */
  peopleFrom?: readonly string[]
  /** Instead of the stack's expressions of the same name. */
  mapping?: Pick<MappingRules, 'user' | 'group'>
}

export interface MappingRules {
  /** The optional attributes that are managed. */
  userFields: readonly (keyof UserAttributes)[]
  user: UserExpressions
  group: { displayName?: MappingExpression }
  /** `remove` takes a suspended person's memberships too. */
  suspended: 'deactivate' | 'remove'
}

export interface DesiredRules {
  /** In the order of the configuration: the first is the owner where several hold one person. */
  sources: readonly SourceRules[]
  mapping: MappingRules
  onConflict: 'error' | 'first'
}
