/** Plans and states as files on this machine. */
import { randomUUID } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { IdpscimError } from '../errors.js'
import { State } from '../model/state.js'
import { parsePlan, planToJson } from '../plan/plan-file.js'
import type { Plan } from '../plan/plan.js'

/** @throws IdpscimError `BadPlanFile` when it is damaged, edited, or no plan; `BadUsage` when it cannot be read */
export async function readPlanFile(path: string): Promise<Plan> {
  return parsePlan(await read(path), path)
}

/** Mode 0600: a plan holds people's data. Written whole or not at all. */
export async function writePlanFile(path: string, plan: Plan): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(planToJson(plan))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (cause) {
    await rm(temporary, { force: true })
    throw new IdpscimError('BadUsage', `the plan cannot be written to ${path}: ${reason(cause)}`, { suggestions: ['Name a place that can be written: --out PATH'], cause })
  }
}

export async function readPlanOrState(path: string): Promise<{ kind: 'plan'; plan: Plan } | { kind: 'state'; state: State }> {
  const text = await read(path)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { kind: 'plan', plan: parsePlan(text, path) }
  }
  if (typeof json !== 'object' || json === null || !('lineage' in json)) return { kind: 'plan', plan: parsePlan(text, path) }
  const parsed = State.safeParse(json)
  if (parsed.success) return { kind: 'state', state: parsed.data }
  const [issue] = parsed.error.issues
  throw new IdpscimError('BadStateFile', `${path} is not a state of a format that this version reads: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new IdpscimError('BadUsage', `${path} cannot be read: ${reason(cause)}`, { suggestions: ['Make a plan first: idpscim plan'], cause })
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
