/** `idpscim doctor`: checks, live and read-only, everything that a plan and an apply rest on. */
import { BaseCommand } from '../cli/base-command.js'
import { EXIT } from '../cli/exit.js'
import { flatFlags } from '../cli/flags.js'

export default class Doctor extends BaseCommand {
  static override usage = 'doctor [FLAGS]'
  static override summary = 'Check credentials, permissions, endpoints, clock, lock and store, live'
  static override description = `Asks every system that the configuration names, all at once: one line for each check, with the remedy beneath what is wrong. What waits for a failed check is skipped, and says for which.
Sources and target are only read. The store of the state is tried with objects of doctor's own beside the state, which it takes away again.
Ends with 0 when nothing failed, warnings or not; with 1 when something did.`
  static override examples = ['<%= config.bin %> doctor', { description: 'For a monitor', command: '<%= config.bin %> doctor --json' }]
  static override flags = { ...flatFlags }

  protected override async perform(): Promise<number> {
    const { flags } = await this.input(Doctor)
    const shell = this.open(flags)
    const [{ openAilingStack }, { diagnose }, { unlessStopped }] = await Promise.all([import('../cli/stack.js'), import('../operations/doctor.js'), import('../clock.js')])
    const patient = await openAilingStack(shell, flags, this.config.version)
    const diagnosis = await unlessStopped(shell.signal, () => diagnose(patient))
    if (shell.json) shell.printJson(diagnosis)
    else {
      const { diagnosisToText } = await import('../report/doctor-text.js')
      shell.print(diagnosisToText(diagnosis, shell.text))
    }
    return diagnosis.healthy ? EXIT.done : EXIT.error
  }
}
