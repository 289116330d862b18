/** What `apply` and `sync` share: events drawn as they come, and the end told. */
import type { ApplyEvent, ApplyResult } from '../apply/events.js'
import type { Shell } from './shell.js'

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

export async function applyOptions(shell: Shell, flags: ApplyingFlags): Promise<ApplyingOptions> {
  const { eventToLine } = await import('../report/apply-text.js')
  return {
    ...(flags['lock-timeout'] === undefined ? {} : { lockTimeoutMs: flags['lock-timeout'] }),
    ...(flags.parallelism === undefined ? {} : { parallelism: flags.parallelism }),
    verify: flags.verify,
    onEvent: (event) => shell.progress.onEvent(event, eventToLine(event)),
  }
}

/** `resume` is the command that goes on from here. */
export async function showResult(shell: Shell, result: ApplyResult, resume: string): Promise<string> {
  const { resultToText } = await import('../report/apply-text.js')
  return resultToText(result, { ...shell.text, resume })
}
