/** Which approvals of a plan count: whose key signed exactly this plan, each approver once. */
import { IdpscimError } from '../errors.js'
import { approvalMessage, type Approval, type Approved, type Override } from '../model/approval.js'
import { isSignedBy, type PublicKey } from '../model/public-key.js'
import type { Plan } from './plan.js'

/** A key whose signature counts, and who signs with it. One person may have several. */
export interface ApproverKey {
  name: string
  publicKey: PublicKey
}

export interface Verified {
  /** One for each approver, with the overrides of all their keys. */
  approved: readonly Approved[]
  /** Signed with keys that are not (or no longer) in the configuration: they count for nothing. */
  unknown: readonly Approval[]
}

/**
 * Pure: the configuration's keys decide, and nothing that the approval says of itself.
 * @throws IdpscimError `BadPlanFile` for an approval that names a key of ours and is not what that key signed for this plan
 */
export function verifyApprovals(plan: Plan, keys: readonly ApproverKey[]): Verified {
  const byFingerprint = new Map(keys.map((key) => [key.publicKey.fingerprint, key]))
  const approved = new Map<string, Override[]>()
  const unknown: Approval[] = []
  const counted = new Set<string>()
  for (const approval of plan.approvals ?? []) {
    const key = byFingerprint.get(approval.key)
    if (key === undefined) {
      unknown.push(approval)
      continue
    }
    const fault = counted.has(approval.key) ? 'one key approved it twice' : faultOf(approval, plan, key)
    if (fault !== undefined) throw falseApproval(plan, approval, fault)
    counted.add(approval.key)
    approved.set(key.name, [...(approved.get(key.name) ?? []), ...approval.overrides])
  }
  return { approved: [...approved].map(([by, overrides]) => ({ by, overrides })), unknown }
}

/** In place of what the same key signed before. */
export function withApproval(plan: Plan, approval: Approval): Plan {
  return { ...plan, approvals: [...(plan.approvals ?? []).filter(({ key }) => key !== approval.key), approval] }
}

/** Whether the approval was given for this plan, whatever its signature says. */
export function isFor(approval: Approval, plan: Plan): boolean {
  return approval.planId === plan.id
}

function faultOf(approval: Approval, plan: Plan, { name, publicKey }: ApproverKey): string | undefined {
  if (!isFor(approval, plan)) return 'it was given for another plan'
  if (approval.lineage !== plan.base.lineage || approval.target !== plan.base.target || approval.expiresAt !== plan.expiresAt) return 'it speaks of another state, target or expiry than the plan'
  if (approval.approver !== name) return `it says "${approval.approver}", and the key is ${name}'s`
  const signature = Buffer.from(approval.signature, 'base64')
  // One text for one signature: base64 has spare bits at its end.
  const genuine = signature.toString('base64') === approval.signature && isSignedBy(publicKey, approvalMessage(approval), signature)
  return genuine ? undefined : 'its signature does not fit: it, or what it covers, was changed after it was given'
}

function falseApproval(plan: Plan, approval: Approval, fault: string): IdpscimError {
  return new IdpscimError('BadPlanFile', `the approval of plan ${plan.id.slice(0, 12)} by ${approval.approver} is not genuine: ${fault}; nothing was changed`, {
    suggestions: ['Find out who touched it. Have the plan approved again: idpscim approve PLAN', 'An approval is given for one plan, and cannot be moved to another.'],
    facts: { planId: plan.id, approver: approval.approver, key: approval.key },
  })
}
