/** What goes into a sandbox from the command line, and how it introduces itself. */
import { readFile } from 'node:fs/promises'
import { parseDocument } from 'yaml'
import { IdpscimError, systemReason } from '../errors.js'
import { safe } from '../report/safe.js'
import type { Fault } from '../sandbox/faults.js'
import { shellWord } from './shell-words.js'

/** YAML, of which JSON is a part. Throws `BadSeed` with the line. */
export async function readSeed(path: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw new IdpscimError('BadSeed', `the seed ${path} cannot be read: ${systemReason(cause) ?? 'for an unknown reason'}`, { suggestions: ['check the path after --seed'], cause })
  }
  const document = parseDocument(text)
  const [problem] = document.errors
  if (problem !== undefined) {
    const line = problem.linePos?.[0].line
    const at = line === undefined ? path : `${path}:${line}`
    throw new IdpscimError('BadSeed', `the seed is not YAML: ${at}: ${problem.message.split('\n')[0] ?? ''}`, { facts: { file: path, ...(line === undefined ? {} : { line }) } })
  }
  return document.toJS()
}

/** The shape is the sandbox's to check. */
export function parseFaultFlag(text: string): Fault[] {
  try {
    return JSON.parse(text) as Fault[]
  } catch (cause) {
    throw new IdpscimError('BadUsage', '--fault is not JSON', { suggestions: [`--fault '[{"api":"scim","kind":"throttle","at":3}]'`], cause })
  }
}

export interface Introduction {
  endpoints: Readonly<Record<string, string>>
  env: Readonly<Record<string, string>>
  configFile: string
}

/** Lines that can be copied into a shell are not wrapped. */
export function sandboxToText({ endpoints, env, configFile }: Introduction): string {
  const exports = (ofAws: boolean) =>
    Object.entries(env)
      .filter(([name]) => name.startsWith('AWS_') === ofAws)
      .map(([name, value]) => `  export ${name}=${shellWord(value)}`)
  return [
    'The sandbox is ready.',
    ...Object.entries(endpoints).map(([name, address]) => `  ${name.padEnd(15)} ${safe(address)}`),
    '',
    'Try it in another terminal:',
    `  idpscim plan --config-file ${shellWord(configFile)}`,
    "or with the original's settings:",
    ...exports(false),
    'and, for a state in S3 and credentials in Secrets Manager, what every client of AWS reads:',
    ...exports(true),
    '',
    'Interrupt it to stop (Ctrl-C).',
    '',
  ].join('\n')
}
