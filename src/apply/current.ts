/** Whether a plan may still be applied: everything that can be told before the target is read. */
import type { Clock } from '../clock.js'
import { IdpscimError } from '../errors.js'
import type { Change } from '../model/change.js'
import type { State } from '../model/state.js'
import type { Plan, Verdict } from '../plan/plan.js'
import { stalePlan } from './stale-plan.js'

export interface Today {
  /** The target that the configuration names. */
  fingerprint: string
  config: { digest: string; stack: string }
}

/** Throws `StalePlan`. */
export function refuseExpired(plan: Plan, clock: Clock): void {
  if (plan.replayed) throw stalePlan(`it was made from a saved reading of ${plan.createdAt}, and not from what stands there now; nothing was changed`)
  if (clock.now() < Date.parse(plan.expiresAt)) return
  throw stalePlan(`it was made ${plan.createdAt} and expired ${plan.expiresAt}; nothing was changed`)
}

/** Throws `StalePlan` where state, target or configuration moved. A plan that resumes is judged by the serial that it began from. */
export function refuseStale(plan: Plan, state: State | undefined, { fingerprint, config }: Today): void {
  const { base } = plan
  const moved = (why: string) => stalePlan(`${why}; nothing was changed`, { planId: plan.id, serial: state?.serial })
  const resumes = state?.applying?.planId === plan.id
  const already = state?.applied?.planId === plan.id ? ` (this very plan was applied at ${state.applied.at})` : ''
  if (plan.stack !== config.stack) throw moved(`it was made for the stack "${plan.stack}", the configuration is "${config.stack}"`)
  if (state === undefined) {
    if (base.lineage !== null) throw moved(`the state that it was made from (lineage ${base.lineage}, serial ${base.serial}) is gone`)
  } else if (!resumes || base.lineage !== null) {
    if (base.lineage === null) throw moved(`there was no state when it was made, and now there is one, of serial ${state.serial}${already}`)
    if (state.lineage !== base.lineage) throw moved(`the state's lineage is ${state.lineage}, the plan was made from ${base.lineage}: these are two different states`)
  }
  const serial = (resumes ? state.applying?.baseSerial : state?.serial) ?? base.serial
  if (serial !== base.serial) {
    throw moved(`the state's serial is ${serial}, the plan was made from ${base.serial}${already}`)
  }
  if (fingerprint !== base.target) throw moved(`the target is ${fingerprint}, the plan was made for ${base.target}`)
  if (state !== undefined && state.target !== fingerprint) throw moved(`the state belongs to the target ${state.target}, the configuration names ${fingerprint}`)
  if (config.digest !== base.config) throw moved('the configuration (sources, mapping, merge, lifecycle or target) changed since it was made')
}

/** Throws `PolicyBlocked` with the verdicts that block. */
export function refuseBlocked(verdicts: readonly Verdict[]): void {
  const blocking = verdicts.filter((verdict) => !verdict.ok)
  if (blocking.length === 0) return
  const told = blocking.slice(0, 5).map(({ rule, summary }) => `${rule}: ${summary}`)
  const more = blocking.length > told.length ? `; and ${blocking.length - told.length} more` : ''
  throw new IdpscimError('PolicyBlocked', `policy blocks the plan, nothing was changed: ${told.join('; ')}${more}`, {
    suggestions: [...new Set(blocking.flatMap(({ remedy }) => remedy ?? []))],
    facts: { verdicts: blocking },
  })
}

/** Throws `BadPlanFile` for a change of something that the state does not hold and the plan neither adopts nor creates (SPEC §8.1). */
export function refuseStrangers(plan: Plan, state: State | undefined): void {
  const ours = {
    user: new Set(state?.users.map(({ targetId }) => targetId)),
    group: new Set(state?.groups.map(({ targetId }) => targetId)),
  }
  for (const { kind, action, targetId } of plan.changes) if (action === 'adopt' && targetId !== undefined) ours[kind].add(targetId)
  const strange = plan.changes.find((change) => !isOurs(change, ours))
  if (strange === undefined) return
  throw new IdpscimError('BadPlanFile', `the plan would change what this stack does not manage (${strange.id}, ${strange.targetId ?? 'without a target id'}); nothing was changed`, {
    suggestions: ['Make a new plan: idpscim plan'],
    facts: { change: strange.id, targetId: strange.targetId },
  })
}

function isOurs(change: Change, ours: { user: ReadonlySet<string>; group: ReadonlySet<string> }): boolean {
  const { action, targetId } = change
  if (action === 'hold') return true
  if (change.kind === 'membership') return targetId === undefined ? change.dependsOn.length > 0 : ours.group.has(targetId)
  if (action === 'create') return targetId === undefined
  return targetId !== undefined && ours[change.kind].has(targetId)
}
