/** What narrowing a plan needs beside the plan: today's policy over the state, and the names that a key may mean. */
import { nearest } from '../config/nearest.js'
import { IdpscimError } from '../errors.js'
import type { Capabilities } from '../model/capabilities.js'
import type { DesiredState } from '../model/desired-state.js'
import { foldKey } from '../model/json.js'
import type { State } from '../model/state.js'
import type { NarrowRules } from '../plan/narrow.js'
import { foldedKey, keysIn } from '../plan/plan-keys.js'
import type { Plan } from '../plan/plan.js'
import { isBlocked, judge } from '../plan/policy.js'
import type { Context } from './context.js'
import type { Reading } from './reading.js'

/** @param state the one that the plan was made from */
export function narrowRules({ config }: Pick<Context, 'config'>, { state, capabilities, now }: { state: State | undefined; capabilities: Capabilities; now: string }): NarrowRules {
  return {
    capabilities,
    judge: ({ changes, drift, impact }) => {
      const verdicts = judge({ changes, drift, impact, state, policy: config.policy, now })
      return { blocked: isBlocked(verdicts), verdicts }
    },
  }
}

/**
 * A key may name somebody for whom there is nothing to do, but nobody whom neither side knows.
 *
 * @throws IdpscimError `BadUsage`
 */
export function refuseUnknownKeys(keys: readonly string[], plan: Plan, { desired, target, state }: Pick<Reading, 'target' | 'state'> & { desired: DesiredState }): void {
  const known = keysIn(plan)
  for (const { key } of [...desired.users, ...desired.blockedUsers, ...(state?.users ?? [])]) known.add(`user:${key}`)
  for (const { key } of [...desired.groups, ...desired.blockedGroups, ...(state?.groups ?? [])]) known.add(`group:${key}`)
  for (const { attributes } of target.users) known.add(`user:${attributes.userName}`)
  for (const { attributes } of target.groups) known.add(`group:${attributes.displayName}`)
  const folded = new Set([...known].map(foldKey))
  const strange = keys.filter((key) => !folded.has(foldedKey(key)))
  if (strange.length === 0) return
  const meant = strange.flatMap((key) => nearest(key, [...known].filter((other) => other.startsWith(key.slice(0, 5)))) ?? [])
  throw new IdpscimError('BadUsage', `nobody knows ${strange.map((key) => JSON.stringify(key)).join(', ')}: neither the sources nor the target nor the state`, {
    suggestions: [...meant, 'idpscim state list shows what this stack manages'],
  })
}
