/** `idpscim state export`: the state as the original program's, so that a team can go back to it. */
import { string } from '@oclif/core/flags'
import { BaseCommand } from '../../cli/base-command.js'
import { EXIT } from '../../cli/exit.js'
import { flatFlags } from '../../cli/flags.js'

export default class StateExport extends BaseCommand {
  static override usage = 'state export [FLAGS]'
  static override summary = 'Write the state as a 1.0.0 state of the original program'
  static override description = `To go back: put it at the original's bucket and key, in place of the state that is there. What did not change since it was taken over keeps its hashes, so that the original's first run has little to do.
The original has no word for a deletion that waits: it deletes at once who is no longer in the directory.`
  static override examples = ['<%= config.bin %> state export --out state-1.0.0.json', '<%= config.bin %> state export --out s3://idp-scim-sync-state/data/state.json']
  static override flags = { out: string({ helpValue: 'FILE', summary: 'a path or s3://bucket/key [default: print it]' }), ...flatFlags }

  protected override async perform(): Promise<number> {
    const { flags } = await this.input(StateExport)
    const shell = this.open(flags)
    const { openStack } = await import('../../cli/stack.js')
    const context = await openStack(shell, flags, this.config.version, ['target', 'state'])
    const { exportState } = await import('../../operations/state-original.js')
    const { text, state } = await exportState(context)
    if (flags.out === undefined) shell.print(text)
    else {
      const { writeText } = await import('../../operations/files.js')
      await writeText(flags.out, text, 'export')
      const { exportedToText } = await import('../../report/state-work-text.js')
      if (shell.json) shell.printJson({ exported: flags.out, users: state.users.length, groups: state.groups.length })
      else shell.print(exportedToText(state, { ...shell.text, file: flags.out }))
    }
    return EXIT.done
  }
}
