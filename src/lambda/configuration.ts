/** Where a function's configuration is: its variables alone, as the original's; or a file in the bundle or in S3, named by IDPSCIM_CONFIG. */
import { resolve } from 'node:path'
import type { Config } from '../config/config.js'
import { readFromDisk } from '../config/find-file.js'
import { loadConfig, type LoadConfigInput } from '../config/load-config.js'
import { IdpscimError, isIdpscimError } from '../errors.js'
import { getS3Object, isS3Address } from '../operations/s3-object.js'
import { openSecrets } from '../operations/wiring.js'

export interface FunctionGround {
  env: NodeJS.ProcessEnv
  /** Where the function's code lies. */
  root: string
  /** The stack that the event names. */
  stack?: string | undefined
}

/** @throws IdpscimError `BadConfig`; `BadUsage` where event and configuration name different stacks; `SecretsRefused` */
export async function functionConfig({ env, root, stack }: FunctionGround, needs?: LoadConfigInput['needs']): Promise<Config> {
  const place = placeOf(env['IDPSCIM_CONFIG'], stack)
  const reading = { env, cwd: root, home: undefined, secrets: openSecrets(), ...(needs === undefined ? {} : { needs }) }
  const config = await loadConfig({ ...reading, ...(place === undefined ? variablesOf(env) : await fileAt(place, root)) })
  if (stack === undefined || stack === config.stack) return config
  throw new IdpscimError('BadUsage', `the event names the stack ${stack}, and the configuration ${place === undefined ? '' : `at ${place} `}is that of ${config.stack}; nothing was done`, {
    suggestions: [`write "stack: ${stack}" into its configuration, and IDPSCIM_CONFIG=s3://bucket/{stack}.yaml where one function serves several`],
  })
}

type Reading = Pick<LoadConfigInput, 'flags'> & Partial<LoadConfigInput>

/** The original takes its four credentials from Secrets Manager whenever it runs as a function, and looks for no file. */
function variablesOf(env: NodeJS.ProcessEnv): Reading {
  return { flags: {}, env: { ...env, IDPSCIM_USE_SECRETS_MANAGER: 'true' }, search: false }
}

/** What is in S3 stands, for the paths in it, where the code lies. */
async function fileAt(place: string, root: string): Promise<Reading> {
  if (!isS3Address(place)) return { flags: { 'config-file': place } }
  const text = (await getConfig(place)).toString('utf8')
  const path = resolve(root, place.slice(place.lastIndexOf('/') + 1))
  return { flags: { 'config-file': path }, readFile: async (file) => (file === path ? text : readFromDisk(file)) }
}

async function getConfig(place: string): Promise<Buffer> {
  try {
    return await getS3Object(place)
  } catch (cause) {
    if (!isIdpscimError(cause, 'BadUsage')) throw cause
    throw new IdpscimError('BadConfig', `the configuration that IDPSCIM_CONFIG names: ${cause.message}`, {
      suggestions: ['check the address', 'grant the function s3:GetObject on it, and s3:ListBucket on the bucket'],
      facts: cause.facts,
      cause,
    })
  }
}

const PLACEHOLDER = '{stack}'

/** One function may serve many stacks: the address then holds `{stack}`, and each event names one. Undefined where nothing is named. */
function placeOf(address: string | undefined, stack: string | undefined): string | undefined {
  if (address === undefined || address === '') return undefined
  if (stack !== undefined || !address.includes(PLACEHOLDER)) return address.replaceAll(PLACEHOLDER, stack ?? '')
  throw new IdpscimError('BadUsage', `IDPSCIM_CONFIG is ${address}, and the event names no stack; nothing was done`, { suggestions: ['send {"operation": "sync", "stack": "NAME"}'] })
}
