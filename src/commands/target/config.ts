/** `idpscim target config`: what the target can do. */
import { option } from '@oclif/core/flags'
import { BaseCommand } from '../../cli/base-command.js'
import { EXIT } from '../../cli/exit.js'
import { flatFlags } from '../../cli/flags.js'

export default class TargetConfig extends BaseCommand {
  static override usage = 'target config [FLAGS]'
  static override summary = 'Print what the target can do: what a plan knows of it, and what the target says of itself'
  static override examples = ['<%= config.bin %> target config', '<%= config.bin %> target config --output yaml']
  static override flags = { output: option({ options: ['json', 'yaml'] as const, default: 'json', summary: 'how it is printed' })(), ...flatFlags }

  protected override async perform(): Promise<number> {
    const { flags } = await this.input(TargetConfig)
    const shell = this.open(flags)
    const { openStack } = await import('../../cli/stack.js')
    const context = await openStack(shell, flags, this.config.version, ['target'])
    const { targetConfig } = await import('../../operations/list-target.js')
    const config = await targetConfig(context)
    if (shell.json || flags.output === 'json') shell.printJson(config)
    else shell.print((await import('../../report/list.js')).valueToYaml(config))
    return EXIT.done
  }
}
