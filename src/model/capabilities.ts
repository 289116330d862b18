/** What a target can and cannot do, as data: the planner reads and explains it, its pacer keeps to it, and estimates are counted from it. */

export interface Capabilities {
  /** Can switch a person off without deleting them. */
  deactivate: boolean
  /** Keeps our id on users and groups. */
  externalId: boolean
  /** Rows of one listing page. */
  pageSize: number
  /** Membership changes that one request may carry. */
  membersPerRequest: number
  rates: Rates
  operations: Operations
  /** The name under which its calls are counted. */
  api: string
}

/** Published limits, requests a second for each operation. */
export interface Rates {
  read: number
  write: number
  /** People in membership changes, over all requests; absent where nobody counts them apart. */
  members?: number
}

/** The vendor's names of the operations, for pacing, estimates and messages. */
export interface Operations {
  listUsers: string
  listGroups: string
  /** One object by its id. */
  readUser: string
  readGroup: string
  /** One object by its name, or by our id. */
  findUser: string
  findGroup: string
  /** A group's people. */
  listMembers: string
  /** Whether one person is in one group. */
  testMember: string
  /** Asked in addition where a test finds nobody and the answer of no such group looks the same. */
  confirmGroup?: string
  /** Tests one person for as many groups at once. */
  testGroups?: { operation: string; groups: number }
  createUser: string
  updateUser: string
  deleteUser: string
  createGroup: string
  updateGroup: string
  deleteGroup: string
  addMembers: string
  removeMembers: string
  /** Asked before every change of an object that exists, where objects are put back whole. */
  beforeChange?: { user: string; group: string }
  /** Asked once by every process, before all else. */
  opening?: string
}

/** What the pacer calls the people in membership changes, who are counted apart from requests. */
export const MEMBERS = 'members'

const READS = /^(List|Get|Describe|Is)/

/** What may start a second of this operation, or of {@link MEMBERS}; undefined where there is no limit. */
export function rateOf(rates: Rates, operation: string): number | undefined {
  if (operation === MEMBERS) return rates.members
  return READS.test(operation) ? rates.read : rates.write
}
