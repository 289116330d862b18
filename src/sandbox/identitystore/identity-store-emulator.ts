/** The Identity Store API, over the very store that the SCIM endpoint shows: both faces are one directory. */
import type * as z from 'zod'
import { createAwsJsonEmulator, type AwsJsonApi } from '../aws-json/aws-json-emulator.js'
import { readInput } from '../aws-json/input.js'
import type { Emulator } from '../emulator.js'
import type { Room } from '../scim/room.js'
import { enter, type Desk } from './desk.js'
import * as groups from './groups.js'
import * as memberships from './memberships.js'
import * as users from './users.js'

export interface IdentityStoreOptions extends Partial<Pick<Desk, 'revisions' | 'silentDeletes' | 'takesUserStatus'>> {
  room: Room
  storeId: string
  account: string
  region: string
  /** The SCIM endpoint's tenant, as ids that came by it name their issuer. */
  tenant: string
  /** By access key; whoever has another one is a user of the account. */
  callers?: Readonly<Record<string, { arn: string }>>
}

/** 20 requests a second for each operation of an instance: the user guide's quotas. */
const RATE = 20

export function createIdentityStoreEmulator({ tenant, callers = {}, ...options }: IdentityStoreOptions): Emulator {
  const desk: Omit<Desk, 'by'> = { revisions: true, silentDeletes: false, takesUserStatus: false, issuer: `https://scim.aws.com/${tenant}`, ...options }
  const on =
    <Input extends { IdentityStoreId: string }>(schema: z.ZodType<Input>, run: (desk: Desk, input: Input) => object): AwsJsonApi['operations'][string] =>
    (body, caller) => {
      const input = readInput(schema, body)
      const { accessKeyId } = caller
      enter(desk, input.IdentityStoreId, caller)
      return run({ ...desk, by: callers[accessKeyId]?.arn ?? `arn:aws:iam::${desk.account}:user/${accessKeyId}` }, input)
    }
  return createAwsJsonEmulator({
    api: 'identitystore',
    prefix: 'AWSIdentityStore',
    signedFor: 'identitystore',
    clock: options.room.clock,
    rate: { each: RATE },
    operations: {
      CreateUser: on(users.CreateUserInput, users.createUser),
      DescribeUser: on(users.DescribeUserInput, users.describeUser),
      UpdateUser: on(users.UpdateUserInput, users.updateUser),
      DeleteUser: on(users.DeleteUserInput, users.deleteUser),
      ListUsers: on(users.ListUsersInput, users.listUsers),
      GetUserId: on(users.GetUserIdInput, users.getUserId),
      CreateGroup: on(groups.CreateGroupInput, groups.createGroup),
      DescribeGroup: on(groups.DescribeGroupInput, groups.describeGroup),
      UpdateGroup: on(groups.UpdateGroupInput, groups.updateGroup),
      DeleteGroup: on(groups.DeleteGroupInput, groups.deleteGroup),
      ListGroups: on(groups.ListGroupsInput, groups.listGroups),
      GetGroupId: on(groups.GetGroupIdInput, groups.getGroupId),
      CreateGroupMembership: on(memberships.CreateGroupMembershipInput, memberships.createGroupMembership),
      DescribeGroupMembership: on(memberships.MembershipInput, memberships.describeGroupMembership),
      DeleteGroupMembership: on(memberships.MembershipInput, memberships.deleteGroupMembership),
      GetGroupMembershipId: on(memberships.GetGroupMembershipIdInput, memberships.getGroupMembershipId),
      ListGroupMemberships: on(memberships.ListGroupMembershipsInput, memberships.listGroupMemberships),
      ListGroupMembershipsForMember: on(memberships.ListGroupMembershipsForMemberInput, memberships.listGroupMembershipsForMember),
      IsMemberInGroups: on(memberships.IsMemberInGroupsInput, memberships.isMemberInGroups),
    },
  })
}
