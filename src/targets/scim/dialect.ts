/** How one kind of server speaks SCIM: data that this room reads, so that another kind is another table and not another branch. */
import type { Capabilities } from '../../model/capabilities.js'

export interface Dialect {
  /** Who is called, for people: "AWS SCIM". */
  system: string
  capabilities: Capabilities
  /** How a list goes on: by cursor (RFC 9865) or by index (RFC 7644 §3.4.2.4). */
  paging: 'cursor' | 'index'
  /** Whether `totalResults` counts the rows of this answer and not those there are. */
  totalIsOfPage: boolean
  /** Whether lists take a `filter` (RFC 7644 §3.4.2.2). */
  filters: boolean
  /**
   * Where memberships are read. `filters`: a group's people by `groups.value`, a person's groups by `members.value`, one membership by `id` and
   * `members`; groups themselves never show their members. `groups`: each group shows its members.
   */
  memberships: 'filters' | 'groups'
  /** Whether one group read by its id shows all that a list of groups shows. */
  singleGroups: boolean
  /** How people are taken out of a group: named in the operation's value, or each in a path of its own (RFC 7644 §3.5.2.2). */
  removal: 'value' | 'path'
  /** How objects are changed: by PATCH (RFC 7644 §3.5.2), or whole by PUT (§3.5.1) where there is no PATCH. */
  change: 'patch' | 'put'
  /** The media type that answers are asked for in. */
  accept: string
  /** What to do about a refusal with this status, most likely remedy first. */
  remedies: (status: number) => string[]
}
