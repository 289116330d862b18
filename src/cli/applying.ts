/** What `apply` and `sync` share: events drawn as they come, and the end told. */
import type { ApplyEvent, ApplyResult } from '../apply/events.js'
import { EXIT } from './exit.js'
import type { Shell, Stopping } from './shell.js'

/** Left at once, an apply goes on from its journal. */
export const STOPPING: Stopping = {
  first: 'ending what is under way; a second one leaves at once',
  second: 'left at once; what was under way is in the journal, and the same command resumes',
  exit: EXIT.incomplete,
}

export interface ApplyingFlags {
  'lock-timeout'?: number | undefined
  parallelism?: number | undefined
  verify: boolean
}

export interface ApplyingOptions {
  lockTimeoutMs?: number
  parallelism?: number
  verify: boolean
  onEvent: (event: ApplyEvent) => void
}

/** What the flags of applying say, in the operation's words. */
export async function applyOptions(shell: Shell, flags: ApplyingFlags): Promise<ApplyingOptions> {
  const { eventToLine } = await import('../report/apply-text.js')
  return {
    ...(flags['lock-timeout'] === undefined ? {} : { lockTimeoutMs: flags['lock-timeout'] }),
    ...(flags.parallelism === undefined ? {} : { parallelism: flags.parallelism }),
    verify: flags.verify,
    onEvent: (event) => shell.progress.onEvent(event, eventToLine(event)),
  }
}

/** The end as text; `resume` is the command that goes on from here, `changes` how many the plan has. */
export async function showResult(shell: Shell, result: ApplyResult, told: { resume: string; changes: number }): Promise<string> {
  const { resultToText } = await import('../report/apply-text.js')
  return resultToText(result, { ...shell.text, ...told })
}
