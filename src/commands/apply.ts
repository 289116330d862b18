/** `idpscim apply PLAN`: executes exactly that plan, or refuses. */
import { string } from '@oclif/core/args'
import { applyOptions, showResult, STOPPING } from '../cli/applying.js'
import { BaseCommand } from '../cli/base-command.js'
import { EXIT } from '../cli/exit.js'
import { applyingFlags, flatFlags } from '../cli/flags.js'
import { ourCommand } from '../cli/shell-words.js'

export default class Apply extends BaseCommand {
  static override usage = 'apply PLAN [FLAGS]'
  static override summary = 'Execute exactly one plan, or refuse'
  static override description = `Proves the plan current, takes the lock, performs its changes and nothing else, and writes the state. A plan that is stale or expired is refused with 4.
Stopped or killed, the same command resumes.`
  static override examples = [
    '<%= config.bin %> apply plan.json',
    { description: 'Wait for another run, and read back what was written', command: '<%= config.bin %> apply plan.json --lock-timeout 5m --verify' },
  ]
  static override args = { plan: string({ required: true, ignoreStdin: true, description: 'a plan, as "idpscim plan" writes it: a path or s3://bucket/key' }) }
  static override flags = { ...applyingFlags, ...flatFlags }
  protected override readonly stopping = STOPPING

  protected override async perform(): Promise<number> {
    const { args, flags } = await this.input(Apply)
    const shell = this.open(flags)
    const [{ readPlanFile }, { accessFor, isS3Address }, { openStack }] = await Promise.all([import('../operations/files.js'), import('../operations/s3-object.js'), import('../cli/stack.js')])
    // A file that is no plan is told of before any secret is asked for; a plan in the state's bucket is reached as the state is.
    const local = isS3Address(args.plan) ? undefined : await readPlanFile(args.plan)
    const context = await openStack(shell, flags, this.config.version, ['target', 'state'])
    const plan = local ?? (await readPlanFile(args.plan, accessFor(args.plan, context.config)))
    const [{ applyStack }, { blockingToday }, { typedOverrides }, { blockedAt }] = await Promise.all([import('../operations/apply.js'), import('../operations/judging.js'), import('../cli/overriding.js'), import('../cli/blocked.js')])
    const typed = await typedOverrides(shell, context, () => blockingToday(context, plan))
    const result = await applyStack(context, plan, { ...(await applyOptions(shell, flags)), typed }).catch((error: unknown) => {
      throw blockedAt(error, context, { place: args.plan, flags })
    })
    if (shell.json) shell.printJson(result)
    else shell.print(await showResult(shell, result, { resume: ourCommand(['apply', args.plan], flags), changes: plan.changes.length }))
    return result.status === 'applied' ? EXIT.done : EXIT.incomplete
  }
}
