/** Approving: somebody's key signs a plan, with the limits that it may pass and why. Nothing of the plan changes; its id stays. */
import type { Clock } from '../clock.js'
import { IdpscimError } from '../errors.js'
import { approvalMessage, type Approval, lifts, type Override, overrideName, type Statement } from '../model/approval.js'
import type { Policy } from '../model/policy.js'
import { isFor, withApproval } from '../plan/approvals.js'
import { limitsPassed } from '../plan/lifting.js'
import type { Plan } from '../plan/plan.js'
import type { Signer } from '../signers/signer.js'
import { timestamp } from './context.js'
import { readPlanFile, writePlanFile } from './files.js'
import { putApprovalBeside } from './kept-approvals.js'
import { isS3Address, type S3Access } from './s3-object.js'

export interface ApproveRequest {
  signer: Signer
  /** How the approver is called; the configuration's name for the key unless given. */
  as?: string
  overrides: readonly Override[]
}

export interface ApprovedPlan {
  plan: Plan
  approval: Approval
  /** What the same key had signed before: it counts no more. */
  replaced?: Approval
}

/** What approving needs of a context; without a policy (nobody has the configuration at hand) the name must be given, and is not checked. */
export interface ApproveContext {
  clock: Clock
  config?: { policy: Pick<Policy, 'approval'> }
}

/**
 * @throws IdpscimError `StalePlan` for an expired plan; `BadUsage` for a key that is nobody's, a name that is another's, and an override of
 *   what does not block the plan; `SigningRefused` where the key's keeper does not sign
 */
export async function approvePlan({ clock, config }: ApproveContext, plan: Plan, { signer, as, overrides }: ApproveRequest): Promise<ApprovedPlan> {
  if (clock.now() >= Date.parse(plan.expiresAt)) {
    throw new IdpscimError('StalePlan', `the plan expired ${plan.expiresAt}: nobody can apply it any more`, { suggestions: ['Plan again, and approve that plan: idpscim plan'] })
  }
  for (const override of overrides) refuseIdle(plan, override)
  const { fingerprint } = signer.publicKey
  const statement: Statement = {
    formatVersion: 1,
    planId: plan.id,
    lineage: plan.base.lineage,
    target: plan.base.target,
    expiresAt: plan.expiresAt,
    approver: config === undefined ? nameWithout(as) : nameOf(signer, as, config.policy),
    key: fingerprint,
    at: timestamp(clock),
    overrides: overrides.map(({ limit, group, reason }) => ({ limit, ...(group === undefined ? {} : { group }), reason: reason.trim() })),
  }
  const approval: Approval = { ...statement, signature: Buffer.from(await signer.sign(approvalMessage(statement))).toString('base64') }
  const replaced = plan.approvals?.find(({ key }) => key === fingerprint)
  return { plan: withApproval(plan, approval), approval, ...(replaced === undefined ? {} : { replaced }) }
}

/** Gives where it lies now. A file is read again first: somebody else may have approved meanwhile. */
export async function keepApproval(place: string, { plan, approval }: Pick<ApprovedPlan, 'plan' | 'approval'>, access?: S3Access): Promise<string> {
  if (isS3Address(place)) return putApprovalBeside(place, approval, access)
  const now = await readPlanFile(place)
  if (!isFor(approval, now)) {
    throw new IdpscimError('StalePlan', `${place} holds another plan (${now.id.slice(0, 12)}) than was approved (${plan.id.slice(0, 12)}): nothing was written`, { suggestions: ['Look at the plan that is there now, and approve that one: idpscim show PLAN'] })
  }
  await writePlanFile(place, withApproval(now, approval))
  return place
}

/** An override of what nothing hangs on would be a blank cheque. */
function refuseIdle({ policy }: Plan, override: Override): void {
  const passed = limitsPassed(policy.verdicts)
  if (passed.some(({ limit: { limit, group } }) => lifts(override, limit, group))) return
  const named = passed.map(({ limit }) => overrideName(limit))
  throw new IdpscimError('BadUsage', `the plan does not pass the limit ${overrideName(override)}: there is nothing to lift`, {
    suggestions: named.length === 0 ? ['Approve it without --override. If the limit was lowered since, plan again first.'] : [`What it passes: ${named.join(', ')}`],
  })
}

function nameWithout(as: string | undefined): string {
  if (as !== undefined) return as
  throw new IdpscimError('BadUsage', 'without a configuration nobody knows whose key this is', { suggestions: ['Say who approves: --as NAME, as policy.approval.keys calls you', 'Name the configuration: --config-file'] })
}

/** A key that the configuration knows by its public half, or by the name that KMS has for it. */
function nameOf({ publicKey: { fingerprint }, kmsKey }: Signer, as: string | undefined, { approval: { approvers } }: Pick<Policy, 'approval'>): string {
  if (approvers.length === 0) {
    throw new IdpscimError('BadUsage', 'policy.approval.keys names nobody: no signature would count', {
      suggestions: ['Add the public key: policy: {approval: {keys: [{name: alice, public_key: {file: alice.pub}}]}}', 'Without keys, a limit is lifted at the terminal of idpscim apply.'],
    })
  }
  const owner = approvers.find((approver) => ('publicKey' in approver ? approver.publicKey.fingerprint === fingerprint : kmsKey !== undefined && approver.kmsKey === kmsKey))?.name
  if (owner !== undefined && as !== undefined && as !== owner) throw new IdpscimError('BadUsage', `this key is ${owner}'s, not ${as}'s: apply would refuse the approval`, { suggestions: [`Leave --as out, or sign with ${as}'s key.`] })
  if (owner !== undefined) return owner
  // One key in KMS has many names, and whose it is only KMS can tell: apply asks it.
  const kept = kmsKey === undefined ? [] : [...new Set(approvers.flatMap((approver) => ('kmsKey' in approver ? [approver.name] : [])))]
  if (as !== undefined && kept.includes(as)) return as
  throw new IdpscimError('BadUsage', `this key (${fingerprint.slice(0, 16)}) is none of policy.approval.keys: apply would not count it`, {
    suggestions: [kept.length === 0 ? 'Sign with a key that is listed there, or list its public key.' : `If it is a key that is listed there under another of its names, say whose: --as ${kept.join(' or --as ')}`],
    facts: { key: fingerprint },
  })
}
