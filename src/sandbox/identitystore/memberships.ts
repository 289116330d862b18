/** The operations on memberships: one person and one group a call. */
import * as z from 'zod'
import { pageOf, paged } from '../aws-json/paging.js'
import { isVisible } from '../scim/room.js'
import type { GroupRecord, Made, Membership, UserRecord } from '../scim/store.js'
import { groupOf, membershipOf, resourceId, seconds, stampOf, storeId, userOf, visibleUser, type Desk } from './desk.js'
import { conflict, notFound } from './refusals.js'

const MemberId = z.strictObject({ UserId: resourceId })
const pair = { ...storeId, GroupId: resourceId, MemberId }

export const CreateGroupMembershipInput = z.looseObject(pair)

export function createGroupMembership(desk: Desk, { IdentityStoreId, GroupId, MemberId: { UserId } }: z.infer<typeof CreateGroupMembershipInput>): object {
  const group = groupOf(desk, GroupId)
  const user = visibleUser(desk, UserId)
  if (group.members.has(user.id)) throw conflict('Member and Group relationship already exists')
  desk.room.store.join(user, group, { at: desk.room.clock.now(), by: desk.by })
  const { id } = known(desk, user, group)
  return { IdentityStoreId, MembershipId: id, ...stampOf(desk, 'membership', id) }
}

export const MembershipInput = z.looseObject({ ...storeId, MembershipId: resourceId })

export function describeGroupMembership(desk: Desk, { MembershipId }: z.infer<typeof MembershipInput>): object {
  return shown(desk, membershipOf(desk, MembershipId))
}

export function deleteGroupMembership(desk: Desk, { MembershipId }: z.infer<typeof MembershipInput>): object {
  if (desk.silentDeletes && !desk.room.store.membershipBy(MembershipId)) return {}
  const { user, group } = membershipOf(desk, MembershipId)
  desk.room.store.leave(user, group)
  return {}
}

export const GetGroupMembershipIdInput = z.looseObject(pair)

export function getGroupMembershipId(desk: Desk, { IdentityStoreId, GroupId, MemberId: { UserId } }: z.infer<typeof GetGroupMembershipIdInput>): object {
  const { id } = known(desk, userOf(desk, UserId), groupOf(desk, GroupId))
  return { IdentityStoreId, MembershipId: id, ...stampOf(desk, 'membership', id) }
}

export const ListGroupMembershipsInput = z.looseObject({ ...storeId, ...paged, GroupId: resourceId })

export function listGroupMemberships(desk: Desk, input: z.infer<typeof ListGroupMembershipsInput>): object {
  const group = groupOf(desk, input.GroupId)
  const { values, token } = pageOf(`members ${group.id}`, group.members, input)
  const seen = values.filter((user) => isVisible(desk.room, user))
  return { GroupMemberships: seen.map((user) => shown(desk, known(desk, user, group))), ...token }
}

export const ListGroupMembershipsForMemberInput = z.looseObject({ ...storeId, ...paged, MemberId })

export function listGroupMembershipsForMember(desk: Desk, input: z.infer<typeof ListGroupMembershipsForMemberInput>): object {
  const user = userOf(desk, input.MemberId.UserId)
  const { values, token } = pageOf(`groups ${user.id}`, user.groups, input)
  return { GroupMemberships: values.map((group) => shown(desk, known(desk, user, group))), ...token }
}

export const IsMemberInGroupsInput = z.looseObject({ ...storeId, MemberId, GroupIds: z.array(resourceId).min(1).max(100) })

/** In the order of the question; a group that nobody knows is refused. */
export function isMemberInGroups(desk: Desk, { MemberId: { UserId }, GroupIds }: z.infer<typeof IsMemberInGroupsInput>): object {
  const user = userOf(desk, UserId)
  const groups = GroupIds.map((id) => groupOf(desk, id))
  return { Results: groups.map(({ id, members }) => ({ GroupId: id, MemberId: { UserId: user.id }, MembershipExists: members.has(user.id) })) }
}

function known({ room }: Desk, user: UserRecord, group: GroupRecord): Membership {
  const membership = room.store.membership(user, group)
  if (!membership) throw notFound('GROUP_MEMBERSHIP')
  return membership
}

/** A membership is never updated. */
function madeOf({ at, by }: Made): object {
  return { CreatedAt: seconds(at), UpdatedAt: seconds(at), ...(by && { CreatedBy: by, UpdatedBy: by }) }
}

function shown(desk: Desk, { id, user, group, made }: Membership): object {
  return { IdentityStoreId: desk.storeId, MembershipId: id, GroupId: group.id, MemberId: { UserId: user.id }, ...(made && madeOf(made)) }
}
