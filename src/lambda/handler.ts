/** The function: one event in, one operation, one answer out; a failure is a failed invocation. */
import { systemClock } from '../clock.js'
import type { Answer } from './answer.js'
import { watchDeadline } from './deadline.js'
import { type LambdaEvent, parseEvent } from './event.js'
import { FailedInvocation, failureOf } from './failure.js'
import { perform } from './perform.js'
import { openRun } from './run.js'
import { version } from './version.js'

/** The part of Lambda's context object that is used here. */
export interface LambdaContext {
  awsRequestId?: string
  getRemainingTimeInMillis?: () => number
}

/** AWS's longest, for whoever calls the handler without a clock of Lambda's. */
const LONGEST_MS = 900_000

/** @throws FailedInvocation whatever went wrong, under its code's name */
export async function handler(payload: unknown, context: LambdaContext = {}): Promise<Answer> {
  const { env } = process
  const deadline = watchDeadline(context.getRemainingTimeInMillis?.() ?? LONGEST_MS)
  const run = openRun({ env, clock: systemClock, requestId: context.awsRequestId, write: (line) => process.stdout.write(`${line}\n`) })
  let event: LambdaEvent | undefined
  try {
    event = parseEvent(payload)
    run.log.info('starting sync groups', { codeVersion: version, operation: event.operation })
    const root = env['LAMBDA_TASK_ROOT'] ?? process.cwd()
    const answer = await perform(event, { env, root, signal: deadline.signal, clock: systemClock, toolVersion: version, listener: run.listener })
    await run.ended({ event, answer })
    return answer
  } catch (error) {
    const failure = failureOf(error)
    await run.ended({ event, failure })
    throw new FailedInvocation(failure)
  } finally {
    deadline.clear()
  }
}
