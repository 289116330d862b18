/** `idpscim drift`: what changed in the target outside this stack, without proposing changes. */
import { option } from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.js'
import { EXIT } from '../cli/exit.js'
import { flatFlags } from '../cli/flags.js'

export default class Drift extends BaseCommand {
  static override usage = 'drift [FLAGS]'
  static override summary = 'Tell what changed in the target outside this stack'
  static override description = `Compares the target with the state, and proposes nothing; sources are not read. What was accepted is no drift.
Ends with 2 when there is drift, with 0 when there is none.`
  static override examples = ['<%= config.bin %> drift', { description: 'For a monitor', command: '<%= config.bin %> drift --json' }]
  static override flags = { format: option({ options: ['text', 'json', 'markdown'] as const, default: 'text', summary: 'for a terminal, for programs, or for a comment' })(), ...flatFlags }

  protected override async perform(): Promise<number> {
    const { flags } = await this.input(Drift)
    const shell = this.open(flags)
    const { openStack } = await import('../cli/stack.js')
    const context = await openStack(shell, flags, this.config.version, ['target', 'state'])
    const { driftOfStack } = await import('../operations/drift.js')
    const report = await driftOfStack(context)
    if (shell.json || flags.format === 'json') shell.printJson(report)
    else if (flags.format === 'markdown') {
      const { driftReportToMarkdown } = await import('../report/markdown/drift-markdown.js')
      shell.print(driftReportToMarkdown(report))
    } else {
      const { driftReportToText } = await import('../report/drift-report-text.js')
      shell.print(driftReportToText(report, shell.text))
    }
    return report.drift.length === 0 ? EXIT.done : EXIT.changes
  }
}
