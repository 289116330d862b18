/** `idpscim state push FILE`: puts a state back, from a backup or after an edit by hand. */
import { string } from '@oclif/core/args'
import { boolean } from '@oclif/core/flags'
import { BaseCommand } from '../../cli/base-command.js'
import { EXIT } from '../../cli/exit.js'
import { flatFlags } from '../../cli/flags.js'
import { lockFlag, lockTimeout } from '../../cli/locking.js'

export default class StatePush extends BaseCommand {
  static override usage = 'state push FILE [FLAGS]'
  static override summary = 'Replace the stored state by a file'
  static override description = `The file must be of the same lineage and have a higher serial than the stored state: after an edit by hand, raise it by one.
With --force neither counts; the state then takes the next serial, so that plans made before are stale.`
  static override examples = ['<%= config.bin %> state push state-edited.json', { description: 'Go back to a backup', command: '<%= config.bin %> state push s3://backups/state.json --force' }]
  static override args = { file: string({ required: true, ignoreStdin: true, description: 'a state, as "idpscim state pull" prints it: a path or s3://bucket/key' }) }
  static override flags = { force: boolean({ summary: 'past another lineage or a newer serial' }), ...lockFlag, ...flatFlags }

  protected override async perform(): Promise<number> {
    const { args, flags } = await this.input(StatePush)
    const shell = this.open(flags)
    const { openStack } = await import('../../cli/stack.js')
    const context = await openStack(shell, flags, this.config.version, ['target', 'state'])
    const { pushState } = await import('../../operations/state-push.js')
    const state = await pushState(context, args.file, { force: flags.force, ...lockTimeout(flags) })
    const { pushedToText } = await import('../../report/state-work-text.js')
    if (shell.json) shell.printJson({ pushed: args.file, lineage: state.lineage, serial: state.serial })
    else shell.print(pushedToText(state, { ...shell.text, file: args.file }))
    return EXIT.done
  }
}
