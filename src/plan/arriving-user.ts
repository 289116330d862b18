/** People whom the target does not hold as ours: created, adopted, or left alone with a finding that says why. */
import type { UserChange } from '../model/change.js'
import type { DesiredUser } from '../model/desired-state.js'
import type { TargetUser } from '../model/snapshot.js'
import type { ManagedUser } from '../model/state.js'
import { acceptedFinding, staysDeleted } from './accepted.js'
import { blockedUser, protectedUser } from './blocked-user.js'
import { holderOf } from './diff-rules.js'
import type { UserContext, UserOutcome } from './diff-users.js'
import { covers, notAdopted, type Arrival } from './match.js'
import { deletedByOthers } from './outcome.js'
import { patchOf, pick } from './patch.js'
import { userWithin } from './reach.js'
import { switchedOff } from './switched-off.js'
import { keepUnspoken } from './unspoken.js'
import { userChange } from './user-change.js'

export function arriveUser(user: DesiredUser, matched: Arrival<TargetUser, ManagedUser>, context: UserContext): UserOutcome {
  if ((matched.as === 'gone' || matched.as === 'adoptable') && matched.managed !== undefined && staysDeleted(userWithin(user.attributes, context.rules.capabilities), matched.managed)) {
    return { person: { key: user.key, blocked: true }, findings: [acceptedFinding('user', user, { targetId: matched.managed.targetId, what: 'the account was deleted in the target' })] }
  }
  switch (matched.as) {
    case 'new':
      return user.suspended ? suspended(user) : create(user, `is in ${user.source} and not in the target`, context)
    case 'gone':
      return recreate(user, matched.managed, context)
    case 'adoptable':
      return meet(user, matched, context)
    case 'recycled':
      return recycled(user, matched.managed)
    case 'withheld':
      return withheld(user, matched.managed)
  }
}

function create(user: DesiredUser, reason: string, { isProtected, rules }: UserContext): UserOutcome {
  if (isProtected(user.key)) return protectedUser(user, undefined, 'a creation')
  const after = userWithin(user.attributes, rules.capabilities)
  const change = { ...userChange('create', user, user.key), reason, after, patch: patchOf({}, after) }
  return { changes: [change], person: { key: user.key, entry: change.id, blocked: false } }
}

/** Somebody else deleted the account: it is made anew, but for a suspended person, whom the next plans meet as absent. */
function recreate(user: DesiredUser, held: ManagedUser, context: UserContext): UserOutcome {
  if (user.suspended && !context.isProtected(user.key, held.key)) {
    const forget: UserChange = { ...userChange('forget', user, held.key), targetId: held.targetId, reason: 'is gone from the target and suspended in the source' }
    return { changes: [forget], drift: [deletedByOthers('user', held, undefined)], person: { key: user.key, blocked: true } }
  }
  const outcome = create(user, 'was deleted in the target by somebody else', context)
  return { ...outcome, drift: [deletedByOthers('user', held, outcome.changes?.[0])] }
}

/** An account that stands in the target and is not ours yet. One that another stack holds may be a member of our groups, no more. */
function meet(user: DesiredUser, { actual, by, managed }: Extract<Arrival<TargetUser, ManagedUser>, { as: 'adoptable' }>, context: UserContext): UserOutcome {
  const { rules, isProtected } = context
  if (holderOf(rules.neighbours, 'users', actual.id) !== undefined) return { person: { key: user.key, targetId: actual.id, blocked: false } }
  const { why, remedy } = notAdopted(by)
  const outcome = isProtected(user.key, actual.attributes.userName)
    ? protectedUser(user, actual.id, 'an adoption')
    : covers(rules.adopt, by)
      ? adopt(user, actual, ADOPT_REASONS[by], context)
      : blockedUser(user, { code: 'not-adopted', targetId: actual.id, summary: `${user.key} ${why}`, remedy })
  return managed === undefined ? outcome : { ...outcome, drift: [deletedByOthers('user', managed, outcome.changes?.[0])] }
}

const ADOPT_REASONS = {
  ids: 'the target has it with our id',
  keys: 'the target has it under this name, without an id',
  all: "the target has it under this name, with another's id",
}

function adopt(user: DesiredUser, object: TargetUser, reason: string, { fields, rules }: UserContext): UserOutcome {
  const before = pick(object.attributes, fields)
  const after = userWithin(keepUnspoken(user.attributes, object.attributes, fields), rules.capabilities, object.attributes)
  const change = { ...userChange('adopt', user, object.attributes.userName), targetId: object.id, reason, before, after, patch: patchOf(before, after) }
  return { changes: [change], findings: switchedOff(user, object, rules.capabilities), person: { key: user.key, targetId: object.id, entry: change.id, blocked: false } }
}

function suspended(user: DesiredUser): UserOutcome {
  const summary = `${user.key} is suspended in ${user.source} and not in the target: nothing is created`
  return blockedUser(user, { code: 'suspended-not-created', targetId: undefined, summary, remedy: 'Nothing to do: the person is created when they come back.' })
}

function recycled(user: DesiredUser, { sourceId, targetId }: ManagedUser): UserOutcome {
  const finding = {
    code: 'recycled',
    targetId,
    summary: `${user.key} came back in ${user.source} under a new id (${user.sourceId}, was ${sourceId}): it may be another person`,
    remedy: `If it is the same person, plan with --same-person ${user.key}. If not, wait until the old account is deleted by its lifecycle; the new one is created then.`,
  } as const
  // The old account is the leaver's: it loses what a leaver loses.
  return { ...blockedUser(user, finding), person: { key: user.key, blocked: true } }
}

function withheld(user: DesiredUser, held: ManagedUser): UserOutcome {
  const summary = `${user.key} of ${user.source} has an account that ${held.source} owns, whose own record of this person has a finding`
  return blockedUser(user, { code: 'name-taken', targetId: held.targetId, summary, remedy: `Mend the record in ${held.source}. Until then nothing about this person changes.` })
}
