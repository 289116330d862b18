/** One stack's configuration, checked whole: what every later room may rely on. */
import type { Diagnostic } from '../diagnostic.js'
import type { AdoptMode, Lifecycle, Policy } from '../model/policy.js'
import type { DesiredRules } from '../model/rules.js'
import type { NotifyConfig } from './notify/notify.js'
import type { SourceConfig } from './sources/sources.js'
import type { TargetConfig } from './targets/targets.js'
import type { Unread } from './unread.js'

/** A text, or where it is kept when it was not read: see `Unread`. */
export type Kept = string | Unread

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
  sources: SourceConfig[]
  target: TargetConfig
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
  notify: NotifyConfig[]
  /** SHA-256 over sources, mapping, merge, lifecycle and target with their defaults; what is kept elsewhere counts by its reference, never by value. */
  digest: string
  log: LogConfig
  /** The file that was read, absolute; absent when flags and environment say everything. */
  file?: string
  /** `flat` is the original's form, `full` is ours. */
  form: 'flat' | 'full'
  warnings: Diagnostic[]
}
