/** From flags to a context: the configuration read and checked, its warnings told. */
import { homedir } from 'node:os'
import { systemClock } from '../clock.js'
import type { Config } from '../config/config.js'
import type { LoadConfigInput } from '../config/load-config.js'
import type { LackingText } from '../config/secret-texts.js'
import type { IdpscimError } from '../errors.js'
import type { SecretReader } from '../model/secret-reader.js'
import type { Context } from '../operations/context.js'
import type { Patient } from '../operations/doctor.js'
import type { GlobalFlags, Shell } from './shell.js'

export type ConfigFlags = GlobalFlags & Readonly<Record<string, unknown>>

/** Offline unless handed a reader of secrets. */
export async function readConfig(shell: Shell, flags: ConfigFlags, reading: Pick<LoadConfigInput, 'secrets' | 'needs' | 'onLacking'> = {}): Promise<Config> {
  const { loadConfig } = await import('../config/load-config.js')
  const config = await loadConfig({ flags: given(flags), env: process.env, cwd: process.cwd(), home: homedirOrNone(), ...reading })
  if (!shell.json || flags['log-level'] !== undefined || flags.debug) shell.log.adjust(config.log)
  const { diagnosticToLog } = await import('./diagnostic-text.js')
  for (const warning of config.warnings) shell.log.warn(...diagnosticToLog(warning))
  return config
}

/** Whether there is a configuration file, where one is named or looked for. */
export async function findConfig(flags: GlobalFlags): Promise<boolean> {
  const [{ findConfigFile, readFromDisk }, { Problems }] = await Promise.all([import('../config/find-file.js'), import('../config/problems.js')])
  const problems = new Problems()
  const found = await findConfigFile({ named: flags['config-file'], cwd: process.cwd(), home: homedirOrNone(), readFile: readFromDisk }, problems)
  return found !== undefined || problems.errors.length > 0
}

/** What a command enters: everything, unless it says less. Credentials for the rest are not read, and may be missing. */
export type Needs = NonNullable<LoadConfigInput['needs']>

/** `toolVersion` is what plans will name as their maker. */
export async function openStack(shell: Shell, flags: ConfigFlags, toolVersion: string, needs?: Needs): Promise<Context> {
  const { openSecrets } = await import('../operations/wiring.js')
  return {
    config: await readConfig(shell, flags, { secrets: openSecrets(), ...(needs === undefined ? {} : { needs }) }),
    clock: systemClock,
    onProgress: (event) => shell.progress.onProgress(event),
    signal: shell.signal,
    toolVersion,
  }
}

/** As `openStack`, but secrets that cannot be had are told, and not thrown: what does not need them can still be asked. */
export async function openAilingStack(shell: Shell, flags: ConfigFlags, toolVersion: string): Promise<Patient> {
  const [{ openSecrets }, { isIdpscimError }] = await Promise.all([import('../operations/wiring.js'), import('../errors.js')])
  const secrets: { ids: string[]; lacking: LackingText[]; refused?: IdpscimError } = { ids: [], lacking: [] }
  const reader: SecretReader = {
    fetch: async (ids) => {
      secrets.ids.push(...ids)
      return openSecrets()
        .fetch(ids)
        .catch((error: unknown) => {
          if (!isIdpscimError(error, 'SecretsRefused')) throw error
          secrets.refused = error
          return new Map()
        })
    },
  }
  const { EVERYTHING } = await import('../config/needs.js')
  const config = await readConfig(shell, flags, { secrets: reader, needs: [...EVERYTHING, 'notify'], onLacking: (lacking) => secrets.lacking.push(lacking) })
  return { context: { config, clock: systemClock, onProgress: (event) => shell.progress.onProgress(event), signal: shell.signal, toolVersion }, secrets }
}

/** A container's user may have none. */
function homedirOrNone(): string | undefined {
  const home = homedir()
  return home === '' ? undefined : home
}

/** Only what somebody typed: a default of ours must not win over the environment. */
function given(flags: ConfigFlags): Record<string, unknown> {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined))
}
