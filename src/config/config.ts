/** One stack's configuration, checked whole: what every later room may rely on. */
import type { Diagnostic } from '../diagnostic.js'
import type { AdoptMode, Lifecycle, Policy } from '../model/policy.js'
import type { DesiredRules } from '../model/rules.js'
import type { Secret } from '../model/secret.js'

export interface GoogleSourceConfig {
  type: 'google'
  /** Names the slice of the target that this source owns. */
  name: string
  /** `my_customer`, or the account's id (`C0…`). */
  customer: string
  /** Replaces Google's API root; for emulators and proxies. */
  endpoint?: string
  /** A service account's JSON key, known to hold `client_email` and a usable `private_key`. */
  credentials: Secret
  /** The administrator to act as. */
  subject?: string
  /** Replaces the three read-only scopes. */
  scopes?: string[]
  /** Each is a query of its own, their results united in this order; empty is every group. */
  groupsFilter: string[]
  members: 'whole' | 'additive'
  /** Whether each group's rows are held against the count that Google gives with the group. */
  checkMemberCounts: boolean
}

export interface AwsScimTargetConfig {
  type: 'aws-scim'
  endpoint: string
  accessToken: Secret
  /** Whether memberships are read by group, by member, or by whichever is fewer calls. */
  read: 'auto' | 'groups' | 'members'
}

export interface LogConfig {
  level: 'debug' | 'info' | 'warn' | 'error'
  format: 'text' | 'json'
}

export interface Config {
  stack: string
  sources: GoogleSourceConfig[]
  target: AwsScimTargetConfig
  /** `path` is absolute. */
  state: { type: 'file'; path: string; leaseTtlMs: number }
  /** States of other stacks on this target, read only; `path` is absolute, `name` is for messages. */
  neighbours: { type: 'file'; path: string; name: string }[]
  rules: DesiredRules
  lifecycle: Lifecycle
  /** `protect.defaults` is folded into `protect.groups`. */
  policy: Policy
  adopt: { plan: AdoptMode; sync: AdoptMode }
  /** After how long `sync --refresh state` reads the target in full again, milliseconds. */
  fullEveryMs: number
  /** SHA-256 over sources, mapping, merge, lifecycle and target with their defaults; secrets count by their reference, never by value. */
  digest: string
  log: LogConfig
  /** The file that was read, absolute; absent when flags and environment say everything. */
  file?: string
  /** `flat` is the original's form, `full` is ours. */
  form: 'flat' | 'full'
  warnings: Diagnostic[]
}
