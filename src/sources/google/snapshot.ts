/** What was read becomes the snapshot: selected groups with their people, the people of those groups, and nobody else. Pure. */
import type { Evidence } from '../../model/evidence.js'
import type { Finding } from '../../model/finding.js'
import { compareText } from '../../model/json.js'
import type { SourceGroup, SourceSnapshot, SourceUser } from '../../model/snapshot.js'
import type { Admission } from '../name-lists.js'
import { resolveMembers, type ResolvedGroup } from '../resolve-members.js'
import { draftOf } from './mapping.js'
import type { GroupNode } from './read-members.js'
import type { GroupRow, UserRow } from './rows.js'

export interface Reading {
  source: string
  /** In the order of the filters: where two groups claim one name, that order may decide. */
  groups: Iterable<GroupRow>
  nodes: ReadonlyMap<string, GroupNode>
  /** Everybody in the account. */
  users: ReadonlyMap<string, UserRow>
  /** Ids of people who are wanted though they are in no group. */
  alone: ReadonlySet<string>
  /** Include and exclude lists for people, by mail and alias. */
  lists: Admission
  /** What was found while reading. */
  findings: readonly Finding[]
  evidence: Pick<Evidence, 'pages' | 'filter' | 'matched' | 'start' | 'end'>
}

export function buildSnapshot({ source, groups, nodes, users, alone, lists, findings, evidence }: Reading): SourceSnapshot {
  const admitted = new Set([...users.values()].filter(({ names }) => lists.admits(...names)).map(({ id }) => id))
  const everyone = [...admitted]
  const resolved = [...groups].map((row) => toGroup(row, nodes, everyone, (id) => admitted.has(id)))
  const people = new Set([...alone].filter((id) => admitted.has(id)))
  let memberships = 0
  for (const { members } of resolved) {
    memberships += members.length
    for (const { id } of members) people.add(id)
  }
  return {
    source,
    type: 'google',
    users: [...users.values()].filter(({ id }) => people.has(id)).map(toUser).sort((a, b) => compareText(a.id, b.id)),
    groups: resolved,
    findings: [...findings, ...outsideGroups(nodes, source)].sort((a, b) => compareText(a.key, b.key) || compareText(a.summary, b.summary)),
    evidence: { ...evidence, users: people.size, groups: resolved.length, memberships },
  }
}

function toUser({ id, label, suspended, record }: UserRow): SourceUser {
  return { id, label, draft: draftOf(record), suspended, record }
}

function toGroup(row: GroupRow, nodes: ReadonlyMap<string, GroupNode>, everyone: readonly string[], isUser: (id: string) => boolean): SourceGroup {
  const { id, name, label, record } = row
  const node = nodes.get(id)
  const { members, outside }: ResolvedGroup = node === undefined ? { members: [], outside: [] } : resolveMembers(node, nodes, everyone, isUser)
  return { id, name, label, record, members, ...(outside.length === 0 ? {} : { gainsOnly: whyGainsOnly(outside) }) }
}

function whyGainsOnly(outside: ResolvedGroup['outside']): string {
  const labels = outside.map(({ label }) => label).sort(compareText)
  return `${labels.join(', ')} nested in it ${labels.length === 1 ? 'lies' : 'lie'} outside the organisation, and nobody can tell from here who is in there`
}

/** One finding for each place where a nested group from outside is nested. */
function outsideGroups(nodes: ReadonlyMap<string, GroupNode>, source: string): Finding[] {
  return [...nodes.values()].flatMap((parent) =>
    parent.nested.flatMap(({ id }): Finding[] => {
      const nested = nodes.get(id)
      if (nested?.outside === undefined) return []
      return [
        {
          code: 'outside-organisation',
          kind: 'membership',
          key: parent.name,
          source,
          sourceId: parent.id,
          summary: `${nested.label} is nested in ${parent.label}, but lies outside this Google Workspace account: its members cannot be read (${nested.outside})`,
          remedy: `Remove ${nested.label} from ${parent.label} in Google. While it is there, ${parent.label} and the groups above it gain members and lose none.`,
        },
      ]
    }),
  )
}
