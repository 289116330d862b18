/** What a target can and cannot do, as data that the planner reads and explains. */

export interface Capabilities {
  /** Can switch a person off without deleting them. */
  deactivate: boolean
  /** Keeps our id on users and groups. */
  externalId: boolean
  /** Rows of one listing page. */
  pageSize: number
  /** Membership changes that one request may carry. */
  membersPerRequest: number
  /** Published limits, requests a second for each operation; `members` counts people in membership changes over all requests. */
  rates: { read: number; write: number; members: number }
  /** The vendor's names of the operations, for estimates and messages. */
  operations: {
    listUsers: string
    listGroups: string
    createUser: string
    updateUser: string
    deleteUser: string
    createGroup: string
    updateGroup: string
    deleteGroup: string
    changeMembers: string
  }
  /** The name under which its calls are counted. */
  api: string
}
