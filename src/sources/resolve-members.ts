/** Nesting resolved: who is in a group, by which way, and where the view ends. Pure. */
import { compareText } from '../model/json.js'
import type { SourceMember } from '../model/snapshot.js'

/** A group as it was read: direct members and nested groups apart, both by id. */
export interface Nested {
  id: string
  label: string
  people: readonly { id: string }[]
  nested: readonly { id: string }[]
  /** Everybody in the directory is in it. */
  everyone?: boolean
  /** Set when it is not the directory's own and cannot be looked into: the vendor's words. */
  outside?: string
}

export interface ResolvedGroup {
  /** One entry a person, by the shortest way, sorted by id. */
  members: SourceMember[]
  /** Nested groups on any way that lie outside the organisation, by label. */
  outside: { label: string; said: string }[]
}

/**
 * Breadth first, so that the first way to a person is a shortest one; each group is entered once, so circles and diamonds cost
 * nothing. `everyone` are the ids of all users of the directory, `isUser` tells them from members who are not.
 */
export function resolveMembers(root: Nested, nodes: ReadonlyMap<string, Nested>, everyone: readonly string[], isUser: (id: string) => boolean): ResolvedGroup {
  const members = new Map<string, SourceMember>()
  const outside: ResolvedGroup['outside'] = []
  const entered = new Set([root.id])
  const queue: { node: Nested; via: readonly string[] }[] = [{ node: root, via: [] }]
  const add = (id: string, via: readonly string[]) => {
    if (!members.has(id)) members.set(id, via.length === 0 ? { id } : { id, via })
  }

  // The queue grows while it is walked.
  for (const { node, via } of queue) {
    if (node.outside !== undefined) outside.push({ label: node.label, said: node.outside })
    for (const { id } of node.people) if (isUser(id)) add(id, via)
    if (node.everyone === true) for (const id of everyone) add(id, via)
    for (const { id } of [...node.nested].sort((a, b) => compareText(a.id, b.id))) {
      const child = nodes.get(id)
      if (child === undefined || entered.has(id)) continue
      entered.add(id)
      queue.push({ node: child, via: [...via, child.label] })
    }
  }
  return { members: [...members.values()].sort((a, b) => compareText(a.id, b.id)), outside }
}
