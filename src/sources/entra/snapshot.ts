/** What was read becomes the snapshot: selected groups with their people, and the people of those groups, or of the tenant. Pure. */
import type { Evidence } from '../../model/evidence.js'
import { compareText } from '../../model/json.js'
import type { SourceGroup, SourceSnapshot, SourceUser } from '../../model/snapshot.js'
import { resolveMembers } from '../resolve-members.js'
import { guestFindings } from './guests.js'
import { draftOf } from './mapping.js'
import type { GroupNode } from './read-members.js'
import type { GroupRow, UserRow } from './rows.js'

export interface Reading {
  source: string
  /** In the order of the filters: where two groups claim one name, that order may decide. */
  groups: readonly GroupRow[]
  nodes: ReadonlyMap<string, GroupNode>
  people: ReadonlyMap<string, UserRow>
  guests: 'exclude' | 'include' | 'use_mail'
  /** Also people who are in no group. */
  everybody: boolean
  /** The name of a group of everybody who is in any. */
  holdingGroup: string | undefined
  evidence: Pick<Evidence, 'pages' | 'filter' | 'matched' | 'start' | 'end'>
}

/** No GUID, so that no group of Entra's ever has it. */
export const HOLDING_ID = 'holding-group'

export function buildSnapshot({ source, groups: rows, nodes, people, guests, everybody, holdingGroup, evidence }: Reading): SourceSnapshot {
  const labels = labelsOf(nodes)
  const labelled = new Map([...nodes.values()].map((node) => [node.id, { ...node, label: labels.get(node.id) ?? node.label }]))
  const isIn = (id: string) => people.has(id) && (guests !== 'exclude' || people.get(id)?.guest !== true)
  const resolved = rows.map(({ id, name = '', record }): SourceGroup => {
    const node = labelled.get(id)
    return { id, name, label: labels.get(id) ?? name, record, members: node === undefined ? [] : resolveMembers(node, labelled, [], isIn).members }
  })
  const inside = new Set(resolved.flatMap(({ members }) => members.map(({ id }) => id)))
  const users = [...people.values()].filter(({ id }) => inside.has(id) || (everybody && isIn(id))).map((user) => toUser(user, guests)).sort((a, b) => compareText(a.id, b.id))
  const groups = holdingGroup === undefined || resolved.length === 0 ? resolved : [...resolved, holding(holdingGroup, users.filter(({ id }) => inside.has(id)))]
  return {
    source,
    type: 'entra',
    users,
    groups,
    findings: guests === 'exclude' ? guestFindings([...labelled.values()], people, source) : [],
    evidence: { ...evidence, users: users.length, groups: groups.length, memberships: groups.reduce((sum, { members }) => sum + members.length, 0) },
  }
}

/** Names, and ids behind those that several groups share. */
function labelsOf(nodes: ReadonlyMap<string, GroupNode>): Map<string, string> {
  const times = new Map<string, number>()
  for (const { label } of nodes.values()) times.set(label, (times.get(label) ?? 0) + 1)
  return new Map([...nodes.values()].map(({ id, label }) => [id, (times.get(label) ?? 0) > 1 ? `${label} (${id})` : label]))
}

function toUser({ id, principal = id, mail, guest, enabled, record }: UserRow, guests: Reading['guests']): SourceUser {
  return { id, label: guest ? (mail ?? principal) : principal, draft: draftOf(record, { guestByMail: guest && guests === 'use_mail' }), suspended: enabled === false, record }
}

function holding(name: string, users: readonly SourceUser[]): SourceGroup {
  return { id: HOLDING_ID, name, label: name, record: { id: HOLDING_ID, displayName: name }, members: users.map(({ id }) => ({ id })) }
}
