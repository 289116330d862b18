/** Before the first write: every object that the plan will change is read again and found as the plan saw it. */
import type { Clock } from '../clock.js'
import { isStateOnly, type Change } from '../model/change.js'
import type { Plan } from '../plan/plan.js'
import type { Questions, TargetReader } from '../targets/target.js'
import type { Ids } from './ids.js'
import type { Ended } from './journal-entries.js'
import { asksNothing, questionsFor, type Doubt } from './questions.js'
import { see, type Seen } from './seen.js'
import { stalePlan } from './stale-plan.js'
import { examineMembership, examineObjects, type Examined } from './examine.js'

export interface ProofRequest {
  reader: TargetReader
  clock: Clock
  ids: Ids
  expected: Questions['expected']
  /** What is still to do, in the plan's order; for a membership with the people who are. */
  doubts: readonly Doubt[]
  /** An apply that resumes may find an object as `after`: that change is done. */
  resumes: boolean
}

export interface Proof {
  /** What reading found to be done already. */
  done: readonly Ended[]
  objects: number
  /** By `Clock.monotonic`: from when on the target was seen like this. */
  at: number
}

/** Throws `StalePlan` that names each object that is not as the plan saw it. */
export async function prove(request: ProofRequest): Promise<Proof> {
  const { reader, clock, ids, expected, doubts, resumes } = request
  const needed = doubts.filter(({ change }) => needsProof(change))
  const at = clock.monotonic()
  const questions = questionsFor(needed, ids, expected)
  if (asksNothing(questions)) return { done: [], objects: 0, at }
  const seen = see(await reader.look(questions))
  const { problems, done } = examine(needed, seen, ids, resumes)
  if (problems.length > 0) throw movedObjects(problems, resumes)
  return { done, objects: questions.users.length + questions.groups.length + questions.members.length, at }
}

/** One change read again, singly: why it may not be done any more, or undefined. */
export async function proveAgain(doubt: Doubt, { reader, ids, expected }: Pick<ProofRequest, 'reader' | 'ids' | 'expected'>): Promise<string | undefined> {
  const questions = questionsFor([doubt], ids, expected)
  if (asksNothing(questions)) return undefined
  const { problems } = examine([doubt], see(await reader.look(questions)), ids, false)
  return problems.length === 0 ? undefined : `changed since it was proven: ${problems.join('; ')}`
}

/** Rows that the plan's own listing had, so that the reader can weigh listing again against single reads. */
export function expectedRows(plan: Plan): Questions['expected'] {
  const target = plan.base.snapshots.find(({ role }) => role === 'target')
  return { users: target?.evidence.users ?? 0, groups: target?.evidence.groups ?? 0 }
}

/** What moves only what we remember needs none; but an adoption takes the object as it is said to be. */
export function needsProof(change: Change): boolean {
  return !isStateOnly(change) || change.action === 'adopt'
}

function examine(doubts: readonly Doubt[], seen: Seen, ids: Ids, resumes: boolean): Examined {
  const problems: string[] = []
  const done: Ended[] = []
  const add = (examined: Examined) => {
    problems.push(...examined.problems)
    done.push(...examined.done)
  }
  const objects = doubts.flatMap(({ change }) => (change.kind === 'membership' ? [] : [change]))
  add(examineObjects(objects, seen, ids, resumes))
  const deleted = new Set(done.flatMap(({ change }) => (change.kind === 'group' && change.action === 'delete' ? [change.targetId] : [])))
  for (const { change, members } of doubts) {
    if (change.kind === 'membership') add(examineMembership(change, members ?? change.members, { seen, ids, resumes, deleted: deleted.has(ids.of(change)) }))
  }
  return { problems, done }
}

function movedObjects(problems: readonly string[], resumes: boolean) {
  const shown = problems.slice(0, 20)
  const more = problems.length > shown.length ? `\n  and ${problems.length - shown.length} more` : ''
  const so = resumes ? 'nothing more was changed' : 'nothing was changed'
  return stalePlan(`the target moved since the plan was made; ${so}:\n  ${shown.join('\n  ')}${more}`, { objects: shown, count: problems.length })
}
