/** `idpscim demo`: the whole journey on the sandbox. */
import { BaseCommand } from '../cli/base-command.js'
import { EXIT } from '../cli/exit.js'
import { systemClock } from '../clock.js'

export default class Demo extends BaseCommand {
  static override usage = 'demo [FLAGS]'
  static override summary = 'The whole journey on the sandbox, in one command'
  static override description = 'Starts local emulators, plans, applies, and shows what each step did. Needs no account, no credentials and no network.'
  static override examples = ['<%= config.bin %> demo']

  protected override async perform(): Promise<number> {
    const { flags } = await this.input(Demo)
    const shell = this.open(flags)
    const [{ runDemo }, { demoToText }] = await Promise.all([import('../operations/demo.js'), import('../cli/demo-text.js')])
    const told: unknown[] = []
    await runDemo({
      tell: (event) => {
        if (shell.json) told.push(event)
        else shell.print(demoToText(event, shell.text))
      },
      toolVersion: this.config.version,
      clock: systemClock,
      signal: shell.signal,
    })
    if (shell.json) shell.printJson(told)
    return EXIT.done
  }
}
