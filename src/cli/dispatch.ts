/** Hands a command line to oclif; what oclif does not know is told our way. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Config } from '@oclif/core/config'
import type { PJSON } from '@oclif/core/interfaces'
import { run } from '@oclif/core/run'
import { settings } from '@oclif/core/settings'
import { checkCommand } from './usage.js'

/** Runs the command that `argv` begins with; `main` is the URL of the executable. Throws what the command line has wrong. */
export async function dispatch(argv: string[], main: string): Promise<void> {
  // Under NODE_ENV=test or development oclif would look for the TypeScript compiler and run sources instead of what was built.
  settings.enableAutoTranspile = false
  const config = await loadConfig(main)
  await checkCommand(argv, {
    commands: config.commandIDs.map((id) => id.replaceAll(':', ' ')),
    takesArguments: (command) => {
      const found = config.findCommand(command.replaceAll(' ', ':'))
      return found !== undefined && (found.strict === false || Object.keys(found.args).length > 0)
    },
  })
  await run(argv, config)
}

/** Plugins from a user's data folder would be foreign code beside our credentials, and looking for them fails where there is no home. */
const OURS_ALONE = { userPlugins: false, devPlugins: false }

/** Run from source (by a loader that knows TypeScript), the commands are the sources too. */
async function loadConfig(main: string): Promise<Config> {
  if (!main.endsWith('.ts')) return Config.load({ root: fileURLToPath(main), ...OURS_ALONE })
  const pjson = JSON.parse(await readFile(new URL('../package.json', main), 'utf8')) as PJSON
  const fromSource = { ...pjson, oclif: { ...pjson.oclif, commands: './src/commands' } }
  return Config.load({ root: fileURLToPath(new URL('..', main)), pjson: fromSource, ignoreManifest: true, ...OURS_ALONE })
}
