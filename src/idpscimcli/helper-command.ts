/** What all commands of `idpscimcli` share: its own global flags, and how it prints what it was answered. */
import { custom, string } from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.js'
import { globalFlags } from '../cli/flags.js'
import { goDurationMs } from '../cli/go-duration.js'
import type { Shell } from '../cli/shell.js'
import { systemClock, unlessLate } from '../clock.js'
import { type ErrorCode, IdpscimError } from '../errors.js'

const timeout = custom<number>({
  parse: (input) => {
    const ms = goDurationMs(input)
    if (ms === undefined) throw new Error(`${JSON.stringify(input)} is no duration: write a number and ms, s, m or h, as in 10s or 1m30s`)
    return Promise.resolve(ms)
  },
})

const { json, ...shared } = globalFlags

export const helperFlags = {
  ...shared,
  json: { ...json, summary: 'the same as --output-format json; errors as JSON on stdout too' },
  // The original's 10 seconds were for one page, and this lists them all.
  timeout: timeout({ helpGroup: 'GLOBAL', helpValue: '10s', summary: 'give up after so long, e.g. 10s or 1m30s [default: as long as it takes]' }),
  'output-format': string({ helpGroup: 'GLOBAL', default: 'json', helpValue: 'json|yaml', summary: 'how the answer is printed; anything else means json' }),
}

export interface HelperFlags {
  timeout?: number | undefined
  'output-format': string
}

export abstract class HelperCommand extends BaseCommand {
  static override baseFlags = helperFlags

  /** What it is when no whole answer comes in time. */
  protected abstract readonly late: 'SourceIncomplete' | 'TargetIncomplete'

  /** Prints what `ask` is answered, within the time that was given. */
  protected async answer(shell: Shell, flags: HelperFlags, ask: () => Promise<unknown>): Promise<void> {
    const answered = await within(flags.timeout, ask(), this.late)
    if (flags['output-format'] === 'yaml' && !shell.json) shell.print((await import('../report/list.js')).valueToYaml(answered))
    else shell.printJson(answered)
  }
}

/** What is given up is reading alone: nothing is left half done. */
function within<T>(ms: number | undefined, work: Promise<T>, code: ErrorCode): Promise<T> {
  if (ms === undefined) return work
  return unlessLate(systemClock, ms, work, () => {
    throw new IdpscimError(code, `no whole answer within ${ms} ms: what was read is not printed`, { suggestions: ['allow more with --timeout, or leave it out'], retryable: true })
  })
}
