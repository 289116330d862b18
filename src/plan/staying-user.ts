/** People whom the state holds and the target has: brought to what the source says of them now. */
import type { UserChange } from '../model/change.js'
import type { DesiredUser, Origin } from '../model/desired-state.js'
import type { Json } from '../model/json.js'
import type { TargetUser } from '../model/snapshot.js'
import type { ManagedUser } from '../model/state.js'
import type { ActualUserAttributes } from '../model/user.js'
import { acceptedFinding, attributesStand, withAccepted } from './accepted.js'
import { protectedUser } from './blocked-user.js'
import { holderOf } from './diff-rules.js'
import type { UserContext, UserOutcome } from './diff-users.js'
import { driftedFields, findingOf, revertedBy } from './outcome.js'
import { differingFields, patchOf, pick, same } from './patch.js'
import { userWithin } from './reach.js'
import { switchedOff } from './switched-off.js'
import { keepUnspoken } from './unspoken.js'
import { userChange } from './user-change.js'

interface Staying {
  managed: ManagedUser
  actual: TargetUser
  from?: Origin
}

export function stayUser(said: DesiredUser, { managed: held, actual: object, from }: Staying, context: UserContext): UserOutcome {
  const { record: user, standing, ended } = withAccepted(said, held)
  const { rules, fields: managedFields, isProtected } = context
  const person = { key: user.key, targetId: object.id, blocked: false }
  const neighbour = holderOf(rules.neighbours, 'users', object.id)
  if (neighbour !== undefined) {
    const summary = `${user.key} is held by the stack ${neighbour} on this target, and by this one: nothing about this person changes`
    return { person, findings: [findingOf('user', user, { code: 'neighbour', targetId: object.id, summary, remedy: 'Take the person out of the state of one of the two stacks.' })] }
  }

  const fields = [...managedFields, ...Object.keys(held.attributes)]
  const before = pick(object.attributes, fields)
  const after = userWithin(keepUnspoken(user.attributes, object.attributes, fields), rules.capabilities, object.attributes)
  const today = object.attributes.userName
  const remembered = [...rememberingChanges(user, held, object), ...endOfAcceptance(user, ended, object)]
  const idle = same(before, after)
  const findings = [
    ...switchedOff(user, object, rules.capabilities),
    ...(standing.length === 0 ? [] : [acceptedFinding('user', user, { targetId: object.id, what: attributesStand(standing) })]),
  ]
  if (idle && remembered.length === 0) return { person, findings }
  if (isProtected(user.key, today)) return protectedUser(user, object.id, 'an update')
  if (idle) return { person, findings, changes: remembered }

  const drifted = driftedFields({ held: held.attributes, before, after }, fields)
  const action = before.active === after.active ? 'update' : after.active ? 'reactivate' : 'deactivate'
  const reason = from?.source === user.source ? vouchedReason(user, held) : updateReason({ ...user, attributes: after }, held, before, drifted)
  const change = { ...userChange(action, user, today), targetId: object.id, reason, before, after, patch: patchOf(before, after) }
  return { person, findings, changes: [...remembered, change], drift: revertedBy(change, { today, held: held.attributes, drifted, changed: object.changed }) }
}

/** What only the state remembers: whose person this is, and whether the deletion clock runs. */
function rememberingChanges(user: DesiredUser, held: ManagedUser, { id: targetId, attributes: { userName } }: TargetUser): UserChange[] {
  const changes: UserChange[] = []
  if (held.source !== user.source) {
    const reason = `${user.source} owns this person now, ${held.source} did before`
    changes.push({ ...userChange('transfer', user, userName), targetId, from: held.source, reason })
  }
  if (held.deletion !== undefined) {
    const reason = `is back in ${user.source}: the deletion due ${held.deletion.due} is called off`
    changes.push({ ...userChange('unschedule', user, userName), targetId, reason })
  }
  return changes
}

function endOfAcceptance(user: DesiredUser, ended: Readonly<Record<string, Json>>, { id: targetId, attributes: { userName } }: TargetUser): UserChange[] {
  const fields = Object.keys(ended)
  if (fields.length === 0) return []
  const reason = `${user.source} says something else now of what was accepted (${fields.join(', ')})`
  return [{ ...userChange('unaccept', user, userName), targetId, reason, accepted: { attributes: ended } }]
}

function vouchedReason(user: DesiredUser, held: ManagedUser): string {
  return `the same person under a new id in ${user.source} (was ${held.sourceId}), as --same-person says`
}

function updateReason(user: DesiredUser, held: ManagedUser, before: Partial<ActualUserAttributes>, drifted: readonly string[]): string {
  const changed = differingFields(held.attributes, user.attributes, Object.keys({ ...held.attributes, ...user.attributes }))
  if (!user.attributes.active && before.active !== false) return `is suspended in ${user.source}`
  if (changed.includes('userName')) return `was renamed in ${user.source}, from ${held.key}`
  if (before.active === false && changed.includes('active')) return `is back in ${user.source}`
  if (held.source !== user.source && changed.length === 1 && changed[0] === 'externalId') return `gets the id of ${user.source}, which owns this person now`
  if (changed.length === 0) return `was changed in the target by somebody else (${drifted.join(', ')})`
  return `changed in ${user.source} (${changed.join(', ')})`
}
