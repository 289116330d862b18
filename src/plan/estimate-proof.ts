/** The calls that prove a plan current, before its first write: what is asked, and the cheaper way in which a target's reader asks it. */
import type { Capabilities } from '../model/capabilities.js'
import { isStateAction, type Change, type GroupChange, type UserChange } from '../model/change.js'
import { foldKey } from '../model/json.js'

/** Rows that the target's last full listing had. */
export interface Size {
  users: number
  groups: number
  memberships: number
}

type Calls = [operation: string, times: number][]

export function proofCalls(changes: readonly Change[], capabilities: Capabilities, target: Size): Calls {
  const { operations } = capabilities
  const of = (kind: 'user' | 'group') => changes.flatMap((change) => (change.kind === kind ? [change] : []))
  const groups = asked(of('group'))
  const listed = isListed(groups, capabilities, target.groups)
  return [
    ...objectCalls(asked(of('user')), capabilities, target.users, { list: operations.listUsers, read: operations.readUser, find: operations.findUser }),
    ...objectCalls(groups, capabilities, target.groups, { list: operations.listGroups, read: operations.readGroup, find: operations.findGroup }),
    ...memberCalls(changes, capabilities, target, (groupId) => listed || groups.ids.has(groupId)),
  ]
}

interface Asked {
  ids: Set<string>
  /** Names and ids of ours that nobody may hold. */
  values: Set<string>
}

/** Each object once, a creation by its name and by our id, a rename by the new name too. */
function asked(changes: readonly (UserChange | GroupChange)[]): Asked {
  const ids = new Set<string>()
  const values = new Set<string>()
  for (const change of changes) {
    const { action, key, targetId, after } = change
    if (isStateAction(action)) continue
    if (action !== 'create' && targetId !== undefined) ids.add(targetId)
    if (action === 'create' || isRename(change)) values.add(`name ${foldKey(key)}`)
    if (action === 'create' && after?.externalId !== undefined) values.add(`external id ${after.externalId}`)
  }
  return { ids, values }
}

function isRename({ kind, patch = [] }: UserChange | GroupChange): boolean {
  return patch.some(({ path }) => path === (kind === 'user' ? '/userName' : '/displayName'))
}

function isListed({ ids, values }: Asked, { pageSize }: Capabilities, rows: number): boolean {
  return ids.size + values.size > pages(rows, pageSize)
}

function objectCalls(wanted: Asked, capabilities: Capabilities, rows: number, { list, read, find }: Record<'list' | 'read' | 'find', string>): Calls {
  if (isListed(wanted, capabilities, rows)) return [[list, pages(rows, capabilities.pageSize)]]
  return [[read, wanted.ids.size], [find, wanted.values.size]]
}

/** People who exist, in groups that exist: nobody else can be in or out. */
function memberCalls(changes: readonly Change[], { operations, pageSize }: Capabilities, target: Size, isKnown: (groupId: string) => boolean): Calls {
  const people = new Map<string, Set<string>>()
  const joins = new Set<string>()
  for (const change of changes) {
    if (change.kind !== 'membership' || change.targetId === undefined) continue
    const ids = change.members.flatMap((member) => change.memberIds[member] ?? [])
    if (ids.length === 0) continue
    const known = people.get(change.targetId) ?? new Set()
    for (const id of ids) known.add(id)
    people.set(change.targetId, known)
    if (change.action === 'add') joins.add(change.targetId)
  }

  const depth = pages(target.memberships / Math.max(1, target.groups), pageSize)
  const calls: Calls = []
  const singles = new Map<string, string[]>()
  for (const [groupId, ids] of people) {
    const [only] = ids
    if (ids.size === 1 && only !== undefined && operations.testMember !== operations.listMembers) singles.set(only, [...(singles.get(only) ?? []), groupId])
    else if (operations.testMember === operations.listMembers) calls.push([operations.listMembers, 1])
    // A listing is given up for single tests once these are no more than the pages read.
    else if (ids.size >= depth) calls.push([operations.listMembers, depth])
    else calls.push([operations.listMembers, ids.size], [operations.testMember, ids.size])
  }
  for (const groupIds of singles.values()) {
    if (operations.testGroups !== undefined && groupIds.length > 1) {
      calls.push([operations.testGroups.operation, Math.ceil(groupIds.length / operations.testGroups.groups)])
      continue
    }
    calls.push([operations.testMember, groupIds.length])
    const { confirmGroup } = operations
    if (confirmGroup !== undefined) calls.push([confirmGroup, groupIds.filter((id) => joins.has(id) && !isKnown(id)).length])
  }
  return calls
}

function pages(rows: number, pageSize: number): number {
  return Math.max(1, Math.ceil(rows / pageSize))
}
