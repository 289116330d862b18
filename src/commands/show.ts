/** `idpscim show PLAN|STATE`: prints either. */
import { string } from '@oclif/core/args'
import { BaseCommand } from '../cli/base-command.js'
import { EXIT } from '../cli/exit.js'
import { reportFlags } from '../cli/flags.js'

export default class Show extends BaseCommand {
  static override usage = 'show PLAN|STATE [FLAGS]'
  static override summary = 'Print a plan or a state file'
  static override description = 'Needs no configuration, no credentials and no network. A file that is damaged or was edited is refused with 64.'
  static override examples = [
    '<%= config.bin %> show plan.json',
    '<%= config.bin %> show state.json --format json',
    { description: 'A page to search and to forward, which loads nothing', command: '<%= config.bin %> show plan.json --format html > plan.html' },
  ]
  static override args = { file: string({ required: true, ignoreStdin: true, description: 'a plan or a state: a path or s3://bucket/key' }) }
  static override flags = { ...reportFlags }

  protected override async perform(): Promise<number> {
    const { args, flags } = await this.input(Show)
    const shell = this.open(flags)
    const { readPlanOrState } = await import('../operations/files.js')
    const found = await readPlanOrState(args.file)
    const { printPlan, printState } = await import('../cli/reporting.js')
    const how = { ...flags, file: args.file }
    await (found.kind === 'plan' ? printPlan(shell, found.plan, how) : printState(shell, found.state, how))
    return EXIT.done
  }
}
