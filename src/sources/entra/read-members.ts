/** Direct members of the selected groups and of every group nested in them, each group read once. */
import { IdpscimError } from '../../errors.js'
import type { OnProgress } from '../../model/progress.js'
import { factsOf, incomplete, quote } from './explain-refusal.js'
import { Refusal } from './call.js'
import type { Graph, MemberCount } from './graph.js'
import type { MemberKind, MemberRow } from './rows.js'
import type { Selection } from './select-groups.js'
import type { Wire } from './wire.js'

/** A group to be read. */
interface Wanted {
  id: string
  /** Its name: not unique, but what people say. */
  label: string
  unified: boolean
  hidden: boolean
}

/** A group as it was read: people and nested groups apart, both by id. */
export interface GroupNode {
  id: string
  label: string
  people: readonly { id: string; label: string }[]
  nested: readonly { id: string }[]
  /** Members that are neither. */
  others: readonly MemberKind[]
}

export interface ReadMembersOptions {
  graph: Graph
  wire: Wire
  selection: Selection
  checkMemberCounts: boolean
  includeOwners: boolean
  onProgress?: OnProgress | undefined
}

/** @throws IdpscimError `SourceIncomplete` when a group cannot be read, withholds its members, or gives fewer than Graph counts */
export async function readMembers({ graph, wire, selection, checkMemberCounts, includeOwners, onProgress }: ReadMembersOptions): Promise<Map<string, GroupNode>> {
  const nodes = new Map<string, GroupNode>()

  const readOne = async (group: Wanted, count: MemberCount | undefined): Promise<{ node: GroupNode; nested: Wanted[] }> => {
    const members = await readable(group, () => graph.members(group))
    const whole = count === undefined ? members : await complete(graph, wire, group, members, count)
    if (group.hidden && whole.length === 0) throw hidden(group)
    const owners = includeOwners && selection.groups.has(group.id) ? await readable(group, () => graph.owners(group)) : []
    for (const member of [...whole, ...owners]) if (member.name === undefined && (member.kind === 'user' || member.kind === 'group')) throw withheld(group, member)
    return { node: nodeOf(group, whole, owners), nested: whole.filter(({ kind }) => kind === 'group').map(wantedOf) }
  }

  // Level by level: a group in a circle has been read when it is met again.
  for (let level: Wanted[] = [...selection.groups.values()].map(wantedOf); level.length > 0; ) {
    const counting = checkMemberCounts ? graph.memberCounts(level) : Promise.resolve<MemberCount[]>([])
    // Told of where it is awaited; until then it must not end the process.
    counting.catch(() => undefined)
    let done = nodes.size
    const total = nodes.size + level.length
    const read = await Promise.all(
      level.map(async (group, index) => {
        const one = await readOne(group, checkMemberCounts ? (await counting)[index] : undefined)
        onProgress?.({ type: 'steps', system: 'entra', operation: 'groups.ListMembers', done: ++done, total })
        return one
      }),
    )
    for (const { node } of read) nodes.set(node.id, node)
    const next = new Map(read.flatMap(({ nested }) => nested).map((group) => [group.id, group]))
    level = [...next.values()].filter(({ id }) => !nodes.has(id))
  }
  return nodes
}

/** The counts come from an index that lags behind the lists, by seconds as a rule: short lists are read again after so many milliseconds. */
const PATIENCE_MS = [2_000, 10_000, 40_000]

/** A list may be short because somebody has just left; both must agree in the end. */
async function complete(graph: Graph, wire: Wire, group: Wanted, members: MemberRow[], count: MemberCount): Promise<MemberRow[]> {
  for (const ms of [...PATIENCE_MS, undefined]) {
    const [users, groups] = [number(members, 'user'), number(members, 'group')]
    if (users >= count.users && groups >= count.groups) return members
    if (ms === undefined) {
      const counted = `${count.users} people and ${count.groups} groups`
      throw incomplete(`the group "${group.label}" (${group.id}) has ${counted} as members by Graph's count, but its list gives ${users} and ${groups}, time after time`, [
        'If the count is wrong and stays wrong, set check_member_counts to false for this source.',
      ])
    }
    await wire.sleep(ms)
    const [again] = await graph.memberCounts([group])
    count = again ?? count
    members = await readable(group, () => graph.members(group))
  }
  return members
}

const number = (members: readonly MemberRow[], wanted: MemberKind) => members.filter(({ kind }) => kind === wanted).length

/** A group that may not be read makes the reading incomplete: its members are no leavers. */
async function readable<T>(group: Wanted, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof Refusal) || (error.status !== 403 && error.status !== 404)) throw error
    const gone = error.status === 404
    throw new IdpscimError('SourceIncomplete', `the members of the group "${group.label}" (${group.id}) cannot be read: Graph answers ${quote(error)}`, {
      suggestions: gone ? ['The group was deleted while it was being read: run again, nothing was changed.'] : ['Grant the app GroupMember.Read.All, with admin consent, or leave the group out of the filter.'],
      retryable: gone,
      facts: { ...factsOf(error), group: group.id },
    })
  }
}

/** https://learn.microsoft.com/graph/api/group-list-members, "Limited information returned for inaccessible member objects". */
function withheld(group: Wanted, { id, kind }: MemberRow): IdpscimError {
  const permission = kind === 'user' ? 'User.Read.All' : 'GroupMember.Read.All'
  return new IdpscimError('SourceIncomplete', `Graph gives nothing but the id of a ${kind} in the group "${group.label}" (${id}): the app has lost the permission to read it`, {
    suggestions: [`Grant the app ${permission}, with admin consent, as application permission.`],
    facts: { group: group.id, member: id, kind },
  })
}

/** Without the permission Graph is not known to refuse, so that none and nobody may look the same. */
function hidden(group: Wanted): IdpscimError {
  return new IdpscimError('SourceIncomplete', `the membership of the group "${group.label}" (${group.id}) is hidden, and Graph shows none of it`, {
    suggestions: ['Grant the app Member.Read.Hidden, with admin consent, as application permission.', 'If nobody is in the group, leave it out of the filter.'],
    facts: { group: group.id },
  })
}

function wantedOf({ id, name, unified, hidden }: { id: string; name: string | undefined; unified: boolean; hidden: boolean }): Wanted {
  return { id, label: name ?? id, unified, hidden }
}

function nodeOf({ id, label }: Wanted, members: readonly MemberRow[], owners: readonly MemberRow[]): GroupNode {
  return {
    id,
    label,
    people: [...members, ...owners].filter(({ kind }) => kind === 'user').map((one) => ({ id: one.id, label: one.name ?? one.id })),
    nested: members.filter(({ kind }) => kind === 'group'),
    others: members.map(({ kind }) => kind).filter((kind) => kind !== 'user' && kind !== 'group'),
  }
}
