/** People whom no source holds any more: switched off, put on the deletion clock, deleted when it has run out. */
import type { UserChange } from '../model/change.js'
import type { TargetUser } from '../model/snapshot.js'
import type { ManagedUser } from '../model/state.js'
import { CORE_FIELDS } from '../model/user.js'
import type { DiffRules } from './diff-rules.js'
import { driftedFields, findingOf, revertedBy, type Outcome } from './outcome.js'
import { patchOf, pick } from './patch.js'
import { userChange } from './user-change.js'

interface LeavingContext {
  rules: Pick<DiffRules, 'lifecycle' | 'capabilities'>
  /** The end of the owner's reading: the deletion clock's hand. */
  end: string
  isProtected: (...names: (string | undefined)[]) => boolean
}

/** Built from an entry of our state and from nothing else: what the state does not hold cannot be removed. */
export function leaveUser(held: ManagedUser, object: TargetUser | undefined, context: LeavingContext): Outcome<UserChange> {
  const today = object?.attributes.userName ?? held.key
  const changes = object === undefined ? [forget(held)] : departure(held, object, context)
  const [first] = changes
  if (first === undefined) return {}
  if (context.isProtected(held.key, today)) return { findings: [protectedFinding(held, first)] }
  if (first.action !== 'deactivate') return { changes }
  const { before = {}, after = {} } = first
  const drifted = driftedFields({ held: held.attributes, before, after }, Object.keys(held.attributes))
  return { changes, drift: revertedBy(first, { today, held: held.attributes, drifted, changed: object?.changed }) }
}

function forget(held: ManagedUser): UserChange {
  return { ...userChange('forget', held, held.key), targetId: held.targetId, reason: `is gone from the target and no longer in ${held.source}` }
}

/** The clock is today's configuration's: it runs from when the person left, for as long as `delete_after` says now. */
function departure(held: ManagedUser, { attributes }: TargetUser, { rules, end }: LeavingContext): UserChange[] {
  const { action, deleteAfterMs } = rules.lifecycle.removed
  const { targetId, deletion } = held
  const begin = <A extends UserChange['action']>(which: A) => ({ ...userChange(which, held, attributes.userName), targetId })
  const reason = `is no longer in ${held.source}`
  const since = deletion?.since ?? end
  const due = deleteAfterMs === undefined ? undefined : new Date(Date.parse(since) + deleteAfterMs).toISOString()
  const runOut = deletion !== undefined && due !== undefined && Date.parse(due) <= Date.parse(end)
  if (action === 'delete' || runOut) {
    const why = runOut ? `left ${held.source}, and the deletion clock of ${since} ran out ${due}` : reason
    return [{ ...begin('delete'), reason: why, before: pick(attributes, [...CORE_FIELDS, ...Object.keys(held.attributes)]) }]
  }

  const changes: UserChange[] = []
  if (rules.capabilities.deactivate && attributes.active) {
    const before = pick(attributes, Object.keys(held.attributes))
    const after = { ...held.attributes, active: false }
    changes.push({ ...begin('deactivate'), reason, before, after, patch: patchOf(before, after) })
  }
  const dependsOn = changes.map(({ id }) => id)
  if (due === undefined) {
    if (deletion !== undefined) changes.push({ ...begin('unschedule'), reason: `removed people are not deleted any more: the deletion due ${deletion.due} is called off` })
  } else if (deletion === undefined || Date.parse(deletion.due) !== Date.parse(due)) {
    const why = rules.capabilities.deactivate ? reason : `${reason}; this target cannot switch people off: memberships go at once, the account when the clock has run out`
    changes.push({ ...begin('schedule'), reason: why, since, due, dependsOn })
  }
  return changes
}

function protectedFinding(held: ManagedUser, { action }: UserChange) {
  const what = { delete: 'the deletion', forget: 'forgetting it' }[action as string] ?? 'the deactivation'
  return findingOf('user', held, {
    code: 'protected',
    targetId: held.targetId,
    summary: `${held.key} is no longer in ${held.source}, and protected by policy: ${what} is not planned`,
    remedy: 'Take the name out of policy.protect.users, or bring the person back into the source.',
  })
}
