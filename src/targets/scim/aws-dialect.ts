/** AWS's dialect: what its SCIM endpoint can do, as its developer guide and quota page publish it. */
import type { Capabilities } from '../../model/capabilities.js'
import type { Dialect } from './dialect.js'

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
  api: 'scim',
}

export const AWS_DIALECT: Dialect = {
  system: 'AWS SCIM',
  capabilities: AWS_SCIM,
  paging: 'cursor',
  totalIsOfPage: true,
  filters: true,
  memberships: 'filters',
  // AWS's own example of GetGroup shows no `externalId`; those of ListGroups do.
  singleGroups: false,
  removal: 'value',
  change: 'patch',
  accept: 'application/json',
  remedies,
}

function remedies(status: number): string[] {
  switch (status) {
    case 401:
      return [
        'the access token may have expired (they live one year) or been revoked: create a second one in IAM Identity Center, switch to it, delete the first',
        'a wrong tenant in the endpoint is answered alike: compare it with Settings, Automatic provisioning',
      ]
    case 403:
      return ['an allow-list of source addresses on the identity store may keep this machine out', 'check that the token belongs to this tenant']
    case 404:
      return ["check the endpoint's path: https://scim.<region>.amazonaws.com/<tenant>/scim/v2/"]
    default:
      return []
  }
}
