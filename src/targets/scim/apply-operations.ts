/** The operations that this room makes, applied to a resource as a server answered it (RFC 7644 §3.5.2). */
import type { PatchOperation } from './operations.js'
import { ENTERPRISE_URN } from './resource.js'

type Resource = Readonly<Record<string, unknown>>

/** Gives a new resource; the one given stays as it is. */
export function applyOperations(resource: Resource, operations: readonly PatchOperation[]): Resource {
  return operations.reduce(applyOne, resource)
}

function applyOne(resource: Resource, operation: PatchOperation): Resource {
  const { op, path, value } = operation
  const person = /^members\[value eq "(.*)"\]$/s.exec(path)?.[1]
  if (person !== undefined) return { ...resource, members: membersOf(resource).filter((member) => member.value !== person) }
  if (path === 'members') return { ...resource, members: movedMembers(membersOf(resource), op, value as Member[]) }
  const [outer, inner] = split(path)
  if (inner === undefined) return withValue(resource, outer, op, value)
  const within = withValue((resource[outer] ?? {}) as Resource, inner, op, value)
  return withValue(resource, outer, Object.keys(within).length === 0 ? 'remove' : 'replace', within)
}

function withValue(resource: Resource, key: string, op: PatchOperation['op'], value: unknown): Resource {
  const { [key]: _, ...others } = resource
  return op === 'remove' ? others : { ...others, [key]: value }
}

interface Member {
  value: string
}

function membersOf({ members }: Resource): Member[] {
  return Array.isArray(members) ? (members as Member[]) : []
}

function movedMembers(held: readonly Member[], op: PatchOperation['op'], named: readonly Member[]): Member[] {
  const ids = new Set(named.map(({ value }) => value))
  const others = held.filter(({ value }) => !ids.has(value))
  return op === 'remove' ? others : [...others, ...named]
}

/** `name.givenName`, `urn:…:User:department`, or an attribute of the resource itself. */
function split(path: string): [string, string?] {
  if (path.startsWith(`${ENTERPRISE_URN}:`)) return [ENTERPRISE_URN, path.slice(ENTERPRISE_URN.length + 1)]
  const [outer = path, inner] = path.split('.')
  return inner === undefined ? [outer] : [outer, inner]
}
