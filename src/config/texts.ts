/** The texts that may be kept outside the file: taken from a variable, from a file, or as they stand; secrets are only noted down. */
import { resolve } from 'node:path'
import type { Place } from '../diagnostic.js'
import { type Authored, type Path, pathText, valueAt } from './authored.js'
import { OpenText, Text } from './config-parts.js'
import { type ReadFile, reason } from './find-file.js'
import type { TextRule } from './kind.js'
import { kindTexts } from './kinds.js'
import { isNeeded, type Need } from './needs.js'
import type { Problems } from './problems.js'
import { checkBucket, checkKey } from './state-texts.js'
import { parseSecretReference, type SecretReference } from './secret-reference.js'

export interface FetchedText {
  /** Without the line break that editors and `echo` leave at the end. */
  value: string
  /** For messages: "environment variable X", "file /etc/token". */
  origin: string
  /** What to call a wrong value: the key, and where the value is kept. */
  name: string
  place: Place
  inline: boolean
  /** When it was stored, where its keeper says so. */
  since?: Date | undefined
  rule: TextRule
}

export type FetchedTexts = ReadonlyMap<string, FetchedText>

/** Kept elsewhere, and not read so far. */
export interface UnreadText {
  key: string
  origin: string
  place: Place
  rule: TextRule
  /** What to ask Secrets Manager for; absent when nobody needs the value. */
  secret?: SecretReference
}

export interface Texts {
  fetched: FetchedTexts
  unread: ReadonlyMap<string, UnreadText>
}

export interface Surroundings {
  env: NodeJS.ProcessEnv
  readFile: ReadFile
  /** What relative paths are relative to. */
  base: string
}

interface Asked {
  authored: Authored
  /** Paths that have been spoken about. */
  quiet: readonly Path[]
  needs: readonly Need[]
}

/** By path, both; texts that are absent, or that a problem was told of, have no entry. */
export async function fetchTexts({ authored, quiet, needs }: Asked, surroundings: Surroundings, problems: Problems): Promise<Texts> {
  const silent = new Set(quiet.map(pathText))
  const fetched = new Map<string, FetchedText>()
  const unread = new Map<string, UnreadText>()
  for (const { path, type, rule } of textsIn(authored)) {
    if (silent.has(pathText(path)) || silent.has(pathText(path.slice(0, -1)))) continue
    const written = type.safeParse(valueAt(authored.value, path) ?? rule.fallback)
    if (!written.success) continue
    const here = { place: authored.place(path), key: authored.name(path), rule }
    const needed = isNeeded(path, needs)
    const text = isKept(written.data) && (!needed || 'secret' in written.data) ? noted(written.data, here, needed, problems) : await fetchText(written.data, here, surroundings, problems)
    if (text === undefined) continue
    if ('value' in text) fetched.set(pathText(path), text)
    else unread.set(pathText(path), text)
  }
  return { fetched, unread }
}

interface TextKey {
  path: Path
  type: typeof Text | typeof OpenText
  rule: TextRule
}

const STATE_TEXTS: Readonly<Record<string, TextRule>> = {
  path: { holds: 'plain' },
  bucket: { holds: 'plain', check: checkBucket },
  key: { holds: 'plain', check: checkKey },
  region: { holds: 'plain' },
  endpoint: { holds: 'address' },
  kms_key_id: { holds: 'plain' },
}

const APPROVER_TEXTS: Readonly<Record<string, TextRule>> = { public_key: { holds: 'plain' }, kms_key: { holds: 'plain' } }

function textsIn({ value }: Authored): TextKey[] {
  const entries = (...room: string[]): Path[] => {
    const list = valueAt(value, room)
    return Array.isArray(list) ? [...list.keys()].map((index) => [...room, index]) : []
  }
  const open = (at: Path, rules: Readonly<Record<string, TextRule>>) => Object.entries(rules).map(([key, rule]) => ({ path: [...at, key], rule, type: OpenText }))
  return [
    ...kindTexts(value).map((text) => ({ ...text, type: Text })),
    ...[['state'], ...entries('neighbours')].flatMap((place) => open(place, STATE_TEXTS)),
    ...entries('policy', 'approval', 'keys').flatMap((approver) => open(approver, APPROVER_TEXTS)),
  ]
}

interface Here {
  place: Place
  key: string
  rule: TextRule
}

function isKept(text: Text): text is Exclude<Text, string> {
  return typeof text !== 'string'
}

/** What is not read now is looked at all the same: a wrong name is wrong for whoever reads it. */
function noted(text: Exclude<Text, string>, here: Here, needed: boolean, problems: Problems): UnreadText | undefined {
  if ('env' in text) return { ...here, origin: `environment variable ${text.env}` }
  if ('file' in text) return { ...here, origin: `file ${text.file}` }
  const secret = parseSecretReference(text.secret)
  if (secret !== undefined) return { ...here, origin: `secret ${text.secret}`, ...(needed ? { secret } : {}) }
  problems.error({
    summary: `${here.key} does not name a secret`,
    detail: 'Write {secret: NAME} or {secret: NAME#KEY}; NAME is the name (letters, digits and /_+=.@-) or the ARN of a secret, KEY a key of the JSON in it.',
    place: here.place,
  })
  return undefined
}

async function fetchText(text: Text, { place, key, rule }: Here, surroundings: Surroundings, problems: Problems): Promise<FetchedText | undefined> {
  if (!isKept(text)) return { value: trimEnd(text), origin: key, name: key, place, rule, inline: true }
  if ('env' in text) {
    const value = trimEnd(surroundings.env[text.env] ?? '')
    const origin = `environment variable ${text.env}`
    if (value !== '') return { value, origin, name: `${key} (${origin})`, place, rule, inline: false }
    problems.error({
      summary: `${key}: the environment variable ${text.env} is not set`,
      detail: `Set ${text.env} before idpscim starts.`,
      place,
    })
    return undefined
  }
  if ('secret' in text) return undefined
  const file = resolve(surroundings.base, text.file)
  try {
    const value = trimEnd(await surroundings.readFile(file))
    if (value !== '') return { value, origin: `file ${file}`, name: `${key} (file ${file})`, place, rule, inline: false }
    problems.error({ summary: `${key}: the file ${file} is empty`, detail: 'Put the value there.', place })
  } catch (error) {
    problems.error({ summary: `${key}: the file ${file} ${reason(error)}`, detail: `Relative paths start at ${surroundings.base}.`, place })
  }
  return undefined
}

export function trimEnd(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/[\r\n]+$/, '')
}
