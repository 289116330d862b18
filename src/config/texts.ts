/** The texts that may be kept outside the file, fetched: from a variable, from a file, or as they stand. */
import { resolve } from 'node:path'
import type { Place } from '../diagnostic.js'
import { type Authored, type Path, pathText, valueAt } from './authored.js'
import { Text } from './config-parts.js'
import { type ReadFile, reason } from './find-file.js'
import type { Problems } from './problems.js'

export interface FetchedText {
  /** Without the line break that editors and `echo` leave at the end. */
  value: string
  /** For messages: "environment variable X", "file /etc/token". */
  origin: string
  /** What to call a wrong value: the key, and where the value is kept. */
  name: string
  place: Place
  inline: boolean
}

export interface Surroundings {
  env: NodeJS.ProcessEnv
  readFile: ReadFile
  /** What relative paths are relative to. */
  base: string
}

export type FetchedTexts = ReadonlyMap<string, FetchedText>

/** A source's texts, and where each is kept when nothing is said. */
const SOURCE_TEXTS: Readonly<Record<string, unknown>> = {
  customer: undefined,
  credentials: { file: 'credentials.json' },
  subject: undefined,
  endpoint: undefined,
}

interface Asked {
  authored: Authored
  /** Paths that have been spoken about. */
  quiet: readonly Path[]
}

/** By path; texts that are absent, or that a problem was told of, have no entry. */
export async function fetchTexts({ authored, quiet }: Asked, surroundings: Surroundings, problems: Problems): Promise<FetchedTexts> {
  const sources = valueAt(authored.value, ['sources'])
  const paths: { path: Path; fallback?: unknown }[] = [{ path: ['target', 'endpoint'] }, { path: ['target', 'access_token'] }]
  for (const index of (Array.isArray(sources) ? sources : []).keys()) {
    for (const [key, fallback] of Object.entries(SOURCE_TEXTS)) paths.push({ path: ['sources', index, key], fallback })
  }
  const silent = new Set(quiet.map(pathText))
  const texts = new Map<string, FetchedText>()
  for (const { path, fallback } of paths) {
    if (silent.has(pathText(path)) || silent.has(pathText(path.slice(0, -1)))) continue
    const written = Text.safeParse(valueAt(authored.value, path) ?? fallback)
    const text = written.success ? await fetchText(written.data, { place: authored.place(path), key: authored.name(path) }, surroundings, problems) : undefined
    if (text !== undefined) texts.set(pathText(path), text)
  }
  return texts
}

type Fetched = Promise<FetchedText | undefined>

async function fetchText(text: Text, { place, key }: { place: Place; key: string }, surroundings: Surroundings, problems: Problems): Fetched {
  if (typeof text === 'string') return { value: trimEnd(text), origin: key, name: key, place, inline: true }
  if ('env' in text) {
    const value = trimEnd(surroundings.env[text.env] ?? '')
    const origin = `environment variable ${text.env}`
    if (value !== '') return { value, origin, name: `${key} (${origin})`, place, inline: false }
    problems.error({
      summary: `${key}: the environment variable ${text.env} is not set`,
      detail: `Set ${text.env} before idpscim starts.`,
      place,
    })
    return undefined
  }
  const file = resolve(surroundings.base, text.file)
  try {
    const value = trimEnd(await surroundings.readFile(file))
    if (value !== '') return { value, origin: `file ${file}`, name: `${key} (file ${file})`, place, inline: false }
    problems.error({ summary: `${key}: the file ${file} is empty`, detail: 'Put the value there.', place })
  } catch (error) {
    problems.error({ summary: `${key}: the file ${file} ${reason(error)}`, detail: `Relative paths start at ${surroundings.base}.`, place })
  }
  return undefined
}

function trimEnd(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/[\r\n]+$/, '')
}
