/** Closes an apply that somebody else left unfinished: reads how its open changes stand, and writes down what became of them all. */
import type { Clock } from '../clock.js'
import { IdpscimError } from '../errors.js'
import type { Lease, StateStore } from '../state/state-store.js'
import type { TargetReader } from '../targets/target.js'
import { createIds } from './ids.js'
import { readJournal, type Ended, type Recorded } from './journal-entries.js'
import { asksNothing, questionsFor } from './questions.js'
import { remember } from './remember.js'
import { see } from './seen.js'
import { splitMembers, standingOf } from './standing.js'

export interface SettleDeps {
  store: StateStore
  reader: TargetReader
  clock: Clock
  lease: Lease
}

/**
 * Does nothing unless the state names an unfinished apply. Needs its journal alone, and never writes to the target: what was
 * begun and not done is left undone. After it, the plan of that apply is stale.
 */
export async function settle({ store, reader, clock, lease }: SettleDeps): Promise<void> {
  const stored = await store.read()
  const applying = stored?.state.applying
  if (stored === undefined || applying === undefined) return
  const journal = store.journal(applying.journal)
  const recorded = await readJournal(journal)
  if (recorded.open.length > 0 && reader.fingerprint !== stored.state.target) throw otherTarget(applying.planId, stored.state.target, reader.fingerprint)

  const base = recorded.base ?? stored.state
  const expected = { users: base.users.length, groups: base.groups.length }
  const ended = [...recorded.ended, ...(await readBack(recorded, reader, expected))]
  const { applying: _, ...settled } = remember(base, ended, new Date(clock.now()).toISOString())
  await store.write({ ...settled, serial: stored.state.serial + 1 }, { ifVersion: stored.version, lease })
  await journal.close()
}

async function readBack({ ended, open }: Recorded, reader: TargetReader, expected: { users: number; groups: number }): Promise<Ended[]> {
  const ids = createIds()
  for (const { change, outcome } of ended) if (outcome.targetId !== undefined) ids.learn(change, outcome.targetId)
  const questions = questionsFor(open.map((change) => ({ change })), ids, expected)
  if (asksNothing(questions)) return []
  const seen = see(await reader.look(questions))
  return open.flatMap((change): Ended[] => {
    if (change.kind === 'membership') {
      const known = change.members.filter((key) => ids.member(change, key) !== undefined)
      const { done } = splitMembers(change, known, seen, ids)
      return done.length === 0 ? [] : [{ change, outcome: { members: done } }]
    }
    const standing = standingOf(change, seen, ids)
    if (standing.as !== 'after') return []
    return [{ change, outcome: change.action === 'create' ? { targetId: standing.targetId } : {} }]
  })
}

function otherTarget(planId: string, ours: string, theirs: string): IdpscimError {
  return new IdpscimError('BadConfig', `the apply of plan ${planId.slice(0, 12)} is unfinished on the target ${ours}, and the configuration names the target ${theirs}`, {
    suggestions: ['Settle it first with the configuration that it was applied with: idpscim plan, or apply that plan again.'],
  })
}
