/** `idpscim state unlock ID`: breaks a lock, named by its id so that nobody breaks the wrong one. */
import { string } from '@oclif/core/args'
import { BaseCommand } from '../../cli/base-command.js'
import { EXIT } from '../../cli/exit.js'
import { flatFlags } from '../../cli/flags.js'

export default class StateUnlock extends BaseCommand {
  static override usage = 'state unlock ID [FLAGS]'
  static override summary = "Break the state's lock, by its id"
  static override description = 'Only for a holder that is surely gone: a lock expires by itself. The id stands in the message that refused you, and in "idpscim state show".'
  static override examples = ['<%= config.bin %> state unlock 4b2f…']
  static override args = { id: string({ required: true, ignoreStdin: true, description: "the lock's id" }) }
  static override flags = { ...flatFlags }

  protected override async perform(): Promise<number> {
    const { args, flags } = await this.input(StateUnlock)
    const shell = this.open(flags)
    const { openStack } = await import('../../cli/stack.js')
    const context = await openStack(shell, flags, this.config.version, ['state'])
    const { unlockState } = await import('../../operations/state.js')
    await unlockState(context, args.id)
    if (shell.json) shell.printJson({ unlocked: args.id })
    else shell.print('The lock is broken; the state is free.\n')
    return EXIT.done
  }
}
