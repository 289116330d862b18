/** What is told of one run while it goes on and when it has ended: log lines, and its metrics. */
import type { Clock } from '../clock.js'
import { createLogger, levelOf, type Logger } from '../log/logger.js'
import { createProgress } from '../log/progress.js'
import { redact } from '../model/secret.js'
import type { Context } from '../operations/context.js'
import { rememberGood, secondsSinceGood } from '../operations/last-good.js'
import { eventToLine } from '../report/apply-text.js'
import { diagnosticToLine } from '../report/place-text.js'
import type { Answer } from './answer.js'
import { logChange } from './change-log.js'
import type { LambdaEvent } from './event.js'
import type { Told } from './failure.js'
import { createMeter, metricsLine, tokenMetrics } from './meter.js'
import type { Listener } from './perform.js'

export interface Run {
  log: Logger
  listener: Listener
  /** Never throws: how a run ended is not changed by what is told of it. */
  ended(how: { event: LambdaEvent; answer: Answer } | { event: LambdaEvent | undefined; failure: Told }): Promise<void>
}

export interface RunOptions {
  env: NodeJS.ProcessEnv
  clock: Clock
  /** Lambda's name of this invocation. */
  requestId: string | undefined
  write(line: string): void
}

export function openRun(options: RunOptions): Run {
  const { env, clock, requestId } = options
  const write = (line: string) => options.write(line)
  const begun = clock.monotonic()
  const log = createLogger({
    level: levelOf(env['IDPSCIM_LOG_LEVEL']) ?? 'info',
    format: env['IDPSCIM_LOG_FORMAT'] === 'text' ? 'text' : 'json',
    terminal: false,
    now: () => clock.now(),
    write: (line) => write(redact(line)),
    ...(requestId === undefined ? {} : { facts: { requestId } }),
  })
  const progress = createProgress({ log, columns: () => 0, monotonic: () => clock.monotonic() })
  const meter = createMeter()
  let context: Context | undefined

  return {
    log,
    listener: {
      onOpen: (opened) => {
        context = opened
        log.adjust({ level: opened.config.log.level, format: log.format })
        for (const warning of opened.config.warnings) log.warn(diagnosticToLine(warning))
      },
      onProgress: (event) => {
        meter.onProgress(event)
        progress.onProgress(event)
      },
      onPlan: (plan) => {
        meter.onPlan(plan)
        progress.clear()
        log.info('planned', { stack: plan.stack, planId: plan.id, changes: plan.changes.length, blocked: plan.policy.blocked })
      },
      onEvent: (event) => {
        meter.onEvent(event)
        if (event.type === 'change') logChange(log, event)
        else progress.onEvent(event, eventToLine(event))
      },
      advanced: () => (meter.counted().Changes ?? 0) > 0,
    },
    ended: async ({ event, ...how }) => {
      progress.end()
      const duration = Math.round(clock.monotonic() - begun)
      if ('answer' in how) log.info('sync groups completed', { operation: event?.operation, status: how.answer.status, duration })
      else logFailure(log, how.failure)
      // Before the configuration was read nobody knows of which stack it was.
      if (context === undefined) return
      // With its time over a run asks for nothing more: an age that is missing raises the alarm as one that is high.
      const isLate = context.signal?.aborted === true
      const age = 'answer' in how && endsWell(how.answer) ? await goodAge(context) : isLate ? undefined : await secondsSinceGood(context)
      const blocked = 'answer' in how ? how.answer.status === 'planned' && how.answer.blocked : how.failure.name === 'PolicyBlocked'
      const { config } = context
      const metrics = { ...meter.counted(), Blocked: Number(blocked), Duration: duration, ...(age === undefined ? {} : { AgeOfLastGoodApply: age }), ...tokenMetrics(config, clock.now()) }
      write(metricsLine(metrics, { stack: config.stack, now: clock.now(), facts: { requestId, operation: event?.operation, status: 'answer' in how ? how.answer.status : how.failure.name } }))
    },
  }
}

/** Who finds nothing to do knows as well as who did it all that the target is as it shall be. */
function endsWell({ status }: Answer): boolean {
  return status === 'applied' || status === 'unchanged'
}

async function goodAge(context: Context): Promise<number> {
  await rememberGood(context)
  return 0
}

function logFailure(log: Logger, { name, message, suggestions, facts, cause }: Told): void {
  log.error(message, { code: name, suggestions, facts, ...(name === 'Internal' && cause instanceof Error ? { stack: cause.stack } : {}) })
}
