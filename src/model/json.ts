/** Plain JSON, its one canonical form, and how names are compared. */
import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import * as z from 'zod'

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/** An operation of RFC 6902, in the subset that a comparison yields. */
export const PatchOperation = z.union([
  z.strictObject({ op: z.enum(['add', 'replace']), path: z.string(), value: z.json() }),
  z.strictObject({ op: z.literal('remove'), path: z.string() }),
])
export type PatchOperation = z.infer<typeof PatchOperation>

/** The RFC 8785 form: one text for one value, whatever order its keys came in. Only plain JSON may enter. */
export function canonicalJson(value: unknown): string {
  return canonicalize(value) ?? 'null'
}

/** SHA-256 over the RFC 8785 form, lower-case hexadecimal. */
export function digest(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}

/** SHA-256 over each element's form in turn: the memory of one element instead of the whole list's text. */
export function digestList(values: Iterable<unknown>): string {
  const hash = createHash('sha256')
  for (const value of values) hash.update(canonicalJson(value)).update('\n')
  return hash.digest('hex')
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
