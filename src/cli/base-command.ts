/** What all commands share: flags in, one operation, one report out, and one way to fail. */
import { Command } from '@oclif/core/command'
import type { Input, ParserOutput } from '@oclif/core/interfaces'
import { asksDebug, asksJson } from './argv.js'
import { EXIT } from './exit.js'
import { globalFlags } from './flags.js'
import { type GlobalFlags, openShell, type Shell, type Stopping } from './shell.js'

type Parsed = Record<string, unknown>

export abstract class BaseCommand extends Command {
  static override baseFlags = globalFlags
  protected readonly stopping: Stopping = { first: 'stopping; a second one leaves at once', second: 'left at once', exit: EXIT.error }
  #shell: Shell | undefined

  /** Does the work and gives the exit code. */
  protected abstract perform(): Promise<number>

  override async run(): Promise<void> {
    process.exitCode = await this.perform()
  }

  /** Parsed flags and arguments; complaints become `BadUsage` with what was probably meant. */
  protected async input<F extends Parsed, B extends Parsed, A extends Parsed>(command: Input<F, B, A>): Promise<ParserOutput<F, B, A>> {
    try {
      return await this.parse(command)
    } catch (error) {
      const { usageError } = await import('./usage.js')
      throw await usageError(error, `${this.config.bin} ${(this.id ?? '').replaceAll(':', ' ')}`, Object.keys({ ...this.ctor.baseFlags, ...this.ctor.flags }))
    }
  }

  /** Opened once a run, when its flags are known. */
  protected open(flags: GlobalFlags): Shell {
    this.#shell ??= openShell(flags, this.stopping)
    return this.#shell
  }

  protected override async catch(error: unknown): Promise<void> {
    this.#shell?.close()
    const { reportFailure } = await import('./failure.js')
    process.exitCode = reportFailure(error, { json: asksJson(this.argv), debug: asksDebug(this.argv), color: !this.argv.includes('--no-color') })
  }

  protected override finally(): Promise<void> {
    this.#shell?.close()
    return Promise.resolve()
  }
}
