/** From a command line to an exit code: help at once, everything else by its command, and one way to fail. */
import { asksDebug, asksJson, helperArgv, normalizedArgv } from './argv.js'
import { flushed, tolerateClosedPipes, widthOf, writeOut } from './output.js'
import { asksRootHelp, rootHelp } from './root-help.js'
import type { Bin } from './usage.js'

export interface Program {
  bin: Bin
  argv: readonly string[]
  /** `import.meta.url` of the executable: its package is ours. */
  main: string
}

/** Ends the process, with the exit code of what it did, once all that was said has left it. */
export async function runProgram(program: Program): Promise<never> {
  tolerateClosedPipes()
  const { bin, main } = program
  const terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  const argv = bin === 'idpscim' ? normalizedArgv(program.argv, { terminal }) : helperArgv(program.argv)
  try {
    if (bin === 'idpscim' && asksRootHelp(argv)) writeOut(await rootHelp(main, widthOf(process.stdout)))
    else {
      const { dispatch } = await import('./dispatch.js')
      await dispatch(argv, { bin, main })
    }
  } catch (error) {
    const [{ reportFailure }, { usageError }] = await Promise.all([import('./failure.js'), import('./usage.js')])
    const told = isOclifComplaint(error) ? await usageError(error, bin, []) : error
    process.exitCode = reportFailure(told, { json: asksJson(argv), debug: asksDebug(argv), color: !argv.includes('--no-color') })
  }
  await flushed()
  process.exit()
}

/** A plugin's command (help) complains in oclif's own form. */
function isOclifComplaint(error: unknown): boolean {
  return error instanceof Error && 'oclif' in error
}
