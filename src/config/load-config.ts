/** Flags over environment over file over defaults: one stack's configuration, checked whole, and offline before any secret is fetched. */
import { dirname, resolve } from 'node:path'
import { IdpscimError } from '../errors.js'
import type { SecretReader } from '../model/secret-reader.js'
import { readApprovers } from './approvers.js'
import { type Authored, isRecord, type Path, valueAt } from './authored.js'
import { buildConfig } from './build-config.js'
import { checkRules } from './rules.js'
import { checkShape } from './check-shape.js'
import { checkTexts } from './check-texts.js'
import type { Config } from './config.js'
import { ConfigFile } from './config-file.js'
import { findConfigFile, type FoundFile, type ReadFile, readFromDisk } from './find-file.js'
import { readFlatFile } from './flat-file.js'
import { readFlatForm } from './flat-form.js'
import { refuseFlatBesideFull } from './flat-beside-full.js'
import { settleLog } from './log-config.js'
import { compileMapping } from './mapping.js'
import { warnOfMisspeltVariables } from './misspelt.js'
import { EVERYTHING, type Need } from './needs.js'
import { compileRules } from './policy-rules.js'
import { Problems } from './problems.js'
import { fetchSecretTexts, type LackingText } from './secret-texts.js'
import type { Given, Givers } from './settle.js'
import { fetchTexts } from './texts.js'
import { parseYamlFile, type YamlFile } from './yaml-file.js'

export interface LoadConfigInput {
  /** Parsed flags by their long names; only those that were given. Flags of other tables are passed over. */
  flags: Readonly<Record<string, unknown>>
  env: NodeJS.ProcessEnv
  cwd: string
  home: string | undefined
  /** Whether a file is looked for where none is named; default true. */
  search?: boolean
  /** Reads a file as UTF-8; the disk's unless given. */
  readFile?: ReadFile
  /** Without one, nothing beyond files and variables is read: references to secrets are checked for their form, and stay `Unread`. */
  secrets?: SecretReader
  /** Told of each value of a source, the target or a notification that `secrets` could not give, which then stays `Unread`; without it, such a configuration is refused. */
  onLacking?: (lacking: LackingText) => void
  /** What will be used, everything unless given. The rest's variables, files and secrets stay `Unread`; the digest is the same. */
  needs?: readonly Need[]
}

/**
 * Throws `BadConfig` with every problem at once, as `facts.diagnostics` (errors, then warnings); a configuration that can be used
 * comes with its warnings. Only one that is right as far as files and variables go is worth a question to `secrets`, which is asked once;
 * what it throws is thrown.
 */
export async function loadConfig(input: LoadConfigInput): Promise<Config> {
  const problems = new Problems()
  const readFile = input.readFile ?? readFromDisk
  const named = input.flags['config-file']
  const search = { named: typeof named === 'string' && named !== '' ? named : undefined, cwd: input.cwd, home: input.home, readFile }
  const found = search.named === undefined && input.search === false ? undefined : await findConfigFile(search, problems)
  const file = found && parseYamlFile(found.text, found.path, problems)
  // What cannot be read cannot be checked: everything else would be missing.
  if (problems.errors.length > 0) throw badConfig(problems, found)

  const form = file !== undefined && isFullForm(file.value) ? 'full' : 'flat'
  const needs = input.needs ?? EVERYTHING
  const { authored, quiet, givers } = form === 'full' && file ? readFull(file, input, problems) : readFlat(file, { ...input, needs }, problems)
  const log = settleLog(givers, problems)
  const base = form === 'full' && found ? dirname(found.path) : resolve(input.cwd)
  const texts = await fetchTexts({ authored, quiet, needs }, { env: input.env, readFile, base }, problems)
  checkTexts(texts.fetched, form, problems)
  checkRules({ authored, texts, quiet, base }, problems)
  const mapping = compileMapping(authored, problems)
  const rules = compileRules(authored, problems)
  const approvers = readApprovers({ authored, texts: texts.fetched, rules }, problems)
  const checked = checkShape(authored, quiet, problems)
  if (checked === undefined || problems.errors.length > 0) throw badConfig(problems, found)
  const secrets = input.secrets === undefined ? new Map<string, never>() : await fetchSecretTexts(texts.unread, input.secrets, problems, input.onLacking)
  checkTexts(secrets, form, problems)
  if (problems.errors.length > 0) throw badConfig(problems, found)
  const all = { fetched: new Map([...texts.fetched, ...secrets]), unread: texts.unread }
  const config = { ...buildConfig({ file: checked, texts: all, mapping, rules, approvers, base }), log, form, warnings: problems.warnings } as const
  return found === undefined ? config : { ...config, file: found.path }
}

interface Read {
  authored: Authored
  /** Paths that have been spoken about. */
  quiet: readonly Path[]
  givers: Givers
}

function readFull(file: YamlFile, { flags, env }: LoadConfigInput, problems: Problems): Read {
  const logKey = (key: string | undefined): Given | undefined => {
    const word = key === 'log_level' ? 'level' : key === 'log_format' ? 'format' : undefined
    const log = ConfigFile.shape.log.safeParse(valueAt(file.value, ['log']))
    const value = word && log.data?.[word]
    return value && { value, label: file.name(['log', word]), place: file.place(['log', word]) }
  }
  refuseFlatBesideFull({ flags, env, file: file.value }, problems)
  return { authored: file, quiet: [], givers: { flags, env, file: (setting) => logKey(setting.key) } }
}

function readFlat(file: YamlFile | undefined, { flags, env, needs }: LoadConfigInput & { needs: readonly Need[] }, problems: Problems): Read {
  const keys = file === undefined ? new Map<string, Given>() : readFlatFile(file, problems)
  const givers: Givers = { flags, env, file: (setting) => keys.get(setting.key ?? '') }
  warnOfMisspeltVariables(env, problems)
  const { authored, settled } = readFlatForm(givers, needs, problems)
  if (file === undefined && settled.length > 0) problems.warn({ summary: 'there is no .idpscim.yaml here or at home', detail: 'idpscim init writes one; or name one by --config-file.' })
  return { authored, quiet: settled, givers }
}

/** `version` or `sources` say so; and so does any of its sections, where only the first line was forgotten. */
function isFullForm(value: unknown): boolean {
  if (!isRecord(value)) return false
  if ('version' in value || 'sources' in value) return true
  return Object.keys(ConfigFile.shape).some((key) => typeof value[key] === 'object')
}

function badConfig(problems: Problems, found: FoundFile | undefined): IdpscimError {
  const { errors, warnings } = problems
  const count = errors.length === 1 ? 'one problem' : `${String(errors.length)} problems`
  const where = found === undefined ? 'the configuration' : found.path
  return new IdpscimError('BadConfig', `${where} has ${count}: ${errors[0]?.summary ?? ''}${errors.length > 1 ? ', and more' : ''}`, {
    suggestions: errors.flatMap((error) => error.detail ?? []).slice(0, 3),
    facts: { diagnostics: [...errors, ...warnings] },
  })
}
