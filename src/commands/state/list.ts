/** `idpscim state list`: the names that this stack manages, one a line. */
import { BaseCommand } from '../../cli/base-command.js'
import { EXIT } from '../../cli/exit.js'
import { flatFlags } from '../../cli/flags.js'

export default class StateList extends BaseCommand {
  static override usage = 'state list [FLAGS]'
  static override summary = 'List what this stack manages: group:NAME and user:NAME, one a line'
  static override examples = ['<%= config.bin %> state list', '<%= config.bin %> state list --json']
  static override flags = { ...flatFlags }

  protected override async perform(): Promise<number> {
    const { flags } = await this.input(StateList)
    const shell = this.open(flags)
    const { openStack } = await import('../../cli/stack.js')
    const context = await openStack(shell, flags, this.config.version, ['state'])
    const { readStateOf } = await import('../../operations/state.js')
    const { state } = await readStateOf(context)
    if (shell.json) {
      const rows = (kind: string, managed: readonly { key: string; source: string; sourceId: string; targetId: string }[]) =>
        managed.map(({ key, source, sourceId, targetId }) => ({ kind, key, source, sourceId, targetId }))
      shell.printJson([...rows('group', state?.groups ?? []), ...rows('user', state?.users ?? [])])
      return EXIT.done
    }
    const { stateList } = await import('../../report/state-text.js')
    if (state !== undefined) shell.print(stateList(state).map((line) => `${line}\n`).join(''))
    return EXIT.done
  }
}
