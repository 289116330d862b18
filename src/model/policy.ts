/** What a plan must keep. The numbers are SPEC §4's defaults. */
import type { PublicKey } from './public-key.js'
import type { Condition } from './rule-facts.js'

/** Allows max(`floor`, `percent` of what the stack manages), and never more than `count` where it is set. */
export interface Limit {
  percent?: number
  floor?: number
  count?: number
}

export interface Limits {
  /** Milliseconds; what the stack took within it is charged too. */
  windowMs: number
  /** People deactivated, deleted, or left without any managed group. */
  remove_users: Limit
  delete_users: Limit
  delete_groups: Limit
  remove_members: Limit
  remove_members_per_group: Limit
  /** A source that shrank by more than this is read again before it is believed. */
  source_shrinks: { percent: number }
}

export interface Policy {
  protect: {
    /** Globs over names, compared without regard to case: `*` any run of characters, `?` any one. */
    groups: readonly string[]
    users: readonly string[]
  }
  limits: Limits
  rules: readonly Rule[]
  approval: {
    /** How many different people must approve every plan that changes anything. */
    required: number
    approvers: readonly Approver[]
  }
  /** What `sync` does with a plan that is blocked: nothing, or all that the block leaves out. */
  onBlock: 'stop' | 'hold'
  /** What becomes of what somebody else changed in the target: taken back, shown and left alone, or a reason to stop. */
  onDrift: 'revert' | 'report' | 'block'
}

/** A condition on single changes and what follows where it holds: so many approvals, or never. */
export interface Rule {
  name: string
  /** CEL, as it is written. */
  when: string
  condition: Condition
  approvals?: number
  deny?: true
}

/** Somebody whose signature counts: by a public key that is known, or by one that AWS KMS is asked for. Several may be one person's. */
export type Approver = { name: string; publicKey: PublicKey } | { name: string; kmsKey: string }

/** A policy without rules and approvers. */
export const NO_RULES: Pick<Policy, 'rules' | 'approval' | 'onBlock' | 'onDrift'> = { rules: [], approval: { required: 0, approvers: [] }, onBlock: 'stop', onDrift: 'revert' }

/** For so long the state remembers what was taken. */
export const LONGEST_WINDOW_MS = 30 * 86_400_000

/** The groups that AWS Control Tower makes and needs. */
export const CONTROL_TOWER_GROUPS: readonly string[] = [
  'AWSControlTower*',
  'AWSAccountFactory',
  'AWSServiceCatalogAdmins',
  'AWSSecurityAuditors',
  'AWSSecurityAuditPowerUsers',
  'AWSLogArchiveAdmins',
  'AWSLogArchiveViewers',
  'AWSAuditAccountAdmins',
]

export const DEFAULT_LIMITS: Limits = {
  windowMs: 24 * 3_600_000,
  remove_users: { percent: 5, floor: 10 },
  delete_users: { percent: 5, floor: 10 },
  delete_groups: { percent: 10, floor: 3 },
  remove_members: { percent: 20, floor: 50 },
  remove_members_per_group: { percent: 50, floor: 10 },
  source_shrinks: { percent: 30 },
}

/** What becomes of people who are suspended in their source, or gone from it. */
export interface Lifecycle {
  /** `deactivate` keeps memberships, so that coming back needs no new grants; `remove` takes them too. */
  suspended: 'deactivate' | 'remove'
  /** `deactivate`, and after `deleteAfterMs` (absent: never) delete; or `delete` at once. */
  removed: { action: 'deactivate' | 'delete'; deleteAfterMs?: number }
}

export const DEFAULT_LIFECYCLE: Lifecycle = { suspended: 'deactivate', removed: { action: 'deactivate', deleteAfterMs: 30 * 86_400_000 } }

/** `ids` takes what carries our id; `keys` also what has the key and no id; `all` also what carries another's. */
export type AdoptMode = 'ids' | 'keys' | 'all'

/** One compiled pattern: `*` any run, `?` any one, the rest literally, case ignored. */
export function glob(pattern: string): (name: string) => boolean {
  const source = pattern.normalize('NFC').replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')
  const expression = new RegExp(`^${source}$`, 'isu')
  return (name) => expression.test(name.normalize('NFC'))
}
