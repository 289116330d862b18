/** `idpscim state pull`: the state as it is, for a backup or an edit by hand. */
import { BaseCommand } from '../../cli/base-command.js'
import { EXIT } from '../../cli/exit.js'
import { flatFlags } from '../../cli/flags.js'

export default class StatePull extends BaseCommand {
  static override usage = 'state pull [FLAGS]'
  static override summary = 'Print the stored state as JSON'
  static override description = 'What "idpscim state push" takes back. It holds people\'s data: keep the copy where others cannot read it.'
  static override examples = ['<%= config.bin %> state pull > state-backup.json']
  static override flags = { ...flatFlags }

  protected override async perform(): Promise<number> {
    const { flags } = await this.input(StatePull)
    const shell = this.open(flags)
    const { openStack } = await import('../../cli/stack.js')
    const context = await openStack(shell, flags, this.config.version, ['target', 'state'])
    const { pullState } = await import('../../operations/state.js')
    shell.printJson(await pullState(context))
    return EXIT.done
  }
}
