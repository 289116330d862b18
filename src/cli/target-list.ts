/** `idpscim target groups|members|users`: one command for each of the lists that the target holds. */
import type { TargetList } from '../operations/list-target.js'
import { BaseCommand } from './base-command.js'
import { EXIT } from './exit.js'
import { flatFlags } from './flags.js'
import { checkColumns, listFlags, printList } from './listing.js'

export function targetListCommand(what: TargetList, summary: string) {
  return class TargetListCommand extends BaseCommand {
    static override usage = `target ${what} [FLAGS]`
    static override summary = summary
    static override description = 'Reads every page; nothing is changed.'
    static override examples = [`<%= config.bin %> target ${what}`, `<%= config.bin %> target ${what} --filter 'aws*' --output json`]
    static override flags = { ...listFlags, ...flatFlags }

    protected override async perform(): Promise<number> {
      const { flags } = await this.input(TargetListCommand)
      const shell = this.open(flags)
      const { listTarget, TARGET_COLUMNS } = await import('../operations/list-target.js')
      const columns = await checkColumns(flags, TARGET_COLUMNS[what])
      const { openStack } = await import('./stack.js')
      const context = await openStack(shell, flags, this.config.version, ['target'])
      await printList(shell, { ...(await listTarget(context, what)), columns }, flags)
      return EXIT.done
    }
  }
}
