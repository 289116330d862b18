/** Where a PATCH operation points: an attribute, one within it, or the list value that a filter picks. */
import { unacceptable } from './refusal.js'
import { coreUser, enterpriseUser } from './schema.js'

export interface PatchPath {
  attribute: string
  /** From `[type eq "work"]`. */
  match?: { attribute: string; value: string | boolean }
  /** Names below the attribute, outermost first. */
  inner: readonly string[]
}

const step = String.raw`([A-Za-z$]+)`
const filter = String.raw`\[\s*([A-Za-z]+)\s+eq\s+("(?:[^"\\]|\\.)*"|true|false)\s*\]`
const plain = new RegExp(`^${step}(?:${filter})?(?:\\.${step})?$`)

/** Throws a `Refusal` for what is no path; whether the attribute exists is the caller's question. */
export function parsePath(path: string): PatchPath {
  if (path === enterpriseUser) return { attribute: enterpriseUser, inner: [] }
  if (path.startsWith(`${enterpriseUser}:`)) return { attribute: enterpriseUser, inner: path.slice(enterpriseUser.length + 1).split('.') }
  const local = path.startsWith(`${coreUser}:`) ? path.slice(coreUser.length + 1) : path
  const [, attribute, by, literal, inner] = plain.exec(local) ?? []
  if (attribute === undefined) throw unacceptable(`${path} is no path`)
  return {
    attribute,
    inner: inner === undefined ? [] : [inner],
    ...(by !== undefined && literal !== undefined && { match: { attribute: by, value: readLiteral(literal) } }),
  }
}

function readLiteral(literal: string): string | boolean {
  try {
    return JSON.parse(literal) as string | boolean
  } catch {
    throw unacceptable(`${literal} is no string`)
  }
}
