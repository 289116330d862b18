/** `idpscim state import user|group KEY TARGET_ID`: takes one object of the target into the state. */
import { string as argument } from '@oclif/core/args'
import { string } from '@oclif/core/flags'
import { BaseCommand } from '../../cli/base-command.js'
import { EXIT } from '../../cli/exit.js'
import { flatFlags } from '../../cli/flags.js'
import { lockFlag, lockTimeout } from '../../cli/locking.js'

export default class StateImport extends BaseCommand {
  static override usage = 'state import user|group KEY TARGET_ID [FLAGS]'
  static override summary = 'Take one user or group of the target into the state, by its id there'
  static override description = `Reads the target and writes the state alone. For many objects, plan with --adopt instead.
Refused where the state holds it already, where policy protects it, and where a neighbour holds it. A group comes with those of our people who are in it; the next plan proposes to remove anybody else.`
  static override examples = [
    '<%= config.bin %> state import group Admins 906793a9-20c1-70d2-3d9f-4d3c3a0b2e11 --source-id 01abcde23fghij4',
    '<%= config.bin %> state import user alice@example.com 90679e9d-10a1-70a4-b0c5-e4bd2c9e3ad1 --source staff --source-id 104857600000000000001',
  ]
  static override args = {
    kind: argument({ required: true, ignoreStdin: true, options: ['user', 'group'], description: 'what it is' }),
    key: argument({ required: true, ignoreStdin: true, description: 'its userName or displayName in the target' }),
    'target-id': argument({ required: true, ignoreStdin: true, description: 'its id in the target' }),
  }
  static override flags = {
    source: string({ helpValue: 'NAME', summary: 'the source that shall own it [default: the only one]' }),
    'source-id': string({ helpValue: 'ID', summary: 'its immutable id there [default: the externalId that it carries]' }),
    ...lockFlag,
    ...flatFlags,
  }

  protected override async perform(): Promise<number> {
    const { args, flags } = await this.input(StateImport)
    const shell = this.open(flags)
    const { openStack } = await import('../../cli/stack.js')
    const context = await openStack(shell, flags, this.config.version, ['target', 'state'])
    const { importObject } = await import('../../operations/state-import.js')
    const { source, 'source-id': sourceId } = flags
    const request = {
      kind: args.kind === 'user' ? ('user' as const) : ('group' as const),
      key: args.key,
      targetId: args['target-id'],
      ...(source !== undefined && { source }),
      ...(sourceId !== undefined && { sourceId }),
    }
    const imported = await importObject(context, request, lockTimeout(flags))
    const { importedToText } = await import('../../report/state-work-text.js')
    if (shell.json) shell.printJson(imported)
    else shell.print(importedToText(imported, shell.text))
    return EXIT.done
  }
}
