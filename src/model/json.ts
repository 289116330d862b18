/** Plain JSON, its one canonical form, and how names are compared. */
import { createHash } from 'node:crypto'
import * as z from 'zod'

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/** Any value: what comes out of a JSON text is JSON, and a walk through each of a large plan's values tells nothing new. */
const anyValue = z.unknown().refine((value) => value !== undefined, 'is missing') as z.ZodUnknown as z.ZodType<Json>

/** An operation of RFC 6902, in the subset that a comparison yields. */
export const PatchOperation = z.discriminatedUnion('op', [
  z.strictObject({ op: z.enum(['add', 'replace']), path: z.string(), value: anyValue }),
  z.strictObject({ op: z.literal('remove'), path: z.string() }),
])
export type PatchOperation = z.infer<typeof PatchOperation>

/** The RFC 8785 form: one text for one value, whatever order its keys came in. Only plain JSON may enter; an absent value leaves its key out. */
export function canonicalJson(value: unknown): string {
  let text = ''
  write(value, (piece) => (text += piece))
  return text
}

/** SHA-256 over the RFC 8785 form, lower-case hexadecimal. */
export function digest(value: unknown): string {
  return digestPieces((emit) => write(value, emit))
}

/** SHA-256 over each element's form in turn. */
export function digestList(values: Iterable<unknown>): string {
  return digestPieces((emit) => {
    for (const value of values) {
      write(value, emit)
      emit('\n')
    }
  })
}

type Emit = (piece: string) => void

/** Fed piece by piece: a plan's text may be longer than a string can be. */
function digestPieces(feed: (emit: Emit) => void): string {
  const hash = createHash('sha256')
  let buffer = ''
  feed((piece) => {
    buffer += piece
    if (buffer.length < 65_536) return
    hash.update(buffer)
    buffer = ''
  })
  return hash.update(buffer).digest('hex')
}

/** RFC 8785 §3.2: keys by UTF-16 code units, strings and numbers as ECMAScript writes them. Half a surrogate pair is written as its escape. */
function write(value: unknown, emit: Emit): void {
  if (typeof value !== 'object' || value === null) emit(JSON.stringify(value ?? null))
  else if (Array.isArray(value)) {
    emit('[')
    value.forEach((item, index) => {
      if (index > 0) emit(',')
      write(item, emit)
    })
    emit(']')
  } else {
    let separator = '{'
    for (const key of Object.keys(value).sort()) {
      const item = (value as Record<string, unknown>)[key]
      if (item === undefined) continue
      emit(`${separator}${JSON.stringify(key)}:`)
      write(item, emit)
      separator = ','
    }
    emit(separator === '{' ? '{}' : '}')
  }
}

/**
 * Names are compared without regard to case and to how Unicode composes them: AWS says `userName` is not case-exact
 * (`Schemas`, caseExact=false). A difference in case alone is an update, never a second object.
 */
export function foldKey(key: string): string {
  return key.normalize('NFC').toLowerCase()
}

/** Code-unit order: the same on every machine and in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Without nulls, empty strings, empty lists and empty objects, at any depth: SCIM takes them for absent (RFC 7643 §2.5), and so do we. */
export function prune(value: unknown): unknown {
  if (Array.isArray(value)) {
    const kept = value.map(prune).filter((item) => item !== undefined)
    return kept.length > 0 ? kept : undefined
  }
  if (typeof value === 'object' && value !== null) {
    const kept = Object.entries(value).flatMap(([key, item]) => {
      const clean = prune(item)
      return clean === undefined ? [] : [[key, clean] as const]
    })
    return kept.length > 0 ? Object.fromEntries(kept) : undefined
  }
  return value === null || value === '' ? undefined : value
}
