/** `idpscim state history [NAME]`: applied plans and what came of them. */
import { string } from '@oclif/core/args'
import { integer } from '@oclif/core/flags'
import { BaseCommand } from '../../cli/base-command.js'
import { EXIT } from '../../cli/exit.js'
import { flatFlags } from '../../cli/flags.js'

export default class StateHistory extends BaseCommand {
  static override usage = 'state history [NAME] [FLAGS]'
  static override summary = 'List applied plans and their results, newest first, or show one'
  static override examples = ['<%= config.bin %> state history', { description: 'Show one, by its plan', command: '<%= config.bin %> state history 3f2a9c41b0de' }]
  static override args = { name: string({ ignoreStdin: true, description: "a plan's id, or its beginning of twelve digits" }) }
  static override flags = { limit: integer({ min: 1, default: 20, helpValue: 'N', summary: 'how many to list' }), ...flatFlags }

  protected override async perform(): Promise<number> {
    const { args, flags } = await this.input(StateHistory)
    const shell = this.open(flags)
    const { openStack } = await import('../../cli/stack.js')
    const context = await openStack(shell, flags, this.config.version, ['state'])
    const { historyOf, paperOf } = await import('../../operations/state-history.js')
    if (args.name !== undefined) {
      const paper = await paperOf(context, args.name)
      if (shell.json) shell.printJson(paper)
      else {
        const [{ planToText }, { resultToText }] = await Promise.all([import('../../report/plan-text.js'), import('../../report/apply-text.js')])
        shell.print(`${planToText(paper.plan, shell.text)}\n${resultToText(paper.result, { ...shell.text, changes: paper.plan.changes.length, resume: 'idpscim apply with the same plan' })}`)
      }
      return EXIT.done
    }
    const history = await historyOf(context, flags.limit)
    if (shell.json) shell.printJson(history.papers.map(({ name, plan, result }) => ({ name, planId: plan.id, createdAt: plan.createdAt, summary: plan.summary, status: result.status, done: result.done, failed: result.failed.length, serial: result.serial })))
    else {
      const { historyToText } = await import('../../report/history-text.js')
      shell.print(historyToText(history.papers, { ...shell.text, place: history.place, older: history.older }))
    }
    return EXIT.done
  }
}
