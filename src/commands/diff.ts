/** `idpscim diff PLAN PLAN`: what one plan has that the other has not. */
import { string } from '@oclif/core/args'
import { option } from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.js'
import { EXIT } from '../cli/exit.js'

export default class Diff extends BaseCommand {
  static override usage = 'diff PLAN PLAN [FLAGS]'
  static override summary = 'Tell what one plan has that another has not'
  static override description = `A changed filter, yesterday against today. Needs no configuration and no network.
Ends with 2 when the plans differ in what they do or found, with 0 when they do not.`
  static override examples = ['<%= config.bin %> diff yesterday.json plan.json', '<%= config.bin %> diff yesterday.json plan.json --format markdown']
  static override args = {
    first: string({ required: true, ignoreStdin: true, description: 'a plan: a path or s3://bucket/key' }),
    second: string({ required: true, ignoreStdin: true, description: 'the plan to compare it with' }),
  }
  static override flags = { format: option({ options: ['text', 'json', 'markdown'] as const, default: 'text', summary: 'for a terminal, for programs, or for a comment' })() }

  protected override async perform(): Promise<number> {
    const { args, flags } = await this.input(Diff)
    const shell = this.open(flags)
    const [{ readPlanFile }, { differ, differencesOf }] = await Promise.all([import('../operations/files.js'), import('../plan/plan-difference.js')])
    const [first, second] = await Promise.all([readPlanFile(args.first), readPlanFile(args.second)])
    const difference = differencesOf(first, second)
    const compared = { difference, first: { plan: first, place: args.first }, second: { plan: second, place: args.second } }
    if (shell.json || flags.format === 'json') shell.printJson({ first: { id: first.id, ...difference.first }, second: { id: second.id, ...difference.second }, otherwise: difference.otherwise })
    else if (flags.format === 'markdown') {
      const { differenceToMarkdown } = await import('../report/markdown/difference-markdown.js')
      shell.print(differenceToMarkdown(compared))
    } else {
      const { differenceToText } = await import('../report/plan-difference-text.js')
      shell.print(differenceToText(compared, shell.text))
    }
    return differ(difference) ? EXIT.changes : EXIT.done
  }
}
