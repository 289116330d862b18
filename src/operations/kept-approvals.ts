/** Where approvals lie: in the plan's own file, or in S3 each as an object beside the plan, so that two approvers never write over each other. */
import { IdpscimError } from '../errors.js'
import { Approval } from '../model/approval.js'
import { isFor, withApproval } from '../plan/approvals.js'
import type { Plan } from '../plan/plan.js'
import { getS3Folder, isS3Address, putS3Object, type S3Access } from './s3-object.js'

/**
 * The plan with what lies beside it. Approvals of an earlier plan at the same address are passed over: they were never given for this one.
 * @throws IdpscimError `BadPlanFile` for an object there that is no approval; `BadUsage` when it cannot be read
 */
export async function withApprovalsBeside(plan: Plan, place: string, access?: S3Access): Promise<Plan> {
  if (!isS3Address(place)) return plan
  const found = await getS3Folder(folderOf(place), access)
  return found.map(({ address, bytes }) => parse(bytes, address)).filter((approval) => isFor(approval, plan)).reduce(withApproval, plan)
}

/** @throws IdpscimError `BadUsage` when it cannot be written */
export async function putApprovalBeside(place: string, approval: Approval, access?: S3Access): Promise<string> {
  const address = `${folderOf(place)}/${approval.key}.json`
  await putS3Object(address, `${JSON.stringify(approval, null, 2)}\n`, access)
  return address
}

function folderOf(address: string): string {
  return `${address}.approvals`
}

function parse(bytes: Buffer, address: string): Approval {
  let json: unknown
  try {
    json = JSON.parse(bytes.toString('utf8'))
  } catch {
    json = undefined
  }
  const parsed = Approval.safeParse(json)
  if (parsed.success) return parsed.data
  throw new IdpscimError('BadPlanFile', `${address} is not an approval: it was edited or damaged after it was written`, { suggestions: ['Remove it, and have the plan approved again: idpscim approve PLAN'] })
}
