/** Plans and states as files on this machine, or as objects in S3 by `s3://bucket/key`. */
import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { access as lookAt, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { IdpscimError, systemReason } from '../errors.js'
import type { State } from '../model/state.js'
import { openPlan, parsePlan, planToJson, type OpenedPlan } from '../plan/plan-file.js'
import { isInLines } from '../plan/plan-lines.js'
import type { Plan } from '../plan/plan.js'
import { decodeWritten } from '../state/s3/state-envelope.js'
import { withApprovalsBeside } from './kept-approvals.js'
import { getS3Object, hasS3Object, isS3Address, putS3Object, type S3Access } from './s3-object.js'

/** With its approvals. @throws IdpscimError `BadPlanFile` when it is damaged, edited, or no plan; `BadUsage` when it cannot be read */
export async function readPlanFile(place: string, access?: S3Access): Promise<Plan> {
  if (!isS3Address(place)) return parsePlan(() => piecesOf(place), place)
  return withApprovalsBeside(parsePlan(await getS3Object(place, access), place), place, access)
}

/** Bytes of a plan that are read before anybody would begin to wait. */
const SOON_READ = 8_388_608

/** As `readPlanFile`; but a large plan on this machine is only begun, so that whoever looks at it need not wait for its end. */
export async function openPlanFile(place: string): Promise<Plan | OpenedPlan> {
  const opened = (await isLarge(place)) ? openPlan(() => piecesOf(place), place) : undefined
  return opened ?? readPlanFile(place)
}

async function isLarge(place: string): Promise<boolean> {
  if (isS3Address(place)) return false
  try {
    return (await stat(place)).size > SOON_READ
  } catch (cause) {
    throw unreadable(place, cause)
  }
}

/** Written whole or not at all. */
export async function writePlanFile(place: string, plan: Plan, access?: S3Access): Promise<void> {
  await writeText(place, planToJson(plan), 'plan', access)
}

/** @throws IdpscimError `BadStateFile` when it is damaged or no state; `BadUsage` when it cannot be read */
export async function readStateFile(place: string): Promise<State> {
  return decodeWritten(await readBytes(place), place).state
}

export async function readPlanOrState(place: string): Promise<{ kind: 'plan'; plan: Plan } | { kind: 'state'; state: State }> {
  const bytes = await readBytes(place)
  return isState(bytes) ? { kind: 'state', state: decodeWritten(bytes, place).state } : { kind: 'plan', plan: await withApprovalsBeside(parsePlan(bytes, place), place) }
}

/** Whether something lies there already. @throws IdpscimError `BadUsage` when that cannot be told */
export async function exists(place: string, access?: S3Access): Promise<boolean> {
  if (isS3Address(place)) return hasS3Object(place, access)
  try {
    await lookAt(place)
    return true
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return false
    throw new IdpscimError('BadUsage', `${place} cannot be looked at: ${systemReason(cause) ?? 'for an unknown reason'}`, { cause })
  }
}

/** @throws IdpscimError `BadUsage` when it cannot be read */
export async function readText(place: string): Promise<string> {
  return (await readBytes(place)).toString('utf8')
}

/** A large plan need not be held beside what is made of it. */
function* piecesOf(place: string): Generator<Buffer> {
  let file: number | undefined
  try {
    file = openSync(place, 'r')
    const buffer = Buffer.allocUnsafe(262_144)
    for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer)) yield buffer.subarray(0, size)
  } catch (cause) {
    throw unreadable(place, cause)
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

async function readBytes(place: string): Promise<Buffer> {
  if (isS3Address(place)) return getS3Object(place)
  try {
    return await readFile(place)
  } catch (cause) {
    throw unreadable(place, cause)
  }
}

function unreadable(place: string, cause: unknown): IdpscimError {
  return new IdpscimError('BadUsage', `${place} cannot be read: ${systemReason(cause) ?? 'for an unknown reason'}`, { suggestions: ['Make a plan first: idpscim plan'], cause })
}

/** Mode 0600: plans and states hold people's data. `what` is for the message. @throws IdpscimError `BadUsage` */
export async function writeText(place: string, text: string, what: string, access?: S3Access): Promise<void> {
  if (isS3Address(place)) return putS3Object(place, text, access)
  const temporary = `${place}.${randomUUID()}.tmp`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, place)
  } catch (cause) {
    await rm(temporary, { force: true })
    throw new IdpscimError('BadUsage', `the ${what} cannot be written to ${place}: ${systemReason(cause) ?? 'for an unknown reason'}`, { suggestions: ['Name a place that can be written: --out PATH'], cause })
  }
}

/** As any store writes it: one in S3 may have been copied from there, zipped. */
function isState(bytes: Buffer): boolean {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return true
  if (isInLines(bytes)) return false
  try {
    const json: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof json === 'object' && json !== null && 'lineage' in json
  } catch {
    return false
  }
}
