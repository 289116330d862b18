/** `idpscim explain user|group KEY`: why somebody has, lost or lacks a group, and where it leads. */
import { string as argument } from '@oclif/core/args'
import { integer, string } from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.js'
import { EXIT } from '../cli/exit.js'
import { flatFlags, readingFlags } from '../cli/flags.js'

export default class Explain extends BaseCommand {
  static override usage = 'explain user|group KEY [FLAGS]'
  static override summary = 'Say why somebody has, lost or lacks a group, and which AWS accounts it leads to'
  static override description = `Walks from the source over filters, nested groups, mapping, state and plan to permission sets in AWS accounts, both ways. Nothing is changed.
A person is named by userName or by what the source calls them, a group by its name there or in the target.`
  static override examples = [
    '<%= config.bin %> explain user alice@example.com',
    { description: 'Why is she not in this group?', command: "<%= config.bin %> explain user alice@example.com --group 'AWS Admins'" },
    { description: 'Who is in it, by which way, and what does it give?', command: "<%= config.bin %> explain group 'AWS Admins'" },
    { description: 'From a reading that was saved, without network', command: '<%= config.bin %> explain user alice@example.com --from-snapshots monday' },
  ]
  static override args = {
    kind: argument({ required: true, ignoreStdin: true, options: ['user', 'group'], description: 'what it is' }),
    key: argument({ required: true, ignoreStdin: true, description: 'its name, in the target or in a source' }),
  }
  static override flags = {
    group: string({ multiple: true, multipleNonGreedy: true, helpValue: 'NAME', summary: 'say of this group, too, why the person is not in it (repeatable)' }),
    refresh: readingFlags.refresh,
    limit: integer({ min: 0, default: 200, helpValue: 'N', summary: 'members that a text lists before a count stands for the rest; 0 lists all' }),
    'from-snapshots': string({ helpValue: 'DIR', summary: 'explain from what was kept there: no network, no credentials' }),
    ...flatFlags,
  }

  protected override async perform(): Promise<number> {
    const { args, flags } = await this.input(Explain)
    const shell = this.open(flags)
    const { openStack } = await import('../cli/stack.js')
    const from = flags['from-snapshots']
    const context = await openStack(shell, flags, this.config.version, from === undefined ? undefined : [])
    const { explainStack } = await import('../operations/explain.js')
    const explanation = await explainStack(context, {
      kind: args.kind === 'user' ? 'user' : 'group',
      key: args.key,
      groups: flags.group ?? [],
      refresh: flags.refresh,
      ...(from === undefined ? {} : { from }),
    })
    const { explanationToText } = await import('../report/explain-text.js')
    if (shell.json) shell.printJson(explanation)
    else shell.print(explanationToText(explanation, { ...shell.text, limit: flags.limit }))
    return EXIT.done
  }
}
