/** Whose word counts today: the configuration's keys, those in AWS KMS asked for where a plan is signed with one. */
import type { Approved } from '../model/approval.js'
import type { Policy } from '../model/policy.js'
import { type ApproverKey, verifyApprovals } from '../plan/approvals.js'
import type { Given } from '../plan/policy.js'
import type { Plan } from '../plan/plan.js'
import { fetchKmsKey } from '../signers/kms.js'
import type { Context } from './context.js'

/**
 * What people said of this plan, given what was typed at the terminal: of no effect where approvers are configured, who sign.
 * @throws IdpscimError `BadPlanFile` for an approval that is not genuine; `SigningRefused` where KMS does not give a key that is needed
 */
export async function givenFor({ config: { policy }, onProgress }: Pick<Context, 'config' | 'onProgress'>, plan: Plan): Promise<(typed: readonly Approved[]) => Given> {
  const { approvers } = policy.approval
  const { approved, unknown } = verifyApprovals(plan, await keysFor(plan, approvers))
  for (const { approver, key } of unknown) {
    onProgress({ type: 'note', level: 'warn', message: `the approval by ${approver} does not count: its key (${key.slice(0, 16)}) is none of ${approver}'s under policy.approval.keys` })
  }
  return (typed) => ({ approved, typed: approvers.length === 0 ? typed : [] })
}

/** KMS is asked only where the plan carries an approval that no known key explains, and only for keys of its approver. */
async function keysFor({ approvals = [] }: Plan, approvers: Policy['approval']['approvers']): Promise<ApproverKey[]> {
  const known = approvers.flatMap((approver): ApproverKey[] => ('publicKey' in approver ? [approver] : []))
  const fingerprints = new Set(known.map(({ publicKey }) => publicKey.fingerprint))
  const names = new Set(approvals.filter(({ key }) => !fingerprints.has(key)).map(({ approver }) => approver))
  const kept = approvers.flatMap((approver) => ('kmsKey' in approver && names.has(approver.name) ? [keptKey(approver)] : []))
  return [...known, ...(await Promise.all(kept))]
}

async function keptKey({ name, kmsKey }: { name: string; kmsKey: string }): Promise<ApproverKey> {
  return { name, publicKey: await fetchKmsKey(kmsKey) }
}
