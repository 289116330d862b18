/** `idpscim show PLAN|STATE`: prints either. */
import { string } from '@oclif/core/args'
import { BaseCommand } from '../cli/base-command.js'
import { EXIT } from '../cli/exit.js'
import { formatFlag } from '../cli/flags.js'

export default class Show extends BaseCommand {
  static override usage = 'show PLAN|STATE [FLAGS]'
  static override summary = 'Print a plan or a state file'
  static override description = 'Needs no configuration, no credentials and no network. A file that is damaged or was edited is refused with 64.'
  static override examples = ['<%= config.bin %> show plan.json', '<%= config.bin %> show state.json --format json']
  static override args = { file: string({ required: true, ignoreStdin: true, description: 'a plan or a state: a path or s3://bucket/key' }) }
  static override flags = { format: formatFlag() }

  protected override async perform(): Promise<number> {
    const { args, flags } = await this.input(Show)
    const shell = this.open(flags)
    const { readPlanOrState } = await import('../operations/files.js')
    const found = await readPlanOrState(args.file)
    if (shell.json || flags.format === 'json') {
      shell.printJson(found.kind === 'plan' ? found.plan : found.state)
      return EXIT.done
    }
    if (found.kind === 'plan') {
      const { planToText } = await import('../report/plan-text.js')
      shell.print(planToText(found.plan, { ...shell.text, file: args.file }))
    } else {
      const { stateToText } = await import('../report/state-text.js')
      shell.print(stateToText(found.state, { ...shell.text, place: args.file }))
    }
    return EXIT.done
  }
}
