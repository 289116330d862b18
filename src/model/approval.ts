/** What approvers say of a plan: that it may be applied, and which of its limits it may pass, and why. */
import * as z from 'zod'
import { digest, foldKey } from './json.js'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** The limits that a person may lift for one plan. `source_shrinks` stops no plan. */
export const LIMIT_NAMES = ['remove_users', 'delete_users', 'delete_groups', 'remove_members', 'remove_members_per_group'] as const
export type LimitName = (typeof LIMIT_NAMES)[number]

export const Override = z.strictObject({
  limit: z.enum(LIMIT_NAMES),
  /** For `remove_members_per_group`: for this group alone; without it, for every group. */
  group: z.string().min(1).optional(),
  /** For whoever asks later. */
  reason: z.string().regex(/\S/).max(1000),
})
export type Override = z.infer<typeof Override>

/** Somebody's word for a plan, once it is known to be theirs. */
export const Approved = z.strictObject({ by: z.string(), overrides: z.array(Override) })
export type Approved = z.infer<typeof Approved>

/** What is signed: nothing of it can be changed, and it fits one plan only. */
export const Statement = z.strictObject({
  formatVersion: z.literal(1),
  planId: sha256,
  /** These three stand in the plan, and its id covers them: said again, so that who signs knows what without the plan. */
  lineage: z.string().nullable(),
  target: z.string(),
  expiresAt: z.iso.datetime(),
  /** The approver's name, as under `policy.approval.keys`. */
  approver: z.string().min(1),
  /** The fingerprint of the key that signs. */
  key: sha256,
  at: z.iso.datetime(),
  overrides: z.array(Override),
})
export type Statement = z.infer<typeof Statement>

export const Approval = Statement.extend({
  /** Base64, over `approvalMessage`, by the algorithm of the key's kind; ECDSA's in DER, as KMS gives it. */
  signature: z.base64(),
})
export type Approval = z.infer<typeof Approval>

/**
 * The bytes that are signed. The first line keeps them from being taken for anything else that the key may sign; the second is the digest
 * of the canonical statement, so that every kind of key signs the same few bytes (KMS takes 4096 at most).
 */
export function approvalMessage({ formatVersion, planId, lineage, target, expiresAt, approver, key, at, overrides }: Statement): Buffer {
  return Buffer.from(`idpscim approval of a plan, version 1\n${digest({ formatVersion, planId, lineage, target, expiresAt, approver, key, at, overrides })}\n`)
}

/** Whether it lifts this limit, for this group where the limit is a group's. */
export function lifts(override: Override, limit: string, group?: string): boolean {
  return override.limit === limit && (override.group === undefined || (group !== undefined && foldKey(override.group) === foldKey(group)))
}

/** `remove_users`, `remove_members_per_group:AWS-Dev`: as `--override` takes it. */
export function overrideName({ limit, group }: Pick<Override, 'limit' | 'group'>): string {
  return group === undefined ? limit : `${limit}:${group}`
}

/** Undefined for what names no limit. */
export function parseOverrideName(text: string): Pick<Override, 'limit' | 'group'> | undefined {
  const [, name = '', group] = /^(?:policy\.)?(?:limits\.)?([a-z_]+)(?::(.+))?$/s.exec(text.trim()) ?? []
  const limit = LIMIT_NAMES.find((known) => known === name)
  if (limit === undefined || (group !== undefined && limit !== 'remove_members_per_group')) return undefined
  return group === undefined ? { limit } : { limit, group }
}
