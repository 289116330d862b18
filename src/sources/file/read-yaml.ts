/** A YAML or JSON file as rows, each knowing where it stands. */
import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml'
import type * as z from 'zod'
import type { Place } from '../../diagnostic.js'
import type { Complain } from './complaints.js'
import { DirectoryFile, type Rows } from './rows.js'
import { placesIn, type FileText, type PlaceAt } from './text.js'
import { shapeIssue } from '../../model/shape-issue.js'

type Path = readonly PropertyKey[]

export function readYaml(file: FileText, complain: Complain): Rows {
  const rows: Rows = { users: [], groups: [], members: [] }
  const placeAt = placesIn(file)
  const document = parseDocument(file.text, { lineCounter: new LineCounter(), prettyErrors: false, merge: true })
  const faults = [...document.errors, ...document.warnings]
  for (const { pos, code, message } of faults) complain(placeAt(pos[0]), `not valid YAML: ${code === 'MULTIPLE_DOCS' ? 'a second document begins here' : message}`, 'Indent with spaces, close every bracket, and quote texts that hold : # [ ] { } or a comma.')
  if (faults.length > 0) return rows
  const place = (...path: Path): Place => placeAt(offsetOf(document, path, 'value'))

  const written = plain(document)
  if (written === undefined) complain(place(), 'not valid YAML: an alias (*) cannot be resolved', 'Quote a text that begins with *.')
  else if (written === null) complain(place(), 'the file is empty', 'Write `users: []` if nobody is meant.')
  if (written === undefined || written === null) return rows
  const parsed = DirectoryFile.safeParse(written)
  if (!parsed.success) {
    for (const issue of parsed.error.issues) report(issue, { document, placeAt, complain })
    return rows
  }

  for (const [index, user] of parsed.data.users.entries()) {
    rows.users.push({ user, place: (field) => place('users', index, ...(field?.split('.') ?? [])) })
  }
  for (const [index, { members, ...group }] of parsed.data.groups.entries()) {
    rows.groups.push({ group, place: (field) => place('groups', index, ...(field === undefined ? [] : [field])) })
    for (const [at, member] of members.entries()) {
      const named = typeof member === 'string' ? ({ type: 'user', member } as const) : ({ type: 'group', member: member.group } as const)
      rows.members.push({ group: group.displayName, ...named, place: () => place('groups', index, 'members', at) })
    }
  }
  return rows
}

/** Undefined where an alias has no anchor, stands within its own, or there are so many that they look like an attack. */
function plain(document: Document.Parsed): unknown {
  try {
    return document.toJS() ?? null
  } catch {
    return undefined
  }
}

function report(issue: z.core.$ZodIssue, { document, placeAt, complain }: { document: Document.Parsed; placeAt: PlaceAt; complain: Complain }): void {
  const { path } = issue
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) complain(placeAt(offsetOf(document, [...path, key], 'key')), `${name([...path, key])} is not a known key`, knownKeys(path))
    return
  }
  const missing = path.length > 0 && !document.hasIn(path)
  complain(placeAt(offsetOf(document, path, 'value')), missing ? `${name(path)} is missing` : `${name(path) || 'the file'} ${shapeIssue(issue)}`, missing ? 'Write it, or take the entry out.' : 'Write it as schemas/people.schema.json describes it.')
}

/** `users[3].name.givenName`. */
function name(path: Path): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`)).join('')
}

function knownKeys(path: Path): string {
  let schema: z.core.$ZodType = DirectoryFile
  for (const part of path) {
    schema = open(schema)
    const def = schema._zod.def as { element?: z.core.$ZodType; shape?: Record<string, z.core.$ZodType> }
    const inner = typeof part === 'number' ? def.element : def.shape?.[String(part)]
    if (inner === undefined) break
    schema = inner
  }
  const { shape } = open(schema)._zod.def as { shape?: object }
  return shape === undefined ? 'Take it out.' : `Known here: ${Object.keys(shape).filter((key) => !key.startsWith('$')).join(', ')}.`
}

function open(schema: z.core.$ZodType): z.core.$ZodType {
  const { innerType, options } = schema._zod.def as { innerType?: z.core.$ZodType; options?: readonly z.core.$ZodType[] }
  const inner = innerType ?? options?.at(-1)
  return inner === undefined ? schema : open(inner)
}

/** Of the value or the key at a path; of what is around it where that is missing. */
function offsetOf(document: Document.Parsed, path: Path, what: 'key' | 'value'): number {
  let node: unknown = document.contents
  let found = document.contents?.range[0] ?? 0
  for (const [index, part] of path.entries()) {
    const step: unknown = isAlias(node) ? node.resolve(document) : node
    const next: unknown = isMap(step) ? step.items.find(({ key }) => isScalar(key) && String(key.value) === String(part)) : isSeq(step) ? step.items[Number(part)] : undefined
    if (next === undefined || next === null) return found
    const key = isPair(next) && isScalar(next.key) ? next.key.range?.[0] : undefined
    node = isPair(next) ? next.value : next
    const value = (node as Node | null)?.range?.[0]
    // What is missing further in is shown at the key that should hold it.
    found = (index === path.length - 1 && what === 'value' ? (value ?? key) : (key ?? value)) ?? found
  }
  return found
}
