/** `idpscim state rm user|group KEY`: forgets one, and leaves it in the target as it is. */
import { string } from '@oclif/core/args'
import { BaseCommand } from '../../cli/base-command.js'
import { EXIT } from '../../cli/exit.js'
import { flatFlags } from '../../cli/flags.js'
import { lockFlag, lockTimeout } from '../../cli/locking.js'

export default class StateRm extends BaseCommand {
  static override usage = 'state rm user|group KEY [FLAGS]'
  static override summary = 'Forget a user or a group, without touching the target'
  static override description = 'From then on nothing changes or deletes it, until it is adopted again. To take it out of the target, take it out of its source instead.'
  static override examples = ['<%= config.bin %> state rm user alice@example.com', "<%= config.bin %> state rm group 'AWS Admins'"]
  static override args = {
    kind: string({ required: true, ignoreStdin: true, options: ['user', 'group'], description: 'what it is' }),
    key: string({ required: true, ignoreStdin: true, description: "the userName or the group's name, as in \"idpscim state list\"" }),
  }
  static override flags = { ...lockFlag, ...flatFlags }

  protected override async perform(): Promise<number> {
    const { args, flags } = await this.input(StateRm)
    const shell = this.open(flags)
    const { openStack } = await import('../../cli/stack.js')
    const context = await openStack(shell, flags, this.config.version, ['target', 'state'])
    const { forget } = await import('../../operations/state-rm.js')
    const forgotten = await forget(context, { kind: args.kind === 'user' ? 'user' : 'group', key: args.key }, lockTimeout(flags))
    const { forgottenToText } = await import('../../report/state-work-text.js')
    if (shell.json) shell.printJson(forgotten)
    else shell.print(forgottenToText(forgotten, shell.text))
    return EXIT.done
  }
}
