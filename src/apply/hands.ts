/** What a single change is done with, and how it may end. */
import type { Clock } from '../clock.js'
import { isIdpscimError } from '../errors.js'
import type { Questions, TargetReader, TargetWriter } from '../targets/target.js'
import type { Failure } from './events.js'
import type { Ids } from './ids.js'
import type { Outcome } from './journal-entries.js'
import { questionsFor, type Doubt } from './questions.js'
import { see, type Seen } from './seen.js'

export interface Hands {
  writer: TargetWriter
  reader: TargetReader
  clock: Clock
  ids: Ids
  expected: Questions['expected']
  /** Aborted once no more may be begun: waiting for another try ends then too. */
  halt: AbortSignal
}

export type Ending = { status: 'done'; outcome: Outcome } | FailedEnding | { status: 'left' }

export interface FailedEnding {
  status: 'failed'
  /** A failed membership may be done for some people. */
  outcome: Outcome
  failure: Failure
  /** False when even reading could not tell whether the change happened. */
  known: boolean
}

/** Milliseconds between tries, half a minute together: what was just written may not be seen at once (ssosync#42 saw a 404 for a new user). */
export const WAITS: readonly number[] = [500, 1000, 2000, 4000, 8000, 14_500]

/** Stopped while waiting for another try: whoever resumes reads how the change stands. */
export class Halted extends Error {}

export async function waitFor(ms: number, { clock, halt }: Hands): Promise<void> {
  try {
    await clock.sleep(ms, halt)
  } catch (error) {
    throw halt.aborted ? new Halted() : error
  }
  if (halt.aborted) throw new Halted()
}

export async function lookAgain(doubt: Doubt, { reader, ids, expected }: Hands): Promise<Seen> {
  return see(await reader.look(questionsFor([doubt], ids, expected)))
}

export function failed(error: unknown, { known, outcome = {} }: { known: boolean; outcome?: Outcome }): FailedEnding {
  return { status: 'failed', outcome, failure: failureOf(error), known }
}

/** In the server's own words, where it gave any. */
export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error)
  if (!isIdpscimError(error)) return { message }
  const { detail, requestId, status } = error.facts
  return {
    message: typeof detail === 'string' && !message.includes(detail) ? `${message}: ${detail}` : message,
    ...(typeof requestId === 'string' ? { requestId } : {}),
    ...(typeof status === 'number' ? { status } : {}),
    ...(error.suggestions.length === 0 ? {} : { suggestions: error.suggestions }),
  }
}

/** Errors that speak of one request and leave the others alone. */
export function isOfTheTarget(error: unknown): boolean {
  return isIdpscimError(error, 'TargetRefused') || isIdpscimError(error, 'AnswerLost') || isIdpscimError(error, 'TargetIncomplete')
}

/** Whether the target answered no, for this reason. */
export function isRefusal(error: unknown, fact: 'conflict' | 'missing'): boolean {
  return isIdpscimError(error, 'TargetRefused') && error.facts[fact] === true
}
