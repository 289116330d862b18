/** What AWS's SCIM endpoint can do, as its developer guide and quota page publish it. */
import type { Capabilities } from '../../model/capabilities.js'

export const AWS_SCIM: Capabilities = {
  deactivate: true,
  externalId: true,
  pageSize: 100,
  membersPerRequest: 100,
  // Quotas of the SCIM API, for each operation of an instance. That members are counted apart is documented, how many a second is not: assumed.
  rates: { read: 40, write: 25, members: 100 },
  operations: {
    listUsers: 'ListUsers',
    listGroups: 'ListGroups',
    createUser: 'CreateUser',
    updateUser: 'PatchUser',
    deleteUser: 'DeleteUser',
    createGroup: 'CreateGroup',
    updateGroup: 'PatchGroup',
    deleteGroup: 'DeleteGroup',
    changeMembers: 'PatchGroup',
  },
  api: 'scim',
}

/** The pacer's name for the second limit, which counts people in membership changes over all requests. */
export const MEMBERS = 'members'

/** The published limit of each operation that we call, and of the members' count. */
export function publishedRate(operation: string): number {
  if (operation === MEMBERS) return AWS_SCIM.rates.members
  return /^(List|Get)/.test(operation) ? AWS_SCIM.rates.read : AWS_SCIM.rates.write
}
