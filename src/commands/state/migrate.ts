/** `idpscim state migrate FILE`: takes over a state of the original program that lies elsewhere. */
import { string } from '@oclif/core/args'
import { BaseCommand } from '../../cli/base-command.js'
import { EXIT } from '../../cli/exit.js'
import { flatFlags } from '../../cli/flags.js'
import { lockFlag, lockTimeout } from '../../cli/locking.js'

export default class StateMigrate extends BaseCommand {
  static override usage = 'state migrate FILE [FLAGS]'
  static override summary = 'Make the state from a 1.0.0 state of the original program'
  static override description = `Only where this stack has no state yet. The file is kept beside the new state, for "idpscim state export".
One that lies at the state's own place needs no migration: the next plan and apply take it over.`
  static override examples = ['<%= config.bin %> state migrate state.json', '<%= config.bin %> state migrate s3://idp-scim-sync-state/data/state.json']
  static override args = { file: string({ required: true, ignoreStdin: true, description: "the original's state: a path or s3://bucket/key" }) }
  static override flags = { ...lockFlag, ...flatFlags }

  protected override async perform(): Promise<number> {
    const { args, flags } = await this.input(StateMigrate)
    const shell = this.open(flags)
    const { openStack } = await import('../../cli/stack.js')
    const context = await openStack(shell, flags, this.config.version, ['target', 'state'])
    const { migrateState } = await import('../../operations/state-original.js')
    const { state, notes, place } = await migrateState(context, args.file, lockTimeout(flags))
    const { migratedToText } = await import('../../report/state-work-text.js')
    if (shell.json) shell.printJson({ migrated: args.file, place, serial: state.serial, users: state.users.length, groups: state.groups.length, notes })
    else shell.print(migratedToText(state, { ...shell.text, file: args.file, place, notes }))
    return EXIT.done
  }
}
