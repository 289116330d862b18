/** The function: one event in, one operation, one answer out; a failure is a failed invocation. */
import { systemClock } from '../clock.js'
import type { Config } from '../config/config.js'
import { createLogger, levelOf, type Logger } from '../log/logger.js'
import { createProgress } from '../log/progress.js'
import { redact } from '../model/secret.js'
import { eventToLine } from '../report/apply-text.js'
import type { Answer } from './answer.js'
import { logChange } from './change-log.js'
import { watchDeadline } from './deadline.js'
import { parseEvent } from './event.js'
import { FailedInvocation, failureOf } from './failure.js'
import { type Listener, perform } from './perform.js'
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
  const log = openLog(env, context)
  const begun = systemClock.monotonic()
  try {
    const event = parseEvent(payload)
    log.info('starting sync groups', { codeVersion: version, operation: event.operation })
    const answer = await perform(event, {
      env,
      root: env['LAMBDA_TASK_ROOT'] ?? process.cwd(),
      signal: deadline.signal,
      clock: systemClock,
      toolVersion: version,
      listener: listening(log),
    })
    log.info('sync groups completed', { status: answer.status, duration: Math.round(systemClock.monotonic() - begun) })
    return answer
  } catch (error) {
    const { name, message, suggestions, facts, cause } = failureOf(error)
    log.error(message, { code: name, suggestions, facts, ...(name === 'Internal' && cause instanceof Error ? { stack: cause.stack } : {}) })
    throw new FailedInvocation({ name, message, suggestions, facts, cause })
  } finally {
    deadline.clear()
  }
}

function openLog(env: NodeJS.ProcessEnv, { awsRequestId }: LambdaContext): Logger {
  return createLogger({
    level: levelOf(env['IDPSCIM_LOG_LEVEL']) ?? 'info',
    format: env['IDPSCIM_LOG_FORMAT'] === 'text' ? 'text' : 'json',
    terminal: false,
    now: () => systemClock.now(),
    write: (line) => process.stdout.write(`${redact(line)}\n`),
    ...(awsRequestId === undefined ? {} : { facts: { requestId: awsRequestId } }),
  })
}

function listening(log: Logger): Listener {
  const progress = createProgress({ log, columns: () => 0, monotonic: () => systemClock.monotonic() })
  return {
    onConfig: (config) => {
      log.adjust({ level: config.log.level, format: log.format })
      warnings(log, config)
    },
    onProgress: (event) => progress.onProgress(event),
    onPlan: ({ id, stack, changes, policy }) => {
      progress.clear()
      log.info('planned', { stack, planId: id, changes: changes.length, blocked: policy.blocked })
    },
    onEvent: (event) => {
      if (event.type === 'change') logChange(log, event)
      else progress.onEvent(event, eventToLine(event))
    },
  }
}

function warnings(log: Logger, config: Config): void {
  for (const { summary, detail, place } of config.warnings) log.warn(summary, { detail, ...place })
}
