/** A first configuration written down, once it is known to say what this program understands; nothing is ever overwritten. */
import { open } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FLAT_SETTINGS } from '../config/flags.js'
import { readFromDisk, type ReadFile } from '../config/find-file.js'
import { loadConfig } from '../config/load-config.js'
import type { Answers } from '../config/starter/answers.js'
import { starterText } from '../config/starter/starter-text.js'
import type { Diagnostic } from '../diagnostic.js'
import { IdpscimError, isIdpscimError, systemReason } from '../errors.js'

export interface StarterOptions {
  /** Absolute: where it is written. */
  path: string
  /** Where editors find the JSON Schema. */
  schema: string
  env: NodeJS.ProcessEnv
}

/** What names a configuration in a folder: a second one beside it would be passed over, or pass over the first. */
const NAMES = ['.idpscim.yaml', '.idpscim.yml', '.idpscim.json']

/** Before anybody is asked anything. @throws IdpscimError `BadUsage` where there is a configuration already */
export async function refuseIfThere(path: string, readFile: ReadFile = readFromDisk): Promise<void> {
  const rivals = NAMES.includes(basename(path)) ? NAMES.map((name) => join(dirname(path), name)) : [path]
  for (const rival of rivals) {
    const text = await readFile(rival).catch((error: unknown) => (hasCode(error, 'ENOENT') ? undefined : ''))
    if (text !== undefined) throw thereAlready(rival, text)
  }
}

/** What of this environment configures a stack in the original's form, without any file. */
export function flatVariables(env: NodeJS.ProcessEnv): string[] {
  return FLAT_SETTINGS.flatMap((setting) => ('env' in setting && !('everywhere' in setting) && (env[setting.env] ?? '') !== '' ? [setting.env] : []))
}

/**
 * @returns what is still to be done before it can be used: files and variables that it names and that are not there yet
 * @throws IdpscimError `BadUsage` for answers that no configuration may have, and where there is a file already
 */
export async function writeStarter(answers: Answers, { path, schema, env }: StarterOptions): Promise<{ pending: Diagnostic[] }> {
  const faults = await problemsOf(starterText(keptElsewhere(answers), { schema }), { path, env: {} })
  const [first] = faults
  if (first !== undefined) throw new IdpscimError('BadUsage', `these answers make no configuration: ${first.summary}`, { suggestions: faults.flatMap(({ detail }) => detail ?? []).slice(0, 3) })
  const text = starterText(answers, { schema })
  try {
    const file = await open(path, 'wx', 0o644)
    try {
      await file.writeFile(text)
    } finally {
      await file.close()
    }
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw thereAlready(path, '')
    const reason = systemReason(error)
    throw reason === undefined ? error : new IdpscimError('BadUsage', `${path} cannot be written: ${reason}`, { suggestions: ['name another place: --config-file FILE'] })
  }
  return { pending: await problemsOf(text, { path, env }) }
}

async function problemsOf(text: string, { path, env }: { path: string; env: NodeJS.ProcessEnv }): Promise<Diagnostic[]> {
  const readFile: ReadFile = (asked) => (asked === path ? Promise.resolve(text) : readFromDisk(asked))
  try {
    await loadConfig({ flags: { 'config-file': path }, env, cwd: dirname(path), home: undefined, readFile })
    return []
  } catch (error) {
    if (!isIdpscimError(error, 'BadConfig')) throw error
    return (error.facts['diagnostics'] as Diagnostic[]).filter(({ severity }) => severity === 'error')
  }
}

/** The same with every secret in a place that is not looked into: what is wrong then is wrong with the answers. */
function keptElsewhere(answers: Answers): Answers {
  const moved = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(moved)
    const keys = Object.keys(value)
    if (keys.length === 1 && ['file', 'env', 'secret'].includes(keys[0] ?? '')) return { secret: 'kept-elsewhere' }
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, moved(part)]))
  }
  return moved(answers) as Answers
}

function thereAlready(path: string, text: string): IdpscimError {
  const original = /^\s*(gws_|aws_s3_|aws_scim_|sync_)/m.test(text) && !/^\s*(version|sources)\s*:/m.test(text)
  return new IdpscimError('BadUsage', `there is ${path} already${original ? ", in the original's form" : ''}, and init never overwrites`, {
    suggestions: [
      original ? 'it works as it is: idpscim validate, then idpscim plan' : 'check it: idpscim validate, then idpscim doctor',
      'or write another: idpscim init --config-file FILE',
    ],
  })
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
