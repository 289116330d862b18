/** `idpscim review PLAN`: a plan looked through on a terminal, and narrowed or approved there. */
import { string } from '@oclif/core/args'
import { BaseCommand } from '../cli/base-command.js'
import { EXIT } from '../cli/exit.js'
import { flatFlags, signingFlags } from '../cli/flags.js'
import { refuseWithoutTerminal, reviewOnTerminal, saidMeanwhile } from '../cli/reviewing.js'

export default class Review extends BaseCommand {
  static override usage = 'review PLAN [FLAGS]'
  static override summary = 'Look through a plan on this terminal, hold changes back, approve'
  static override description = `Shows drift first, then what the plan does and to how many, and every change with its reason, field by field. Space holds a change back, and all that
depends on it; w writes what goes as a plan of its own, and the next plan has the rest; a approves with your key. The plan under review is never changed. Without a terminal it ends
with 64; "idpscim show" prints a plan, and "idpscim plan --only" or "--exclude" narrow one.`
  static override examples = ['<%= config.bin %> review plan.json', '<%= config.bin %> review s3://bucket/staff/plan.json --key alice.key']
  static override args = { plan: string({ required: true, ignoreStdin: true, description: 'a plan, as "idpscim plan" writes it: a path or s3://bucket/key' }) }
  static override flags = { ...signingFlags, ...flatFlags }

  protected override async perform(): Promise<number> {
    const { args, flags } = await this.input(Review)
    refuseWithoutTerminal(args.plan)
    const shell = this.open(flags)
    const { openPlanFile } = await import('../operations/files.js')
    const plan = await saidMeanwhile(`reading ${args.plan} …`, () => openPlanFile(args.plan))
    await reviewOnTerminal({ shell, flags, toolVersion: this.config.version, place: args.plan, plan })
    return EXIT.done
  }
}
