/** `idpscim source members`: what the sources hold. */
import { boolean, string } from '@oclif/core/flags'
import { BaseCommand } from '../../cli/base-command.js'
import { EXIT } from '../../cli/exit.js'
import { flatFlags } from '../../cli/flags.js'
import { checkColumns, listFlags, printList } from '../../cli/listing.js'

export default class SourceMembers extends BaseCommand {
  static override usage = 'source members [FLAGS]'
  static override summary = 'List who is in which group of the sources, and through which nested groups'
  static override description = 'Reads the sources whole, as a plan does, and nothing else.'
  static override examples = ['<%= config.bin %> source members', { description: 'Everything that the account may see, for a spreadsheet', command: '<%= config.bin %> source members --all --output csv' }]
  static override flags = {
    ...listFlags,
    all: boolean({ summary: 'without the filters of the configuration' }),
    source: string({ helpValue: 'NAME', summary: 'this source alone' }),
    ...flatFlags,
  }

  protected override async perform(): Promise<number> {
    const { flags } = await this.input(SourceMembers)
    const shell = this.open(flags)
    const { listSource, SOURCE_COLUMNS } = await import('../../operations/list-source.js')
    const columns = await checkColumns(flags, SOURCE_COLUMNS.members)
    const { openStack } = await import('../../cli/stack.js')
    const context = await openStack(shell, flags, this.config.version, ['sources'])
    const list = await listSource(context, { what: 'members', unfiltered: flags.all, ...(flags.source === undefined ? {} : { source: flags.source }) })
    await printList(shell, { ...list, columns }, flags)
    return EXIT.done
  }
}
