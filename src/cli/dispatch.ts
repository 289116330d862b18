/** Hands a command line to oclif; what oclif does not know is told our way. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Config } from '@oclif/core/config'
import type { PJSON } from '@oclif/core/interfaces'
import { run } from '@oclif/core/run'
import { settings } from '@oclif/core/settings'
import { type Bin, checkCommand } from './usage.js'

interface Executable {
  bin: Bin
  /** Its URL. */
  main: string
}

/** Runs the command that `argv` begins with. Throws what the command line has wrong. */
export async function dispatch(argv: string[], executable: Executable): Promise<void> {
  // Under NODE_ENV=test or development oclif would look for the TypeScript compiler and run sources instead of what was built.
  settings.enableAutoTranspile = false
  const config = await loadConfig(executable)
  await checkCommand(argv, {
    bin: executable.bin,
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
async function loadConfig({ bin, main }: Executable): Promise<Config> {
  const fromSource = main.endsWith('.ts')
  if (bin === 'idpscim' && !fromSource) return Config.load({ root: fileURLToPath(main), ...OURS_ALONE })
  const pjson = JSON.parse(await readFile(new URL('../package.json', main), 'utf8')) as PJSON
  if (bin === 'idpscim') {
    const oclif = { ...pjson.oclif, commands: './src/commands' }
    return Config.load({ root: fileURLToPath(new URL('..', main)), pjson: { ...pjson, oclif }, ignoreManifest: true, ...OURS_ALONE })
  }
  // A folder without a manifest: the one beside package.json is of the other executable.
  const oclif = { ...pjson.oclif, ...helperTree(fromSource ? './idpscimcli/commands.ts' : './idpscimcli/commands.js') }
  return Config.load({ root: fileURLToPath(new URL('.', main)), pjson: { ...pjson, description: HELPER, oclif }, ...OURS_ALONE })
}

const HELPER = 'Lists both sides as they answer: Google Workspace, and the SCIM endpoint of AWS IAM Identity Center. Changes nothing.'

function helperTree(target: string): PJSON['oclif'] {
  return {
    bin: 'idpscimcli',
    commands: { strategy: 'explicit', target, identifier: 'COMMANDS' },
    topics: {
      aws: { description: 'What the SCIM endpoint of IAM Identity Center answers' },
      'aws:service': { description: 'What the endpoint can do' },
      'aws:groups': { description: 'Its groups' },
      'aws:users': { description: 'Its people' },
      gws: { description: 'What Google Workspace answers' },
      'gws:groups': { description: 'Its groups' },
      'gws:groups:members': { description: 'Who is in them' },
      'gws:users': { description: 'Its people' },
    },
    plugins: ['@oclif/plugin-help'],
  }
}
