/** `idpscim plan`: reads, never writes to the target, and yields a file to review. */
import { boolean, string } from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.js'
import { EXIT } from '../cli/exit.js'
import { flatFlags, narrowingFlags, readingFlags, reportFlags } from '../cli/flags.js'
import { refuseWithoutTerminal, reviewOnTerminal } from '../cli/reviewing.js'
import { ourCommand } from '../cli/shell-words.js'
import { IdpscimError } from '../errors.js'

export default class Plan extends BaseCommand {
  static override usage = 'plan [FLAGS]'
  static override summary = 'Compare the sources with the target and write the plan'
  static override description = `Reads the sources, the target and the state, writes the ordered changes to a file, and prints them. Nothing is changed.
Ends with 0, with 3 when policy blocks the plan (it is written all the same, marked blocked), and with --detailed-exitcode with 2 when there are changes.`
  static override examples = [
    '<%= config.bin %> plan',
    { description: 'Tell a pipeline whether there is anything to do', command: '<%= config.bin %> plan --out staff.json --detailed-exitcode' },
    { description: 'Let one group through now, with the people it needs', command: "<%= config.bin %> plan --only 'group:AWS Admins'" },
    { description: 'Say what it is worth: accounts and permission sets gained and lost', command: '<%= config.bin %> plan --impact' },
    { description: 'What would another filter do? Plan from what was read before', command: '<%= config.bin %> plan --from-snapshots monday --config-file other.yaml' },
    { description: 'Comment on a pull request', command: '<%= config.bin %> plan --format markdown | gh pr comment --body-file -' },
    { description: 'Take over groups and people that another tool made', command: '<%= config.bin %> plan --adopt all' },
  ]
  static override flags = {
    out: string({ default: 'plan.json', helpValue: 'FILE', summary: 'where the plan is written: a path, readable by you alone, or s3://bucket/key' }),
    ...readingFlags,
    impact: boolean({ summary: 'tell for every change which accounts and permission sets people gain and lose by it' }),
    ...narrowingFlags,
    ...reportFlags,
    'save-snapshots': string({ helpValue: 'DIR', exclusive: ['from-snapshots'], summary: 'keep what was read in this folder, readable by you alone' }),
    'from-snapshots': string({ helpValue: 'DIR', summary: 'plan from what was kept there: no network, no credentials; such a plan is never applied' }),
    pseudonymise: boolean({ default: false, summary: 'keep it with every name, mail and id replaced, so that it can be shown to strangers' }),
    review: boolean({ exclusive: ['json'], summary: 'look through the plan on this terminal once it is written, as "idpscim review" does' }),
    'detailed-exitcode': boolean({ summary: 'end with 2 when there are changes, 0 when there are none' }),
    ...flatFlags,
  }

  protected override async perform(): Promise<number> {
    const { flags } = await this.input(Plan)
    if (flags.review) refuseWithoutTerminal(flags.out)
    const shell = this.open(flags)
    const { openStack } = await import('../cli/stack.js')
    const { 'from-snapshots': from, 'save-snapshots': save, pseudonymise } = flags
    if (pseudonymise && save === undefined) throw new IdpscimError('BadUsage', '--pseudonymise goes with --save-snapshots DIR: a plan itself keeps its names')
    // A saved reading is planned from without network and credentials: none is read.
    const context = await openStack(shell, flags, this.config.version, from === undefined ? undefined : [])
    const { planStack, replayStack } = await import('../operations/plan.js')
    const choices = {
      adopt: flags.adopt ?? context.config.adopt.plan,
      samePersons: flags['same-person'] ?? [],
      ...(flags.only === undefined ? {} : { only: flags.only }),
      exclude: flags.exclude ?? [],
    }
    const plan =
      from === undefined
        ? await planStack(context, { refresh: flags.refresh, allowEmpty: flags['allow-empty'], impact: flags.impact, ...choices, ...(save === undefined ? {} : { save: { folder: save, pseudonymise } }) })
        : await replayStack(context, from, choices)
    const [{ writePlanFile }, { accessFor }] = await Promise.all([import('../operations/files.js'), import('../operations/s3-object.js')])
    await writePlanFile(flags.out, plan, accessFor(flags.out, context.config))
    if (flags.review) {
      const { blocked } = await reviewOnTerminal({ shell, flags, toolVersion: this.config.version, place: flags.out, plan })
      return blocked ? EXIT.blocked : EXIT.done
    }
    const { printPlan } = await import('../cli/reporting.js')
    await printPlan(shell, plan, { ...flags, file: flags.out })
    if (plan.policy.blocked) {
      const { tellBlocked } = await import('../cli/blocked.js')
      tellBlocked(shell, context, { plan, place: flags.out, flags })
      return EXIT.blocked
    }
    if (plan.changes.length > 0 && from === undefined) shell.log.info(`the plan is in ${flags.out}: ${ourCommand(['apply', flags.out], flags)}`)
    return flags['detailed-exitcode'] && plan.changes.length > 0 ? EXIT.changes : EXIT.done
  }
}
