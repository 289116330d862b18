/** Hands a command line to oclif; what oclif does not know is told our way. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Config } from '@oclif/core/config'
import type { PJSON } from '@oclif/core/interfaces'
import { run } from '@oclif/core/run'
import { settings } from '@oclif/core/settings'
import { asksDebug, asksJson, normalizedArgv } from './argv.js'
import { flushed, tolerateClosedPipes } from './output.js'
import { checkCommand } from './usage.js'

export interface Program {
  argv: readonly string[]
  /** `import.meta.url` of the executable: its package is ours. */
  main: string
}

export async function runProgram(program: Program): Promise<never> {
  // Under NODE_ENV=test or development oclif would look for the TypeScript compiler and run sources instead of what was built.
  settings.enableAutoTranspile = false
  tolerateClosedPipes()
  const argv = normalizedArgv(program.argv, { terminal: process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY })
  try {
    const config = await loadConfig(program.main)
    await checkCommand(argv, {
      commands: config.commandIDs.map((id) => id.replaceAll(':', ' ')),
      takesArguments: (command) => {
        const found = config.findCommand(command.replaceAll(' ', ':'))
        return found !== undefined && (found.strict === false || Object.keys(found.args).length > 0)
      },
    })
    await run(argv, config)
  } catch (error) {
    const { reportFailure } = await import('./failure.js')
    const { usageError } = await import('./usage.js')
    const told = isOclifComplaint(error) ? await usageError(error, '', []) : error
    process.exitCode = reportFailure(told, { json: asksJson(argv), debug: asksDebug(argv), color: !argv.includes('--no-color') })
  }
  await flushed()
  process.exit()
}

/** Run from source (by a loader that knows TypeScript), the commands are the sources too. */
async function loadConfig(main: string): Promise<Config> {
  if (!main.endsWith('.ts')) return Config.load(fileURLToPath(main))
  const pjson = JSON.parse(await readFile(new URL('../package.json', main), 'utf8')) as PJSON
  const fromSource = { ...pjson, oclif: { ...pjson.oclif, commands: './src/commands' } }
  return Config.load({ root: fileURLToPath(new URL('..', main)), pjson: fromSource, ignoreManifest: true })
}

/** Plugins' commands (help, autocomplete) complain in oclif's own form. */
function isOclifComplaint(error: unknown): boolean {
  return error instanceof Error && 'oclif' in error
}
