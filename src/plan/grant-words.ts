/** Grants in words: permission sets, accounts and applications by the names that were read for them, by id where there is none. */
import type { Assignments } from '../model/assignments.js'
import type { Grant, LostAssignments } from '../model/impact.js'
import { compareText } from '../model/json.js'
import { accountGrant, type GrantKey } from './access.js'

export interface Vocabulary {
  grants: ReadonlyMap<GrantKey, Grant>
  /** By account: every grant that is administration of it. */
  administration: ReadonlyMap<string, readonly GrantKey[]>
  accountName: (account: string) => string | undefined
  application: (arn: string) => string
  /** What is assigned to a group; undefined where nothing is. */
  assignmentsOf: (groupId: string) => LostAssignments | undefined
}

export function vocabulary(assignments: Assignments): Vocabulary {
  const { groups, permissionSets, accounts, applications } = assignments
  const grants = new Map<GrantKey, Grant>()
  const administration = new Map<string, GrantKey[]>()
  for (const { account, permissionSet } of Object.values(groups).flatMap((group) => group.accounts)) {
    const key = accountGrant(account, permissionSet)
    if (grants.has(key)) continue
    const { name = permissionSet, administrator = false } = permissionSets[permissionSet] ?? {}
    const accountName = accounts[account]
    grants.set(key, { account, ...(accountName === undefined ? {} : { accountName }), permissionSet: name, administrator })
    if (administrator) administration.set(account, [...(administration.get(account) ?? []), key])
  }
  return {
    grants,
    administration,
    accountName: (account) => accounts[account],
    application: (arn) => applications[arn] ?? arn,
    assignmentsOf: (groupId) => {
      const group = groups[groupId]
      if (group === undefined || group.accounts.length + group.applications.length === 0) return undefined
      const given = [...new Set(group.accounts.map(({ account, permissionSet }) => accountGrant(account, permissionSet)))].flatMap((key) => grants.get(key) ?? [])
      return { accounts: given.sort(byGrant), applications: group.applications.map((arn) => applications[arn] ?? arn).sort(compareText) }
    },
  }
}

export function byGrant(a: Grant, b: Grant): number {
  return compareText(a.account, b.account) || compareText(a.permissionSet, b.permissionSet)
}
