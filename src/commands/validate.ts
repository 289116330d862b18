/** `idpscim validate`: checks the configuration, offline. */
import { BaseCommand } from '../cli/base-command.js'
import { EXIT } from '../cli/exit.js'
import { flatFlags } from '../cli/flags.js'

export default class Validate extends BaseCommand {
  static override usage = 'validate [FLAGS]'
  static override summary = 'Check the configuration, offline'
  static override description = 'Flags, environment and file together, as the other commands would see them. Each problem names the key, what is wrong with the value, and the remedy.'
  static override examples = ['<%= config.bin %> validate', '<%= config.bin %> validate --config-file staff.yaml --json']
  static override flags = { ...flatFlags }

  protected override async perform(): Promise<number> {
    const { flags } = await this.input(Validate)
    const shell = this.open(flags)
    const { readConfig } = await import('../cli/stack.js')
    const { stack, file, sources, target, state, warnings } = await readConfig(shell, flags)
    const facts = {
      stack,
      ...(file === undefined ? {} : { file }),
      sources: sources.map(({ name, type }) => ({ name, type })),
      target: { type: target.type, ...(target.type === 'aws-identity-store' ? { store: target.storeId ?? `the instance's${target.region === undefined ? '' : ` in ${target.region}`}` } : { endpoint: String(target.endpoint) }) },
      state: state.type === 'file' ? { type: state.type, path: state.path } : { type: state.type, bucket: state.bucket, key: state.key },
    }
    if (shell.json) shell.printJson({ valid: true, ...facts, warnings })
    else {
      const { configToText } = await import('../cli/config-text.js')
      shell.print(configToText(facts, warnings.length, shell.text))
    }
    return EXIT.done
  }
}
