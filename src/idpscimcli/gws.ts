/** `idpscimcli gws …`: what Google Workspace answers. */
import type { FlagInput } from '@oclif/core/interfaces'
import { EXIT } from '../cli/exit.js'
import { flatFlags, usersFilterFlag } from '../cli/flags.js'
import type { GoogleList } from '../operations/inspect.js'
import { HelperCommand } from './helper-command.js'

const accountFlags = { 'gws-service-account-file': flatFlags['gws-service-account-file'], 'gws-user-email': flatFlags['gws-user-email'], 'gws-customer': flatFlags['gws-customer'], 'gws-endpoint': flatFlags['gws-endpoint'] }
const groupsFlags = { 'gws-groups-filter': flatFlags['gws-groups-filter'], ...accountFlags }
const usersFlags = { ...usersFilterFlag, ...accountFlags }

export function gwsListCommand(what: GoogleList, topic: readonly string[], summary: string) {
  const words = [...topic, 'list'].join(' ')
  const filtered = what === 'users' ? "-r 'orgUnitPath=/Engineering'" : "-q 'name:AWS*' -q 'email:aws-*'"
  return class GwsListCommand extends HelperCommand {
    static override hiddenAliases = [[...topic, 'ls'].join(':')]
    static override usage = `${words} [FLAGS]`
    static override summary = summary
    static override description = `${what === 'members' ? 'People in nested groups are not listed: "idpscim source members" resolves them.' : "Google's own objects, all pages; of several filters the union."} The short form of list is ls.`
    static override examples = [`<%= config.bin %> ${words}`, `<%= config.bin %> ${words} ${filtered} --output-format yaml`]
    static override flags: FlagInput = what === 'users' ? usersFlags : groupsFlags
    protected readonly late = 'SourceIncomplete'

    protected override async perform(): Promise<number> {
      const { flags } = await this.input(GwsListCommand)
      const shell = this.open(flags)
      const { openStack } = await import('../cli/stack.js')
      const context = await openStack(shell, flags, this.config.version, what === 'users' ? ['sources', 'people'] : ['sources'])
      const { inspectGoogle } = await import('../operations/inspect.js')
      await this.answer(shell, flags, async () => {
        const list = await inspectGoogle(context, what)
        shell.log.info(`${what === 'users' ? 'users' : 'groups'} found`, { [what === 'users' ? 'users' : 'groups']: list.length })
        return list
      })
      return EXIT.done
    }
  }
}
