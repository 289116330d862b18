/** Direct members of the selected groups and of every group nested in them, each group read once. */
import { IdpscimError } from '../../errors.js'
import type { OnProgress } from '../../model/progress.js'
import type { Directory } from './directory.js'
import { facts, incomplete, quote } from './explain-refusal.js'
import { Refusal } from './refusal.js'
import type { GroupRow, MemberRow } from './rows.js'
import type { Selection } from './select-groups.js'

export interface NestedGroup {
  id: string
  label: string
}

/** A group as it was read: people and nested groups apart, both by id. */
export interface GroupNode extends NestedGroup {
  name: string
  people: readonly MemberRow[]
  nested: readonly NestedGroup[]
  /** It holds the CUSTOMER member: everybody in the account. */
  everyone: boolean
  /** Set when Google says the group is not the customer's own: Google's words. */
  outside?: string
}

export interface ReadMembersOptions {
  directory: Directory
  selection: Selection
  checkMemberCounts: boolean
  onProgress?: OnProgress | undefined
}

/** @throws IdpscimError `SourceIncomplete` when a group of the customer cannot be read, or gives fewer members than Google counts */
export async function readMembers({ directory, selection, checkMemberCounts, onProgress }: ReadMembersOptions): Promise<Map<string, GroupNode>> {
  const nodes = new Map<string, GroupNode>()
  let all: Promise<ReadonlyMap<string, GroupRow>> | undefined

  /** The customer's own list tells what the filters' lists cannot: a nested group's count, and whether it is ours at all. */
  const own = async (id: string): Promise<GroupRow | undefined> => {
    const listed = selection.listed.get(id)
    if (listed !== undefined) return listed
    if (selection.everything) return known(directory, id)
    all ??= directory.groups().then((rows) => new Map(rows.map((row) => [row.id, row])))
    return (await all).get(id) ?? known(directory, id)
  }

  const readOne = async (group: NestedGroup): Promise<GroupNode> => {
    const row = selection.listed.get(group.id) ?? (checkMemberCounts ? await own(group.id) : undefined)
    try {
      const members = await directory.members(group)
      return nodeOf(row ?? group, checkMemberCounts && row !== undefined ? await complete(directory, row, members) : members)
    } catch (error) {
      if (!(error instanceof Refusal) || !isClosed(error)) throw error
      const ours = await own(group.id)
      if (ours !== undefined) throw unreadable(ours, error)
      return { ...nodeOf(group, []), outside: quote(error) }
    }
  }

  // Level by level: a group in a circle has been read when it is met again.
  for (let level: NestedGroup[] = [...selection.groups.values()]; level.length > 0; ) {
    let done = nodes.size
    const total = nodes.size + level.length
    const read = await Promise.all(
      level.map(async (group) => {
        const node = await readOne(group)
        onProgress?.({ type: 'steps', system: 'google', operation: 'members.list', done: ++done, total })
        return node
      }),
    )
    for (const node of read) nodes.set(node.id, node)
    const next = new Map(read.flatMap(({ nested }) => nested).map((group) => [group.id, group]))
    level = [...next.values()].filter(({ id }) => !nodes.has(id))
  }
  return nodes
}

/** For a nested group that even the full list lacks; another organisation's is refused or unknown. */
async function known(directory: Directory, id: string): Promise<GroupRow | undefined> {
  try {
    return await directory.group(id)
  } catch (error) {
    if (error instanceof Refusal && isClosed(error)) return undefined
    throw error
  }
}

/** A list may be short because somebody has just left; counted and read once more, both must agree. */
async function complete(directory: Directory, group: GroupRow, members: MemberRow[]): Promise<MemberRow[]> {
  if (members.length >= (group.count ?? 0)) return members
  const count = (await directory.group(group.id))?.count ?? group.count ?? 0
  const again = await directory.members(group)
  if (again.length >= count) return again
  throw incomplete(`the group ${calledBy(group)} has ${count} direct members by Google's count, but its list gives ${again.length}, twice`, [
    'If the count is wrong and stays wrong, set check_member_counts to false for this source.',
  ])
}

/** By both names: names are what filters select, mails are what tells groups apart. */
function calledBy({ name, label }: GroupRow): string {
  return name === '' ? label : `"${name}" (${label})`
}

/** The group itself is closed to us, rather than the whole API: a nested group of another organisation answers 403 `forbidden`. */
function isClosed({ status, reason }: Refusal): boolean {
  return status === 404 || (status === 403 && reason !== 'dailyLimitExceeded')
}

function unreadable(group: GroupRow, refusal: Refusal): IdpscimError {
  const gone = refusal.status === 404
  return new IdpscimError('SourceIncomplete', `the members of the group ${calledBy(group)} cannot be read: Google answers ${quote(refusal)}`, {
    suggestions: gone
      ? ['The group was deleted while it was being read: run again, nothing was changed.']
      : ['Give the administrator who is acted for the right to read this group, or leave it out of the filter.'],
    retryable: gone,
    facts: { ...facts(refusal), group: group.id },
  })
}

function nodeOf(group: NestedGroup & { name?: string }, members: readonly MemberRow[]): GroupNode {
  const of = (type: string) => members.filter((member) => member.type === type)
  return {
    id: group.id,
    label: group.label,
    name: group.name ?? group.label,
    people: members.filter(({ type }) => type !== 'GROUP' && type !== 'CUSTOMER'),
    nested: of('GROUP').map(({ id, email }) => ({ id, label: email ?? id })),
    everyone: of('CUSTOMER').length > 0,
  }
}
