/** A desk with files in memory, variables and flags: what a configuration is loaded from. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import type { Config } from '../../src/config/config.js'
import type { GoogleSourceConfig } from '../../src/config/sources/google.js'
import type { AwsScimTargetConfig } from '../../src/config/targets/aws-scim.js'
import { loadConfig } from '../../src/config/load-config.js'
import type { Need } from '../../src/config/needs.js'
import type { Diagnostic } from '../../src/diagnostic.js'
import { IdpscimError } from '../../src/errors.js'
import { Secret } from '../../src/model/secret.js'
import type { SecretFailure, SecretReader } from '../../src/model/secret-reader.js'

export const PRIVATE_KEY = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
export const CREDENTIALS = JSON.stringify({ type: 'service_account', client_email: 'robot@corp.test', private_key: PRIVATE_KEY })
export const TOKEN = 'tok-3f9a7c51e2b84d60'
export const ENDPOINT = 'https://scim.eu-west-1.amazonaws.com/11111111-2222-3333-4444-555555555555/scim/v2/'

export interface Desk {
  /** By absolute path; the configuration usually at `/desk/.idpscim.yaml`. */
  files?: Record<string, string>
  env?: NodeJS.ProcessEnv
  flags?: Record<string, unknown>
  home?: string
  /** Texts, and objects that are kept as JSON; a name that is not here is not found. Absent: there is nobody to ask. */
  secrets?: Record<string, string | object>
  /** Each asking is noted here. */
  asked?: string[][]
  needs?: readonly Need[]
}

export const NOT_FOUND: SecretFailure = { problem: 'was not found', remedy: 'Check the name.' }

function readerOf(secrets: Record<string, string | object>, asked: string[][] = []): SecretReader {
  const answer = (id: string) => {
    const kept = secrets[id]
    return kept === undefined ? NOT_FOUND : new Secret(typeof kept === 'string' ? kept : JSON.stringify(kept), `secret ${id}`)
  }
  return {
    fetch: (ids) => {
      asked.push([...ids])
      return Promise.resolve(new Map(ids.map((id) => [id, answer(id)])))
    },
  }
}

export function load({ files = {}, env = {}, flags = {}, home = '/home/me', secrets, asked, needs }: Desk): Promise<Config> {
  const disk: Record<string, string> = { '/desk/credentials.json': CREDENTIALS, ...files }
  const readFile = (path: string): Promise<string> => {
    const text = disk[path]
    return text === undefined ? Promise.reject(Object.assign(new Error(`no ${path}`), { code: 'ENOENT' })) : Promise.resolve(text)
  }
  return loadConfig({
    flags,
    env,
    cwd: '/desk',
    home,
    readFile,
    ...(secrets === undefined ? {} : { secrets: readerOf(secrets, asked) }),
    ...(needs === undefined ? {} : { needs }),
  })
}

/** The variables and flags that the flat form cannot do without. */
export const FLAT_ENV = { IDPSCIM_AWS_SCIM_ENDPOINT: ENDPOINT, IDPSCIM_AWS_SCIM_ACCESS_TOKEN: TOKEN, IDPSCIM_GWS_USER_EMAIL: 'admin@corp.test' }

/** A file in the full form that is whole; lines are added at its end. */
export const FULL = `version: 1
sources:
  - type: google
    subject: admin@corp.test
target:
  type: aws-scim
  endpoint: ${ENDPOINT}
  access_token: {env: SCIM_TOKEN}
state: {type: file, path: data/state.json}
`

export function loadFull(text: string, desk: Desk = {}): Promise<Config> {
  return load({ ...desk, files: { '/desk/.idpscim.yaml': text, ...desk.files }, env: { SCIM_TOKEN: TOKEN, ...desk.env } })
}

/** The diagnostics of a configuration that is refused. */
export async function refused(loading: Promise<Config>): Promise<Diagnostic[]> {
  const error: unknown = await loading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert(error instanceof IdpscimError, `expected a refusal, got ${String(error)}`)
  assert(error.code === 'BadConfig', error.code)
  return error.facts.diagnostics as Diagnostic[]
}

/** `line:column summary | detail`, as people would read it. */
export function lines(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ summary, detail, place }) => `${String(place?.line ?? '-')}:${String(place?.column ?? '-')} ${summary}${detail === undefined ? '' : ` | ${detail}`}`)
}

/** The first source, which a test knows to be Google's. */
export function google({ sources: [source] }: Config): GoogleSourceConfig {
  assert(source?.type === 'google')
  return source
}

/** The target, which a test knows to be AWS's SCIM endpoint. */
export function scim({ target }: Config): AwsScimTargetConfig {
  assert(target.type === 'aws-scim')
  return target
}
