/** `idpscim source groups`: what the sources hold. */
import { boolean, string } from '@oclif/core/flags'
import { BaseCommand } from '../../cli/base-command.js'
import { EXIT } from '../../cli/exit.js'
import { flatFlags } from '../../cli/flags.js'
import { checkColumns, listFlags, printList } from '../../cli/listing.js'

export default class SourceGroups extends BaseCommand {
  static override usage = 'source groups [FLAGS]'
  static override summary = 'List the groups of the sources, with how many people each holds'
  static override description = 'Reads the sources whole, as a plan does, and nothing else.'
  static override examples = ['<%= config.bin %> source groups', { description: 'Everything that the account may see, for a spreadsheet', command: '<%= config.bin %> source groups --all --output csv' }]
  static override flags = {
    ...listFlags,
    all: boolean({ summary: 'without the filters of the configuration' }),
    source: string({ helpValue: 'NAME', summary: 'this source alone' }),
    ...flatFlags,
  }

  protected override async perform(): Promise<number> {
    const { flags } = await this.input(SourceGroups)
    const shell = this.open(flags)
    const { listSource, SOURCE_COLUMNS } = await import('../../operations/list-source.js')
    const columns = await checkColumns(flags, SOURCE_COLUMNS.groups)
    const { openStack } = await import('../../cli/stack.js')
    const context = await openStack(shell, flags, this.config.version, ['sources'])
    const list = await listSource(context, { what: 'groups', unfiltered: flags.all, ...(flags.source === undefined ? {} : { source: flags.source }) })
    await printList(shell, { ...list, columns }, flags)
    return EXIT.done
  }
}
