/** `idpscim state show`: what this stack manages, and who holds the lock. */
import { BaseCommand } from '../../cli/base-command.js'
import { EXIT } from '../../cli/exit.js'
import { flatFlags } from '../../cli/flags.js'

export default class StateShow extends BaseCommand {
  static override usage = 'state show [FLAGS]'
  static override summary = 'Print the state: what this stack manages, and who holds the lock'
  static override examples = ['<%= config.bin %> state show', '<%= config.bin %> state show --json']
  static override flags = { ...flatFlags }

  protected override async perform(): Promise<number> {
    const { flags } = await this.input(StateShow)
    const shell = this.open(flags)
    const { openStack } = await import('../../cli/stack.js')
    const context = await openStack(shell, flags, this.config.version, ['state'])
    const { readStateOf } = await import('../../operations/state.js')
    const { place, state, holder } = await readStateOf(context)
    if (shell.json) {
      shell.printJson({ place, state: state ?? null, holder: holder ?? null })
      return EXIT.done
    }
    const { noStateToText, stateToText } = await import('../../report/state-text.js')
    shell.print(state === undefined ? noStateToText({ ...shell.text, place, holder }) : stateToText(state, { ...shell.text, place, holder }))
    return EXIT.done
  }
}
