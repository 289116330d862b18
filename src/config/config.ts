/** One stack's configuration, checked whole: what every later room may rely on. */
import type { Diagnostic } from '../diagnostic.js'
import type { AdoptMode, Lifecycle, Policy } from '../model/policy.js'
import type { DesiredRules } from '../model/rules.js'
import type { Secret } from '../model/secret.js'
import type { Unread } from './unread.js'

/** A text, or where it is kept when it was not read: see `Unread`. */
export type Kept = string | Unread

export interface GoogleSourceConfig {
  type: 'google'
  /** Names the slice of the target that this source owns. */
  name: string
  /** `my_customer`, or the account's id (`C0…`). */
  customer: Kept
  /** Replaces Google's API root; for emulators and proxies. */
  endpoint?: Kept
  /** A service account's JSON key; once read, known to hold `client_email` and a usable `private_key`. */
  credentials: Secret | Unread
  /** The administrator to act as. */
  subject?: Kept
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
  endpoint: Kept
  accessToken: Secret | Unread
  /** Whether memberships are read by group, by member, or by whichever is fewer calls. */
  read: 'auto' | 'groups' | 'members'
}

/** A state in a file; `path` is absolute. */
export interface FilePlace {
  type: 'file'
  path: string
}

/** A state in S3; what is absent is decided by the AWS SDK's own chain. */
export interface S3Place {
  type: 's3'
  bucket: string
  key: string
  region?: string
  /** Replaces AWS's address. */
  endpoint?: string
  forcePathStyle?: boolean
}

/** How S3 encrypts what is written; the bucket's default where nothing is said. */
export interface Encryption {
  sse?: 'AES256' | 'aws:kms' | 'aws:kms:dsse'
  /** Without `sse` it means `aws:kms`. */
  kmsKeyId?: string
}

export type StateConfig = (FilePlace | (S3Place & Encryption & { gzip: boolean })) & {
  /** The lock's life when its holder stops renewing it, milliseconds. */
  leaseTtlMs: number
}

export interface LogConfig {
  level: 'debug' | 'info' | 'warn' | 'error'
  format: 'text' | 'json'
}

export interface Config {
  stack: string
  sources: GoogleSourceConfig[]
  target: AwsScimTargetConfig
  state: StateConfig
  /** States of other stacks on this target, read only; `name` is for messages. */
  neighbours: ((FilePlace | S3Place) & { name: string })[]
  rules: DesiredRules
  lifecycle: Lifecycle
  /** `protect.defaults` is folded into `protect.groups`. */
  policy: Policy
  adopt: { plan: AdoptMode; sync: AdoptMode }
  /** After how long `sync --refresh state` reads the target in full again, milliseconds. */
  fullEveryMs: number
  /** SHA-256 over sources, mapping, merge, lifecycle and target with their defaults; what is kept elsewhere counts by its reference, never by value. */
  digest: string
  log: LogConfig
  /** The file that was read, absolute; absent when flags and environment say everything. */
  file?: string
  /** `flat` is the original's form, `full` is ours. */
  form: 'flat' | 'full'
  warnings: Diagnostic[]
}
