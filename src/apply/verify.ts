/** For `--verify`: what was written is read back once more. */
import { isStateOnly } from '../model/change.js'
import type { Questions, TargetReader } from '../targets/target.js'
import type { ApplyResult } from './events.js'
import type { Ids } from './ids.js'
import type { Ended } from './journal-entries.js'
import { asksNothing, questionsFor } from './questions.js'
import { see } from './seen.js'
import { differenceFromAfter, splitMembers } from './standing.js'

/** Only the last change of an object can be seen in it. */
export async function verify(
  ended: readonly Ended[],
  { reader, ids, expected }: { reader: TargetReader; ids: Ids; expected: Questions['expected'] },
): Promise<ApplyResult['mismatches']> {
  const written = lastOfEach(ended.filter(({ change }) => !isStateOnly(change)), ids)
  const doubts = written.map(({ change, outcome }) => ({ change, ...(outcome.members === undefined ? {} : { members: outcome.members }) }))
  const questions = questionsFor(doubts, ids, expected)
  if (asksNothing(questions)) return []
  const seen = see(await reader.look(questions))
  return written.flatMap(({ change, outcome }) => {
    if (change.kind === 'membership') {
      const { todo } = splitMembers(change, outcome.members ?? [], seen, ids)
      const where = change.action === 'add' ? 'not in' : 'still in'
      return todo.length === 0 ? [] : [{ change: change.id, summary: `${todo.slice(0, 10).join(', ')}${todo.length > 10 ? ` and ${todo.length - 10} more` : ''}: ${where} "${change.key}"` }]
    }
    const summary = differenceFromAfter(change, seen, ids)
    return summary === undefined ? [] : [{ change: change.id, summary: `${change.key} ${summary}` }]
  })
}

function lastOfEach(ended: readonly Ended[], ids: Ids): Ended[] {
  const last = new Map<string, Ended>()
  for (const one of ended) {
    const { change, outcome } = one
    if (change.kind !== 'membership') {
      last.set(`${change.kind} ${outcome.targetId ?? ids.of(change) ?? change.id}`, one)
      continue
    }
    const before = last.get(change.id)?.outcome.members ?? []
    last.set(change.id, { change, outcome: { members: [...new Set([...before, ...(outcome.members ?? [])])] } })
  }
  return [...last.values()]
}
