/** `idpscim undo PLAN`: writes the plan that takes an applied one back, and says what cannot be. */
import { string } from '@oclif/core/args'
import { string as text } from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.js'
import { EXIT } from '../cli/exit.js'
import { flatFlags, holdFlag, reportFlags } from '../cli/flags.js'
import { ourCommand } from '../cli/shell-words.js'

export default class Undo extends BaseCommand {
  static override usage = 'undo PLAN [FLAGS]'
  static override summary = 'Write the plan that takes an applied plan back'
  static override description = `Made from the plan in history, against today's state and target: what moved since stays as it is. Nothing is changed; review the plan and apply it.
What cannot be taken back (a deleted account's id, what was assigned to it) is listed as a finding. Without --hold the next run from the same source does the same again.`
  static override examples = ['<%= config.bin %> undo plan.json', { description: 'And keep the next runs from repeating it while the source is mended', command: '<%= config.bin %> undo plan.json --hold 24h' }]
  static override args = { plan: string({ required: true, ignoreStdin: true, description: 'the plan that was applied: a path or s3://bucket/key' }) }
  static override flags = {
    out: text({ default: 'undo.json', helpValue: 'FILE', summary: 'where the plan is written: a path, readable by you alone, or s3://bucket/key' }),
    ...holdFlag,
    ...reportFlags,
    ...flatFlags,
  }

  protected override async perform(): Promise<number> {
    const { args, flags } = await this.input(Undo)
    const shell = this.open(flags)
    const [{ openStack }, { readPlanFile, writePlanFile }, { accessFor }] = await Promise.all([import('../cli/stack.js'), import('../operations/files.js'), import('../operations/s3-object.js')])
    const context = await openStack(shell, flags, this.config.version, ['target', 'state'])
    const applied = await readPlanFile(args.plan, accessFor(args.plan, context.config))
    const { undoStack } = await import('../operations/undo.js')
    const plan = await undoStack(context, applied, flags.hold === undefined ? {} : { holdMs: flags.hold })
    await writePlanFile(flags.out, plan, accessFor(flags.out, context.config))
    const { printPlan } = await import('../cli/reporting.js')
    await printPlan(shell, plan, { ...flags, file: flags.out })
    if (plan.policy.blocked) {
      const { tellBlocked } = await import('../cli/blocked.js')
      tellBlocked(shell, context, { plan, place: flags.out, flags })
      return EXIT.blocked
    }
    if (plan.changes.length > 0) shell.log.info(`the plan that takes it back is in ${flags.out}: ${ourCommand(['apply', flags.out], flags)}`)
    return EXIT.done
  }
}
