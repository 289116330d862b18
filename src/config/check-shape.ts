/** Whether a configuration has the shape of the full form; each fault named with its key, its value where that is no secret, and the way out. */
import type * as z from 'zod'
import { type Authored, isRecord, type Path, pathText, valueAt } from './authored.js'
import { ConfigFile } from './config-file.js'
import { FLAT_SETTINGS } from './flags.js'
import { nearest } from './nearest.js'
import type { Problems } from './problems.js'

type Issue = z.core.$ZodIssue

/** Undefined when something is wrong. Nothing is said about `quiet` paths and what lies under them. */
export function checkShape(authored: Authored, quiet: readonly Path[], problems: Problems): ConfigFile | undefined {
  const result = ConfigFile.safeParse(authored.value)
  if (result.success) return result.data
  for (const issue of result.error.issues) report(issue, authored, quiet, problems)
  return undefined
}

function report(issue: Issue, authored: Authored, quiet: readonly Path[], problems: Problems): void {
  const path = issue.path as Path
  if (covered(path, quiet)) return
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) if (!covered([...path, key], quiet)) unknownKey([...path, key], authored, problems)
    return
  }
  const missing = valueAt(authored.value, path) === undefined
  problems.error({
    summary: `${authored.name(path)} ${missing ? 'is missing' : sentence(issue, valueAt(authored.value, path), path)}`,
    ...detail(issue, path, missing, authored),
    place: authored.place(path),
  })
}

function covered(path: Path, quiet: readonly Path[]): boolean {
  return quiet.some((other) => other.every((part, index) => path[index] === part))
}

function unknownKey(path: Path, authored: Authored, problems: Problems): void {
  const key = String(path.at(-1))
  const parent = path.slice(0, -1)
  const meant = nearest(key, knownKeys(parent))
  const flat = FLAT_SETTINGS.find((setting) => 'key' in setting && setting.key === key && 'path' in setting)
  const remedy = meant !== undefined ? `Did you mean ${meant}?` : flat && 'path' in flat ? `In this form it is ${pathText(flat.path)}.` : `Known here: ${knownKeys(parent).join(', ') || 'no keys'}.`
  problems.error({ summary: `${authored.name(path)} is not a known key`, detail: remedy, place: authored.keyPlace(path) })
}

/** The keys that the schema knows at a path, asked of the schema itself. */
function knownKeys(path: Path): string[] {
  let schemas: z.core.$ZodType[] = [ConfigFile]
  for (const part of path) schemas = schemas.flatMap(open).flatMap((schema) => inside(schema, part))
  return [...new Set(schemas.flatMap(open).flatMap((schema) => (isKind(schema, 'object') ? Object.keys(shapeOf(schema)) : [])))]
}

/** Looks through defaults, options and unions to what holds keys. */
function open(schema: z.core.$ZodType): z.core.$ZodType[] {
  const definition = schema._zod.def as { innerType?: z.core.$ZodType; options?: readonly z.core.$ZodType[] }
  if (definition.innerType !== undefined) return open(definition.innerType)
  if (definition.options !== undefined) return definition.options.flatMap(open)
  return [schema]
}

function inside(schema: z.core.$ZodType, part: string | number): z.core.$ZodType[] {
  if (isKind(schema, 'array')) return [(schema._zod.def as unknown as { element: z.core.$ZodType }).element]
  const next = isKind(schema, 'object') ? shapeOf(schema)[part] : undefined
  return next === undefined ? [] : [next]
}

const isKind = (schema: z.core.$ZodType, kind: string): boolean => schema._zod.def.type === kind
const shapeOf = (schema: z.core.$ZodType): Record<string, z.core.$ZodType> => (schema._zod.def as unknown as { shape: Record<string, z.core.$ZodType> }).shape

/** Our own messages begin with a verb; the library's are replaced. Values are shown only where the choice is closed or numeric: no secret fits there. */
function sentence(issue: Issue, value: unknown, path: Path): string {
  const shown = mayShow(path) && (typeof value === 'string' ? value.length <= 40 : typeof value === 'number' || typeof value === 'boolean') ? ` ${JSON.stringify(value)}` : ''
  switch (issue.code) {
    case 'invalid_value':
      return `is${shown || ' something else'}, and must be ${issue.values.map(String).join(issue.values.length === 2 ? ' or ' : ', ')}`
    case 'invalid_type':
      return `is ${kindOf(value)}, and must be ${KINDS[issue.expected] ?? issue.expected}`
    case 'too_small':
      return own(issue.message) ?? (issue.origin === 'number' || issue.origin === 'int' ? `is${shown}, and must be at least ${String(issue.minimum)}` : 'is empty')
    case 'too_big':
      return `is${shown}, and must be at most ${String(issue.maximum)}`
    default:
      return `${own(issue.message) ?? 'is not valid'}${shown && issue.code === 'invalid_format' ? ` (it is${shown})` : ''}`
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (isRecord(value)) return 'a map of keys'
  return typeof value === 'string' ? 'a text' : typeof value === 'number' ? 'a number' : typeof value === 'boolean' ? 'true or false' : 'nothing'
}

function own(message: string): string | undefined {
  return /^(is|must|names) /.test(message) ? message : undefined
}

/** Secrets stand under these keys. */
function mayShow(path: Path): boolean {
  return !path.some((part) => part === 'access_token' || part === 'credentials')
}

function detail(issue: Issue, path: Path, missing: boolean, authored: Authored): { detail?: string } {
  const known = knownDetail(path)
  if (missing) return known === undefined ? {} : { detail: known }
  if (issue.code === 'invalid_value') {
    const meant = nearest(String(valueAt(authored.value, path)), issue.values.map(String))
    return meant === undefined ? {} : { detail: `Did you mean ${meant}?` }
  }
  if (issue.code === 'invalid_type' && issue.expected === 'string' && typeof valueAt(authored.value, path) !== 'object') return { detail: 'Put quotes around it.' }
  return {}
}

/** What to write for the keys that everybody needs. */
function knownDetail(path: Path): string | undefined {
  const remedies: Readonly<Record<string, string>> = {
    version: 'Write `version: 1`.',
    sources: 'Say where people come from: `sources: [{type: google, subject: admin@example.com}]`.',
    target: 'Say what is made to match: `target: {type: aws-scim, endpoint: …, access_token: {env: SCIM_TOKEN}}`.',
    'target.endpoint': "It is in the console of IAM Identity Center, under Settings, Automatic provisioning.",
    'target.access_token': 'Write {env: NAME} or {file: path}; tokens are made in the console of IAM Identity Center, under Settings, Automatic provisioning.',
    state: 'Say where the stack remembers what it manages: `state: {type: file, path: state.json}`.',
  }
  return remedies[pathText(path)]
}
