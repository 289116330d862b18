/** `idpscim target members`: what the target holds. */
import { BaseCommand } from '../../cli/base-command.js'
import { EXIT } from '../../cli/exit.js'
import { flatFlags } from '../../cli/flags.js'
import { checkColumns, listFlags, printList } from '../../cli/listing.js'

export default class TargetMembers extends BaseCommand {
  static override usage = 'target members [FLAGS]'
  static override summary = 'List who is in which group of the target'
  static override description = 'Reads every page; nothing is changed.'
  static override examples = ['<%= config.bin %> target members', "<%= config.bin %> target members --filter 'aws*' --output json"]
  static override flags = { ...listFlags, ...flatFlags }

  protected override async perform(): Promise<number> {
    const { flags } = await this.input(TargetMembers)
    const shell = this.open(flags)
    const { listTarget, TARGET_COLUMNS } = await import('../../operations/list-target.js')
    const columns = await checkColumns(flags, TARGET_COLUMNS.members)
    const { openStack } = await import('../../cli/stack.js')
    const context = await openStack(shell, flags, this.config.version, ['target'])
    await printList(shell, { ...(await listTarget(context, 'members')), columns }, flags)
    return EXIT.done
  }
}
