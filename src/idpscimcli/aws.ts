/** `idpscimcli aws …`: what the SCIM endpoint answers. */
import { string } from '@oclif/core/flags'
import { EXIT } from '../cli/exit.js'
import { flatFlags } from '../cli/flags.js'
import { HelperCommand } from './helper-command.js'

const endpointFlags = { 'aws-scim-access-token': flatFlags['aws-scim-access-token'], 'aws-scim-endpoint': flatFlags['aws-scim-endpoint'] }

export class AwsServiceConfig extends HelperCommand {
  static override hiddenAliases = ['aws:service:c']
  static override usage = 'aws service config [FLAGS]'
  static override summary = 'Print what the SCIM endpoint says that it can do'
  static override description = 'The short form of config is c.'
  static override examples = ['<%= config.bin %> aws service config', '<%= config.bin %> aws service config --output-format yaml']
  static override flags = endpointFlags
  protected readonly late = 'TargetIncomplete'

  protected override async perform(): Promise<number> {
    const { flags } = await this.input(AwsServiceConfig)
    const shell = this.open(flags)
    const { openStack } = await import('../cli/stack.js')
    const context = await openStack(shell, flags, this.config.version, ['target'])
    const { inspectService } = await import('../operations/inspect.js')
    await this.answer(shell, flags, () => inspectService(context))
    return EXIT.done
  }
}

export function awsListCommand(what: 'groups' | 'users') {
  return class AwsListCommand extends HelperCommand {
    static override hiddenAliases = [`aws:${what}:l`]
    static override usage = `aws ${what} list [FLAGS]`
    static override summary = `List the ${what} of IAM Identity Center, as its SCIM endpoint answers them`
    static override description = 'All pages, in one SCIM list response. The short form of list is l.'
    static override examples = [
      `<%= config.bin %> aws ${what} list`,
      `<%= config.bin %> aws ${what} list --filter '${what === 'groups' ? 'displayName eq "AWS Admins"' : 'userName eq "ada@example.com"'}'`,
    ]
    static override flags = { filter: string({ char: 'q', helpValue: 'FILTER', summary: "the endpoint's own filter, as SCIM writes it" }), ...endpointFlags }
    protected readonly late = 'TargetIncomplete'

    protected override async perform(): Promise<number> {
      const { flags } = await this.input(AwsListCommand)
      const shell = this.open(flags)
      const { openStack } = await import('../cli/stack.js')
      const context = await openStack(shell, flags, this.config.version, ['target'])
      const { inspectTarget } = await import('../operations/inspect.js')
      const filter = flags.filter === '' ? undefined : flags.filter
      await this.answer(shell, flags, async () => {
        const list = await inspectTarget(context, what === 'groups' ? 'Groups' : 'Users', filter)
        shell.log.info(`${what} found`, { [what]: list.totalResults })
        return list
      })
      return EXIT.done
    }
  }
}
