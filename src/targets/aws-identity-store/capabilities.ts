/** What the Identity Store API can do, as its reference and the user guide's quotas publish it. */
import type { Capabilities } from '../../model/capabilities.js'

/** Requests a second, of each operation of an instance: the user guide's quotas. */
const RATE = 20
/** `IsMemberInGroups` takes so many groups at once. */
export const GROUPS_PER_TEST = 100

export const AWS_IDENTITY_STORE: Capabilities = {
  // `UserStatus` is read, and no documented operation writes it; nor `ExternalIds`, which only SCIM fills.
  deactivate: false,
  externalId: false,
  pageSize: 100,
  membersPerRequest: 1,
  rates: { read: RATE, write: RATE },
  operations: {
    listUsers: 'ListUsers',
    listGroups: 'ListGroups',
    readUser: 'DescribeUser',
    readGroup: 'DescribeGroup',
    findUser: 'GetUserId',
    findGroup: 'GetGroupId',
    listMembers: 'ListGroupMemberships',
    testMember: 'GetGroupMembershipId',
    confirmGroup: 'DescribeGroup',
    testGroups: { operation: 'IsMemberInGroups', groups: GROUPS_PER_TEST },
    createUser: 'CreateUser',
    updateUser: 'UpdateUser',
    deleteUser: 'DeleteUser',
    createGroup: 'CreateGroup',
    updateGroup: 'UpdateGroup',
    deleteGroup: 'DeleteGroup',
    addMembers: 'CreateGroupMembership',
    removeMembers: 'DeleteGroupMembership',
  },
  api: 'identitystore',
}
