/** `idpscim sandbox`: the other side of every wire, on this machine. */
import { integer, option, string } from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.js'
import { EXIT } from '../cli/exit.js'

export default class Sandbox extends BaseCommand {
  static override usage = 'sandbox [FLAGS]'
  static override summary = 'Start local emulators, and print their endpoints and a configuration for them'
  static override description = 'Google Workspace, Microsoft Entra ID, GitHub, AWS IAM Identity Center (SCIM, Identity Store, SSO Admin), S3, Secrets Manager and KMS on 127.0.0.1, with their documented limits and quirks, until it is interrupted.'
  static override examples = [
    '<%= config.bin %> sandbox --dir ./sandbox',
    { description: 'With a company of your own and slow answers', command: '<%= config.bin %> sandbox --seed company.yaml --latency 50 --port 4700' },
    {
      description: 'Throttle every second member listing',
      command: `<%= config.bin %> sandbox --fault '[{"api":"google","operation":"members.list","kind":"throttle","rate":0.5}]'`,
    },
  ]
  static override flags = {
    seed: string({ helpValue: 'FILE', summary: 'what it holds at the start, YAML or JSON [default: a company of about forty people]' }),
    port: integer({ min: 0, max: 65_500, default: 0, summary: 'first of consecutive ports; 0 takes free ones' }),
    dir: string({ helpValue: 'DIR', summary: 'where credentials and a ready configuration go [default: a new temporary folder]' }),
    fault: string({ helpValue: 'JSON', summary: 'accidents: [{api, operation?, kind, at?, rate?, times?, status?, retryAfter?, ms?}]' }),
    latency: integer({ min: 0, max: 600_000, default: 0, helpValue: 'MS', summary: 'added to every answer, milliseconds' }),
    'rate-limits': option({ options: ['on', 'off'] as const, default: 'on', summary: "the vendors' published limits" })(),
  }
  protected override readonly stopping = { first: 'the sandbox ends', second: 'left at once', exit: EXIT.done }

  protected override async perform(): Promise<number> {
    const { flags } = await this.input(Sandbox)
    const shell = this.open(flags)
    const [{ startSandbox }, { parseFaultFlag, readSeed, sandboxToText }] = await Promise.all([import('../sandbox/sandbox.js'), import('../cli/sandboxing.js')])
    const sandbox = await startSandbox({
      ...(flags.seed === undefined ? {} : { seed: await readSeed(flags.seed) }),
      ...(flags.dir === undefined ? {} : { dir: flags.dir }),
      ...(flags.fault === undefined ? {} : { faults: parseFaultFlag(flags.fault) }),
      port: flags.port,
      latencyMs: flags.latency,
      rateLimits: flags['rate-limits'] === 'on',
    })
    const { endpoints, env, configFile } = sandbox
    if (shell.json) shell.print(`${JSON.stringify({ ready: true, endpoints, env, configFile })}\n`)
    else shell.print(sandboxToText({ endpoints, env, configFile }))
    await stopped(shell.signal)
    await sandbox.stop()
    return EXIT.done
  }
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
