/** One user or one group: created, changed or deleted, and never twice. */
import { IdpscimError, invariant, isIdpscimError } from '../errors.js'
import type { GroupAttributes } from '../model/group.js'
import type { ActualUserAttributes } from '../model/user.js'
import { failed, isOfTheTarget, isRefusal, lookAgain, waitFor, WAITS, type Ending, type Hands } from './hands.js'
import type { ObjectChange } from './seen.js'
import { contested, describeHolders, standingOf } from './standing.js'

/**
 * A lost answer and a clash of names are both settled by reading: what stands as this change would leave it is done, what stands
 * as before is tried again (a clash with nobody to be seen is a name that is not visible yet), and what belongs to another fails.
 */
export async function executeObject(change: ObjectChange, hands: Hands): Promise<Ending> {
  let lost = false
  for (let tries = 0; ; tries++) {
    try {
      const made = await write(change, hands)
      return { status: 'done', outcome: made === undefined ? {} : { targetId: made } }
    } catch (error) {
      if (change.action === 'delete' && isRefusal(error, 'missing')) return { status: 'done', outcome: {} }
      const answerLost = isIdpscimError(error, 'AnswerLost')
      if (!answerLost && !isRefusal(error, 'conflict')) {
        if (!isOfTheTarget(error)) throw error
        return failed(error, { known: !lost })
      }
      lost ||= answerLost
      const ending = await settle(change, error, hands)
      if (ending !== undefined) return ending
      const wait = WAITS[tries]
      if (wait === undefined) return failed(error, { known: !lost })
      await waitFor(wait, hands)
    }
  }
}

/** Undefined when the change is still to do and nobody stands in its way. */
async function settle(change: ObjectChange, error: unknown, hands: Hands): Promise<Ending | undefined> {
  const seen = await lookAgain({ change }, hands)
  const standing = standingOf(change, seen, hands.ids)
  if (standing.as === 'after') return { status: 'done', outcome: change.action === 'create' ? { targetId: standing.targetId } : {} }
  if (standing.as === 'neither') return failed(change.action === 'create' ? taken(standing.what, error) : moved(standing.what, error), { known: true })
  const holders = contested(change, seen, hands.ids)
  return holders.length === 0 ? undefined : failed(taken(describeHolders(change.kind, holders), error), { known: true })
}

async function write(change: ObjectChange, { writer, ids }: Hands): Promise<string | undefined> {
  if (change.action === 'create') {
    invariant(change.after !== undefined, `${change.id} creates nothing`)
    return change.kind === 'user' ? writer.createUser(change.after) : writer.createGroup(change.after)
  }
  const id = ids.of(change)
  invariant(id !== undefined, `${change.id} names no object of the target`)
  if (change.action === 'delete') {
    await (change.kind === 'user' ? writer.deleteUser(id) : writer.deleteGroup(id))
    return undefined
  }
  invariant(change.after !== undefined, `${change.id} does not say what shall become of the object`)
  await (change.kind === 'user'
    ? writer.updateUser(id, (change.before ?? {}) as Partial<ActualUserAttributes>, change.after)
    : writer.updateGroup(id, (change.before ?? {}) as Partial<GroupAttributes>, change.after))
  return undefined
}

function taken(what: string, cause: unknown): IdpscimError {
  return refusal(`${what}: what is not ours is never adopted silently`, cause)
}

function moved(what: string, cause: unknown): IdpscimError {
  return refusal(`the object ${what}`, cause)
}

/** Keeps the server's request id, which its support asks for. */
function refusal(message: string, cause: unknown): IdpscimError {
  const { requestId, status, detail } = isIdpscimError(cause) ? cause.facts : {}
  return new IdpscimError('TargetRefused', message, { cause, facts: { requestId, status, detail } })
}
