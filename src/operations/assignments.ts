/** What groups give in AWS, read for a plan: fresh, or as a reading of a moment ago left it beside the state; never in the way of a plan. */
import type { AssignmentReader } from '../assignments/assignment-reader.js'
import { unlessStopped } from '../clock.js'
import type { Config } from '../config/config.js'
import { isIdpscimError } from '../errors.js'
import { Assignments } from '../model/assignments.js'
import type { Policy } from '../model/policy.js'
import type { StateStore } from '../state/state-store.js'
import type { Context } from './context.js'
import { instanceOf } from './open-target.js'

/** As it was read; or why it was not, in a sentence for people. */
export type ReadAssignments = { read: Assignments } | { unread: string }

/** A reading costs a call for each group, at 20 a second: many plans within a quarter of an hour share one. */
const FRESH_MS = 15 * 60_000

/** The paper in `cache/` beside the state. */
const PAPER = 'assignments.json'

export interface Asked {
  store: Pick<StateStore, 'paper' | 'keep'>
  /** The target's fingerprint. */
  target: string
  groupIds: readonly string[]
}

/** Whoever plans without asking for it is not made to wait for permissions that nobody granted: what fails is told in the plan. */
export async function readAssignments(context: Context, { store, target, groupIds }: Asked): Promise<ReadAssignments> {
  const reader = await openAssignments(context)
  if (reader === undefined) return { unread: `The target is of type ${context.config.target.type}: what its groups give in AWS cannot be asked.` }
  const kept = await keptAssignments(context, store, target)
  const missing = groupIds.filter((id) => kept?.groups[id] === undefined)
  if (kept !== undefined && missing.length === 0) return { read: kept }
  try {
    const fresh = await unlessStopped(context.signal, () => reader.read(missing, target))
    const all = kept === undefined ? fresh : joined(kept, fresh)
    await keep(context, store, all)
    return { read: all }
  } catch (error) {
    if (!isIdpscimError(error, 'TargetRefused') && !isIdpscimError(error, 'TargetIncomplete')) throw error
    context.onProgress({ type: 'note', level: 'warn', message: `what groups give in AWS is not known: ${error.message}`, facts: error.facts })
    return { unread: `What groups give in AWS could not be read: ${error.message}.` }
  }
}

/** Whether a rule of the policy asks what changes are worth: it could not be judged without. */
export function asksForImpact({ rules }: Policy): boolean {
  return rules.some(({ when }) => /\bimpact\b/.test(when))
}

/** Whether AWS may be asked without being told to: somebody who works by SCIM alone may have no credentials at all, and looking for some takes long. */
export function hasAwsCredentials({ target, state }: Config, env: NodeJS.ProcessEnv): boolean {
  const named = ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI']
  return target.type === 'aws-identity-store' || state.type === 's3' || named.some((name) => (env[name] ?? '') !== '')
}

export const NOT_ASKED = 'Whether assignments end with the deleted groups was not asked: there are no AWS credentials in the environment. With some, and sso:List*, the plan says it.'

async function openAssignments({ config: { target }, clock, onProgress }: Context): Promise<AssignmentReader | undefined> {
  const instance = instanceOf(target)
  if (instance === undefined) return undefined
  const { createSsoAdminReader } = await import('../assignments/sso-admin-reader.js')
  return createSsoAdminReader({ ...instance, clock, onProgress })
}

async function keptAssignments({ clock, onProgress }: Context, store: Asked['store'], target: string): Promise<Assignments | undefined> {
  const text = await store.paper('cache', PAPER).catch(() => undefined)
  if (text === undefined) return undefined
  const kept = Assignments.safeParse(jsonOf(text))
  if (!kept.success || kept.data.target !== target) return undefined
  const age = clock.now() - Date.parse(kept.data.readAt)
  if (age < 0 || age > FRESH_MS) return undefined
  onProgress({ type: 'note', level: 'debug', message: `assignments are taken from a reading of ${Math.round(age / 1000)} s ago, kept under cache/ beside the state` })
  return kept.data
}

/** As old as the older of the two. */
function joined(kept: Assignments, fresh: Assignments): Assignments {
  return {
    ...kept,
    groups: { ...kept.groups, ...fresh.groups },
    permissionSets: { ...kept.permissionSets, ...fresh.permissionSets },
    accounts: { ...kept.accounts, ...fresh.accounts },
    applications: { ...kept.applications, ...fresh.applications },
    gaps: [...new Set([...kept.gaps, ...fresh.gaps])],
  }
}

/** Whoever may read the state and not write beside it plans all the same. */
async function keep({ onProgress }: Context, store: Asked['store'], assignments: Assignments): Promise<void> {
  await store.keep('cache', PAPER, `${JSON.stringify(assignments)}\n`).catch((error: unknown) => {
    onProgress({ type: 'note', level: 'debug', message: `assignments could not be kept beside the state: ${error instanceof Error ? error.message : String(error)}` })
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
