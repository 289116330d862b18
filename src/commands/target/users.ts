/** `idpscim target users`: what the target holds. */
import { BaseCommand } from '../../cli/base-command.js'
import { EXIT } from '../../cli/exit.js'
import { flatFlags } from '../../cli/flags.js'
import { checkColumns, listFlags, printList } from '../../cli/listing.js'

export default class TargetUsers extends BaseCommand {
  static override usage = 'target users [FLAGS]'
  static override summary = 'List the people of the target, ours or not'
  static override description = 'Reads every page; nothing is changed.'
  static override examples = ['<%= config.bin %> target users', "<%= config.bin %> target users --filter 'aws*' --output json"]
  static override flags = { ...listFlags, ...flatFlags }

  protected override async perform(): Promise<number> {
    const { flags } = await this.input(TargetUsers)
    const shell = this.open(flags)
    const { listTarget, TARGET_COLUMNS } = await import('../../operations/list-target.js')
    const columns = await checkColumns(flags, TARGET_COLUMNS.users)
    const { openStack } = await import('../../cli/stack.js')
    const context = await openStack(shell, flags, this.config.version, ['target'])
    await printList(shell, { ...(await listTarget(context, 'users')), columns }, flags)
    return EXIT.done
  }
}
