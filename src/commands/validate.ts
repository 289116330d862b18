/** `idpscim validate`: checks the configuration, offline. */
import { BaseCommand } from '../cli/base-command.js'
import { EXIT } from '../cli/exit.js'
import { flatFlags } from '../cli/flags.js'
import type { Config } from '../config/config.js'
import type { SourceSnapshot } from '../model/snapshot.js'

export default class Validate extends BaseCommand {
  static override usage = 'validate [FLAGS]'
  static override summary = 'Check the configuration, offline'
  static override description =
    'Flags, environment and file together, as the other commands would see them. Each problem names the key, what is wrong with the value, and the remedy. People and groups in files are read and checked too, each fault with its file, line and column.'
  static override examples = ['<%= config.bin %> validate', '<%= config.bin %> validate --config-file staff.yaml --json']
  static override flags = { ...flatFlags }

  protected override async perform(): Promise<number> {
    const { flags } = await this.input(Validate)
    const shell = this.open(flags)
    const { readConfig } = await import('../cli/stack.js')
    const config = await readConfig(shell, flags)
    const { stack, file, sources, target, state, warnings } = config
    const read = await this.#filesOf(config)
    const findings = read.flatMap((snapshot) => snapshot.findings)
    for (const { summary, remedy } of findings) shell.log.warn(`${summary}. ${remedy}`)
    const counts = new Map(read.map(({ source, evidence: { pages: files, users, groups, memberships } }) => [source, { files, users, groups, memberships }]))
    const facts = {
      stack,
      ...(file === undefined ? {} : { file }),
      sources: sources.map(({ name, type }) => ({ name, type, held: counts.get(name) })),
      target: { type: target.type, ...(target.type === 'aws-identity-store' ? { store: target.storeId ?? `the instance's${target.region === undefined ? '' : ` in ${target.region}`}` } : { endpoint: String(target.endpoint) }) },
      state: state.type === 'file' ? { type: state.type, path: state.path } : { type: state.type, bucket: state.bucket, key: state.key },
    }
    if (shell.json) shell.printJson({ valid: true, ...facts, warnings, findings })
    else {
      const { configToText } = await import('../cli/config-text.js')
      shell.print(configToText(facts, warnings.length + findings.length, shell.text))
    }
    return EXIT.done
  }

  /** Only who has such a source pays for reading it. */
  async #filesOf(config: Config): Promise<SourceSnapshot[]> {
    if (!config.sources.some(({ type }) => type === 'file')) return []
    const [{ readFileSources }, { systemClock }] = await Promise.all([import('../operations/read-file-sources.js'), import('../clock.js')])
    return readFileSources({ config, clock: systemClock })
  }
}
