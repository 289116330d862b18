/** What the memory target claims to be able to do: what AWS's SCIM endpoint can, so that plans for either look alike. */
import type { Capabilities } from '../../model/capabilities.js'

export const MEMORY: Capabilities = {
  deactivate: true,
  externalId: true,
  pageSize: 100,
  membersPerRequest: 100,
  rates: { read: 40, write: 25, members: 100 },
  operations: {
    listUsers: 'ListUsers',
    listGroups: 'ListGroups',
    readUser: 'GetUser',
    readGroup: 'ListGroups',
    findUser: 'ListUsers',
    findGroup: 'ListGroups',
    listMembers: 'ListUsers',
    testMember: 'ListGroups',
    confirmGroup: 'GetGroup',
    createUser: 'CreateUser',
    updateUser: 'PatchUser',
    deleteUser: 'DeleteUser',
    createGroup: 'CreateGroup',
    updateGroup: 'PatchGroup',
    deleteGroup: 'DeleteGroup',
    addMembers: 'PatchGroup',
    removeMembers: 'PatchGroup',
  },
  api: 'memory',
}
