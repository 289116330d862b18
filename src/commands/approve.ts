/** `idpscim approve PLAN`: signs a plan, with the limits that it may pass. */
import { string as stringArg } from '@oclif/core/args'
import { string } from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.js'
import { EXIT } from '../cli/exit.js'
import { signingFlags } from '../cli/flags.js'
import { ourCommand } from '../cli/shell-words.js'

export default class Approve extends BaseCommand {
  static override usage = 'approve PLAN [FLAGS]'
  static override summary = 'Sign a plan, and lift limits for it alone'
  static override description = `The signature covers the plan's id, lineage, target and expiry, the approver, and every override with its reason. It counts when the key is under policy.approval.keys; an approver counts once.
Approvals are kept in the plan's file; of a plan in S3 each is an object of its own beside it.`
  static override examples = [
    '<%= config.bin %> approve plan.json --key alice.key',
    { description: 'With a key that AWS KMS keeps', command: '<%= config.bin %> approve s3://bucket/plans/plan.json --kms-key alias/idpscim' },
    { description: 'Let this plan, and no other, pass a limit', command: "<%= config.bin %> approve plan.json --key alice.key --override remove_users --reason 'the Oslo office closed'" },
  ]
  static override args = { plan: stringArg({ required: true, ignoreStdin: true, description: 'a plan: a path or s3://bucket/key' }) }
  static override flags = {
    ...signingFlags,
    override: string({ multiple: true, multipleNonGreedy: true, helpValue: 'LIMIT', summary: 'a limit that this plan may pass, e.g. remove_users; remove_members_per_group:NAME is for one group (repeatable)' }),
    reason: string({ multiple: true, multipleNonGreedy: true, helpValue: 'TEXT', summary: 'why, for each --override in turn, or one for all' }),
    out: string({ helpValue: 'FILE', summary: 'write the approved plan there, and leave PLAN as it is' }),
  }

  protected override async perform(): Promise<number> {
    const { args, flags } = await this.input(Approve)
    const shell = this.open(flags)
    const { approveWithFlags } = await import('../cli/approving.js')
    const done = await approveWithFlags(shell, args.plan, flags)
    if (shell.json) shell.printJson(done)
    else {
      const { approvedToText } = await import('../report/approval-text.js')
      shell.print(approvedToText(done, { ...shell.text, apply: ourCommand(['apply', flags.out ?? args.plan], flags) }))
    }
    return EXIT.done
  }
}
