/** `idpscim sync`: plan, policy and apply in one go, for schedules: what the original program does. */
import { applyOptions, showResult, STOPPING } from '../cli/applying.js'
import { BaseCommand } from '../cli/base-command.js'
import { EXIT } from '../cli/exit.js'
import { applyingFlags, flatFlags, readingFlags } from '../cli/flags.js'
import { ourCommand } from '../cli/shell-words.js'

/** Entries that each section of the plan lists: a schedule's log is no place for thousands. */
const LISTED = 200

export default class Sync extends BaseCommand {
  static override usage = 'sync [FLAGS]'
  static override summary = 'Plan, policy and apply in one go, for schedules'
  static override description = `What "idpscim" does without a command when it is given flags, or when no terminal is attached.
Blocked by policy, it changes nothing, keeps the plan beside the state for a person, and ends with 3.`
  static override examples = [
    '<%= config.bin %> sync',
    {
      description: "With the original's flags",
      command: "<%= config.bin %> sync --gws-service-account-file key.json --gws-user-email admin@example.com --gws-groups-filter 'name:AWS*'",
    },
  ]
  static override flags = { ...readingFlags, ...applyingFlags, ...flatFlags }
  protected override readonly stopping = STOPPING

  protected override async perform(): Promise<number> {
    const { flags } = await this.input(Sync)
    const shell = this.open(flags)
    const { openStack } = await import('../cli/stack.js')
    const context = await openStack(shell, flags, this.config.version, ['sources', 'target', 'state', 'notify'])
    const [{ syncStack }, { planToText }, { tellSync }] = await Promise.all([import('../operations/sync.js'), import('../report/plan-text.js'), import('../cli/telling.js')])
    const done = await tellSync(context, syncStack(context, {
      refresh: flags.refresh,
      ...(flags.adopt === undefined ? {} : { adopt: flags.adopt }),
      allowEmpty: flags['allow-empty'],
      samePersons: flags['same-person'] ?? [],
      ...(await applyOptions(shell, flags)),
      onPlan: (plan, file) => {
        if (!shell.json) shell.print(planToText(plan, { ...shell.text, limit: LISTED, ...(file === undefined ? {} : { file }) }))
      },
    }))
    if (shell.json) shell.printJson(done)
    else if (done.result !== undefined) shell.print(await showResult(shell, done.result, { resume: ourCommand(['sync'], flags), changes: done.plan.changes.length }))
    if (done.pending !== undefined) {
      const { tellBlocked } = await import('../cli/blocked.js')
      tellBlocked(shell, context, { plan: done.held ?? done.plan, place: done.pending, flags })
    }
    if (done.result?.status === 'incomplete') return EXIT.incomplete
    return done.blocked ? EXIT.blocked : EXIT.done
  }
}
