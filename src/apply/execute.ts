/** Brings one change to its end: writes it, and settles by reading whatever the answer leaves open. */
import { executeMembership } from './execute-membership.js'
import { executeObject } from './execute-object.js'
import { failed, Halted, isOfTheTarget, type Ending, type Hands } from './hands.js'
import type { Ready } from './schedule.js'

/** What a change may end with is an `Ending`; what is thrown stops the apply: a lost lease, or a bug. */
export async function execute({ change, members }: Ready, hands: Hands): Promise<Ending> {
  try {
    return change.kind === 'membership' ? await executeMembership(change, members, hands) : await executeObject(change, hands)
  } catch (error) {
    if (error instanceof Halted) return { status: 'left' }
    // Thrown out of a reading that should have settled things.
    if (isOfTheTarget(error)) return failed(error, { known: false })
    throw error
  }
}
