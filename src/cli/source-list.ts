/** `idpscim source groups|members|users`: one command for each of the lists that sources hold. */
import { boolean, string } from '@oclif/core/flags'
import type { SourceList } from '../operations/list-source.js'
import { BaseCommand } from './base-command.js'
import { EXIT } from './exit.js'
import { flatFlags } from './flags.js'
import { checkColumns, listFlags, printList } from './listing.js'

const flags = {
  ...listFlags,
  all: boolean({ summary: 'without the filters of the configuration' }),
  source: string({ helpValue: 'NAME', summary: 'this source alone' }),
  ...flatFlags,
}

export function sourceListCommand(what: SourceList, summary: string) {
  return class SourceListCommand extends BaseCommand {
    static override usage = `source ${what} [FLAGS]`
    static override summary = summary
    static override description = 'Reads the sources whole, as a plan does, and nothing else.'
    static override examples = [`<%= config.bin %> source ${what}`, { description: 'Everything that the account may see, for a spreadsheet', command: `<%= config.bin %> source ${what} --all --output csv` }]
    static override flags = flags

    protected override async perform(): Promise<number> {
      const { flags: given } = await this.input(SourceListCommand)
      const shell = this.open(given)
      const { listSource, SOURCE_COLUMNS } = await import('../operations/list-source.js')
      const columns = await checkColumns(given, SOURCE_COLUMNS[what])
      const { openStack } = await import('./stack.js')
      const context = await openStack(shell, given, this.config.version, ['sources'])
      const list = await listSource(context, { what, unfiltered: given.all, ...(given.source === undefined ? {} : { source: given.source }) })
      await printList(shell, { ...list, columns }, given)
      return EXIT.done
    }
  }
}
