/** One group's additions or removals: whoever the target refuses stays behind alone. */
import { invariant, isIdpscimError } from '../errors.js'
import type { MembershipChange } from '../model/change.js'
import { failed, failureOf, isRefusal, lookAgain, waitFor, WAITS, type Ending, type Hands } from './hands.js'
import { splitMembers } from './standing.js'

interface Batch {
  members: readonly string[]
  tries: number
}

/** Waiting for people who were just created is shared by the whole change, not repeated for each of them. */
const PATIENCE_MS = WAITS.reduce((sum, wait) => sum + wait, 0)

/** A vendor may apply a refused request in part (AWS does not say), so after any failure the group is read and only the rest is tried again. */
export async function executeMembership(change: MembershipChange, members: readonly string[], hands: Hands): Promise<Ending> {
  const { clock, ids } = hands
  const groupId = ids.of(change)
  invariant(groupId !== undefined, `${change.id} names a group that does not exist`)
  const begun = clock.monotonic()
  const done: string[] = []
  const refused: { members: readonly string[]; error: unknown }[] = []
  const batches: Batch[] = [{ members, tries: 0 }]

  for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) {
    try {
      await write(change, groupId, batch.members, hands)
      done.push(...batch.members)
    } catch (error) {
      const lost = isIdpscimError(error, 'AnswerLost')
      if (!lost && !isIdpscimError(error, 'TargetRefused')) throw error
      const seen = await lookAgain({ change, members: batch.members }, hands)
      const rest = splitMembers(change, batch.members, seen, ids)
      done.push(...rest.done)
      if (rest.todo.length === 0) continue
      const mayAppear = lost || isRefusal(error, 'missing')
      const patient = mayAppear && clock.monotonic() - begun < PATIENCE_MS
      const divisible = !lost && rest.todo.length > 1 && seen.members(groupId) !== undefined
      if (patient && (batch.tries < 3 || !divisible)) {
        await waitFor(WAITS[Math.min(batch.tries, WAITS.length - 1)] ?? 0, hands)
        batches.push({ members: rest.todo, tries: batch.tries + 1 })
      } else if (divisible) {
        const half = Math.ceil(rest.todo.length / 2)
        batches.push({ members: rest.todo.slice(half), tries: batch.tries }, { members: rest.todo.slice(0, half), tries: batch.tries })
      } else refused.push({ members: rest.todo, error })
    }
  }
  return ending(done.sort(), refused)
}

async function write(change: MembershipChange, groupId: string, members: readonly string[], { writer, ids }: Hands): Promise<void> {
  const userIds = members.map((key) => {
    const id = ids.member(change, key)
    invariant(id !== undefined, `${change.id} names ${key}, who does not exist in the target`)
    return id
  })
  await (change.action === 'add' ? writer.addMembers(groupId, userIds) : writer.removeMembers(groupId, userIds))
}

function ending(done: string[], refused: readonly { members: readonly string[]; error: unknown }[]): Ending {
  const [first] = refused
  if (first === undefined) return { status: 'done', outcome: { members: done } }
  const people = refused.flatMap(({ members }) => members)
  const failure = failureOf(first.error)
  const shown = `${people.slice(0, 10).join(', ')}${people.length > 10 ? ` and ${people.length - 10} more` : ''}`
  const known = !refused.some(({ error }) => isIdpscimError(error, 'AnswerLost'))
  return { ...failed(first.error, { known, outcome: { members: done } }), failure: { ...failure, message: `${shown}: ${failure.message}` } }
}
