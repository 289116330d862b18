/** A group as POST sends it, and the changes that a PATCH asks for. */
import { checkAttribute, checkAttributes, fieldOf, isObject } from './check.js'
import type { Operation } from './patch-body.js'
import { Refusal, unacceptable } from './refusal.js'
import { groupFields, type GroupAttributes } from './schema.js'
import { refuseReserved } from './user-body.js'

/** CreateGroup and PatchGroup take so many members in one request. */
const mostMembers = 100

export interface GroupPatch {
  attributes: GroupAttributes
  changes: readonly { op: 'add' | 'remove'; userId: string }[]
}

/** Throws a `Refusal` for anything that CreateGroup does not take. */
export function readGroupBody(body: unknown): { attributes: GroupAttributes; userIds: string[] } {
  if (!isObject(body)) throw unacceptable('the body is not an object')
  const { id: _id, schemas: _schemas, meta: _meta, members, ...own } = body
  const attributes = checkAttributes(own, groupFields) as unknown as GroupAttributes
  if ((attributes.displayName as string | undefined) === undefined) throw unacceptable('displayName is missing')
  refuseReserved(attributes.displayName)
  if (members !== undefined && !Array.isArray(members)) throw unacceptable('members is not a list')
  const userIds = members?.map(memberId) ?? []
  refuseCrowd(userIds.length)
  return { attributes, userIds }
}

/** Throws a `Refusal`; whether the users exist is the store's question. */
export function readGroupPatch(before: GroupAttributes, operations: readonly Operation[]): GroupPatch {
  let attributes: Partial<GroupAttributes> = before
  const changes: GroupPatch['changes'][number][] = []
  for (const operation of operations) {
    if (operation.path === 'members') changes.push(...memberChanges(operation))
    else attributes = changed(attributes, operation)
  }
  const { displayName } = attributes
  if (displayName === undefined) throw unacceptable('displayName cannot be removed')
  if (displayName !== before.displayName) refuseReserved(displayName)
  refuseCrowd(changes.length)
  return { attributes: { ...attributes, displayName }, changes }
}

function changed(attributes: Partial<GroupAttributes>, { op, path, value }: Operation): Partial<GroupAttributes> {
  if (!fieldOf(groupFields, path)) throw unacceptable(`${path} cannot be patched`)
  const { [path as keyof GroupAttributes]: _, ...others } = attributes
  return op === 'remove' ? others : { ...others, [path]: checkAttribute(value, groupFields, path) }
}

/** "Replace" and "remove all" are not offered: a list of whom, always. */
function memberChanges({ op, value }: Operation): GroupPatch['changes'][number][] {
  if (op === 'replace') throw unacceptable('members cannot be replaced')
  const members = Array.isArray(value) ? (value as unknown[]) : [value]
  if (members.length === 0 || value === undefined || value === null) throw unacceptable('members names nobody')
  return members.map((member) => ({ op, userId: memberId(member) }))
}

/** Groups do not nest here. */
function memberId(member: unknown): string {
  if (!isObject(member) || typeof member['value'] !== 'string' || member['value'] === '') throw unacceptable('a member has no value')
  if (member['type'] === 'Group') throw unacceptable('a group cannot be a member')
  return member['value']
}

function refuseCrowd(count: number): void {
  if (count > mostMembers)
    throw new Refusal(400, `List attribute members exceeds allowed limit of ${mostMembers}`, `${count} membership changes in one request`)
}
