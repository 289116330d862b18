/** A YAML or JSON file as data, with the line and column of every key and value. */
import { type Document, isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, Scalar, visit } from 'yaml'
import type { Place } from '../diagnostic.js'
import { type Authored, isRecord, type Path, pathText } from './authored.js'
import type { Problems } from './problems.js'
import { yamlSentence } from './yaml-errors.js'

export interface YamlFile extends Authored {
  /** The top level's keys as they are spelled, with each value's text as written: `007` stays `007`. Nulls are left out. */
  texts: ReadonlyMap<string, string | readonly string[] | undefined>
}

/** Undefined when the text is not YAML; then the problems say why. An empty file is an empty map. */
export function parseYamlFile(text: string, file: string, problems: Problems): YamlFile | undefined {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true })
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const faults = [...document.errors, ...document.warnings]
  const format = file.endsWith('.json') ? 'JSON' : 'YAML'
  // A bracket left open is found by each that stands around it.
  const told = new Map(faults.map(({ code, pos }) => [`${code} ${pos[0]}`, { summary: `not valid ${format}: ${yamlSentence(code)}`, place: at(pos[0]) }]))
  for (const problem of told.values()) problems.error(problem)
  if (faults.length > 0) return undefined
  const value = plain(document, problems, at)
  if (value === undefined) return undefined

  const placeOf = (path: Path, what: 'key' | 'value'): Place => ({ ...at(offsetOf(document, path, what)), key: pathText(path) })
  return {
    value,
    texts: textsOf(document),
    place: (path) => placeOf(path, 'value'),
    keyPlace: (path) => placeOf(path, 'key'),
    placeWithin: (path, offset) => ({ ...at(offsetWithin(document, path, offset, text)), key: pathText(path) }),
    name: pathText,
  }
}

function plain(document: Document.Parsed, problems: Problems, at: (offset: number) => Place): Record<string, unknown> | undefined {
  try {
    const value: unknown = document.toJS() ?? {}
    if (isRecord(value)) return withoutNulls(JSON.parse(JSON.stringify(value))) as Record<string, unknown>
    problems.error({ summary: 'the configuration is not a map of keys and values', detail: 'It begins with `version: 1`, and each setting is a line `key: value`: examples/google-workspace.yaml shows one.', place: at(document.contents?.range[0] ?? 0) })
  } catch {
    // An alias without an anchor, within its own anchor, or so many that they look like an attack.
    let offset = 0
    visit(document, { Alias: (_, alias) => ((offset = alias.range?.[0] ?? 0), alias.resolve(document) === undefined ? visit.BREAK : undefined) })
    problems.error({ summary: 'not valid YAML: an alias (*) cannot be resolved; quote a text that begins with *', place: at(offset) })
  }
  return undefined
}

/** A key without a value is a key left out. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNulls(inner)]])))
}

function textsOf(document: Document.Parsed): YamlFile['texts'] {
  const texts = new Map<string, string | readonly string[] | undefined>()
  if (!isMap(document.contents)) return texts
  for (const pair of document.contents.items as Pair<Node, Node | null>[]) {
    const node = isAlias(pair.value) ? pair.value.resolve(document) : pair.value
    if (!isScalar(pair.key) || node === null || (isScalar(node) && node.value === null)) continue
    const key = textOf(pair.key) ?? ''
    texts.set(key, isSeq(node) ? node.items.map((item) => textOf(item) ?? '') : textOf(node))
  }
  return texts
}

function textOf(node: unknown): string | undefined {
  if (!isScalar(node)) return undefined
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
}

/** The offset of the value or key at a path; of the nearest thing around it where it is missing. */
function offsetOf(document: Document.Parsed, path: Path, what: 'key' | 'value'): number {
  let found = document.contents?.range[0] ?? 0
  let node: unknown = document.contents
  for (const [index, part] of path.entries()) {
    const last = index === path.length - 1
    const step: unknown = isAlias(node) ? node.resolve(document) : node
    const next = child(step, part)
    if (next === undefined || next === null) return found
    const key = isPair(next) && isScalar(next.key) ? next.key.range?.[0] : undefined
    node = isPair(next) ? next.value : next
    const value = (node as Node | null)?.range?.[0]
    // What is missing further in is shown at the key that should hold it.
    found = (last && what === 'value' ? (value ?? key) : (key ?? value)) ?? found
  }
  return found
}

/** A map's pair, or a list's item. */
function child(node: unknown, part: string | number): unknown {
  if (isMap(node)) return node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(part))
  return isSeq(node) ? node.items[Number(part)] : undefined
}

function offsetWithin(document: Document.Parsed, path: Path, offset: number, text: string): number {
  const start = offsetOf(document, path, 'value')
  const node = document.getIn(path, true)
  if (!isScalar(node) || typeof node.value !== 'string') return start
  const open = start + (node.type === Scalar.PLAIN ? 0 : 1)
  // Escapes and folded lines shift what follows them: then the beginning is the honest answer.
  return text.startsWith(node.value, open) ? open + offset : start
}
