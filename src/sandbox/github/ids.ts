/** Ids as GitHub's look, made from names: the same seed has the same ids every time. */
import { createHash } from 'node:crypto'

/** The kinds of nodes, by the prefix of their node ids. */
export type NodeKind = 'O' | 'T' | 'U' | 'EI' | 'E' | 'IP'

/** Up to what GraphQL's `Int` holds, and nothing that `taken` has. */
export function makeDatabaseId(name: string, taken: ReadonlySet<number>): number {
  let id = (createHash('sha256').update(name).digest().readUInt32BE(0) % 2_000_000_000) + 1
  while (taken.has(id)) id += 1
  return id
}

export function nodeId(kind: NodeKind, id: number | string): string {
  return `${kind}_${Buffer.from(String(id)).toString('base64url')}`
}

export function parseNodeId(text: string): { kind: string; id: string } {
  const cut = text.indexOf('_')
  return { kind: text.slice(0, cut), id: Buffer.from(text.slice(cut + 1), 'base64url').toString('utf8') }
}

export const fold = (text: string): string => text.toLowerCase()

export const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
