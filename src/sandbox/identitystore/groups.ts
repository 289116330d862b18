/** The operations on groups. */
import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { pageOf, paged } from '../aws-json/paging.js'
import { invalid } from '../aws-json/refusal.js'
import { isVisible, stampsOf } from '../scim/room.js'
import type { GroupAttributes } from '../scim/schema.js'
import { isReserved } from '../scim/schema.js'
import type { GroupRecord } from '../scim/store.js'
import { checkRevision, groupOf, historyOf, resourceId, revision, stampOf, storeId, type Desk } from './desk.js'
import { inOurWords, notFound } from './refusals.js'
import { groupValue, operations } from './update.js'

const text = z.string().min(1).max(1024).regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r \u00a0\u3000]+$/u)

export const CreateGroupInput = z.looseObject({ ...storeId, DisplayName: text.optional(), Description: text.optional() })

export function createGroup(desk: Desk, { IdentityStoreId, DisplayName, Description }: z.infer<typeof CreateGroupInput>): object {
  if (DisplayName === undefined) throw invalid('displayname: The attribute displayname is required')
  refuseReserved(DisplayName)
  const attributes = { displayName: DisplayName, ...(Description !== undefined && { description: Description }) }
  const group = inOurWords(() => desk.room.store.addGroup(randomUUID(), attributes, { ...stampsOf(desk.room), createdBy: desk.by }))
  return { IdentityStoreId, GroupId: group.id, ...stampOf(desk, 'group', group.id, group) }
}

export const DescribeGroupInput = z.looseObject({ ...storeId, GroupId: resourceId })

export function describeGroup(desk: Desk, { GroupId }: z.infer<typeof DescribeGroupInput>): object {
  return shown(desk, groupOf(desk, GroupId))
}

export const ListGroupsInput = z.looseObject({
  ...storeId,
  ...paged,
  Filters: z.array(z.looseObject({ AttributePath: z.literal('DisplayName'), AttributeValue: z.string().min(1) })).max(1).optional(),
})

export function listGroups(desk: Desk, input: z.infer<typeof ListGroupsInput>): object {
  const { store } = desk.room
  const [filter] = input.Filters ?? []
  const rows = filter === undefined ? store.groups : [store.groupBy('displayName', filter.AttributeValue)].filter((group) => group !== undefined)
  const { values, token } = pageOf(`groups ${filter?.AttributeValue ?? ''}`, rows, input)
  return { Groups: values.filter((group) => isVisible(desk.room, group)).map((group) => shown(desk, group)), ...token }
}

export const GetGroupIdInput = z.looseObject({
  ...storeId,
  AlternateIdentifier: z.union([
    z.strictObject({ ExternalId: z.strictObject({ Issuer: z.string(), Id: z.string() }) }),
    z.strictObject({ UniqueAttribute: z.strictObject({ AttributePath: z.string(), AttributeValue: z.string() }) }),
  ]),
})

export function getGroupId(desk: Desk, { IdentityStoreId, AlternateIdentifier: by }: z.infer<typeof GetGroupIdInput>): object {
  const { room, issuer } = desk
  const group = 'ExternalId' in by ? (by.ExternalId.Issuer === issuer ? room.store.groupBy('externalId', by.ExternalId.Id) : undefined) : byName(desk, by.UniqueAttribute)
  if (!group || !isVisible(room, group)) throw notFound('GROUP')
  return { IdentityStoreId, GroupId: group.id, ...stampOf(desk, 'group', group.id) }
}

/** `DisplayName` with a capital was answered as not found where `displayName` worked. */
function byName({ room }: Desk, { AttributePath, AttributeValue }: { AttributePath: string; AttributeValue: string }): GroupRecord | undefined {
  if (AttributePath === 'DisplayName') return undefined
  if (AttributePath !== 'displayName') throw invalid(`The attribute ${AttributePath} is not a unique attribute`)
  const group = room.store.groupBy('displayName', AttributeValue)
  return group?.attributes.displayName === AttributeValue ? group : undefined
}

export const UpdateGroupInput = z.looseObject({ ...storeId, GroupId: resourceId, Operations: operations, ...revision })

export function updateGroup(desk: Desk, { GroupId, Operations, Revision }: z.infer<typeof UpdateGroupInput>): object {
  const group = groupOf(desk, GroupId)
  checkRevision(desk, Revision, group)
  let attributes: GroupAttributes = group.attributes
  for (const operation of Operations) {
    const { path, value } = groupValue(operation)
    if (value !== undefined && !text.safeParse(value).success) throw invalid(`${path} does not satisfy its pattern`)
    const { [path]: _, ...others } = attributes
    attributes = { ...others, ...(value !== undefined && { [path]: value }) } as GroupAttributes
  }
  if (attributes.displayName !== group.attributes.displayName) refuseReserved(attributes.displayName)
  inOurWords(() => desk.room.store.changeGroup(group, attributes, desk.room.clock.now(), desk.by))
  return desk.revisions ? { GroupId, ...stampOf(desk, 'group', GroupId, group) } : {}
}

export const DeleteGroupInput = z.looseObject({ ...storeId, GroupId: resourceId, ...revision })

export function deleteGroup(desk: Desk, { GroupId, Revision }: z.infer<typeof DeleteGroupInput>): object {
  if (desk.silentDeletes && !desk.room.store.groups.has(GroupId)) return {}
  const group = groupOf(desk, GroupId)
  checkRevision(desk, Revision, group)
  desk.room.store.removeGroup(group)
  return {}
}

function refuseReserved(name: string): void {
  if (isReserved(name)) throw invalid(`${name} is a reserved name`)
}

function shown(desk: Desk, group: GroupRecord): object {
  const { id, attributes } = group
  const { displayName, description, externalId } = attributes
  return {
    IdentityStoreId: desk.storeId,
    GroupId: id,
    DisplayName: displayName,
    ...(description === undefined ? {} : { Description: description }),
    ...(externalId === undefined ? {} : { ExternalIds: [{ Issuer: desk.issuer, Id: externalId }] }),
    ...historyOf(group),
    ...stampOf(desk, 'group', id, group),
  }
}
