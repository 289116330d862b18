/** The operations of one update: one for each attribute that differs, by its path; taking away is the path without a value. */
import type { GroupAttributes } from '../../model/group.js'
import { canonicalJson } from '../../model/json.js'
import type { ActualUserAttributes, UserAttributes } from '../../model/user.js'
import { ENTERPRISE } from './resource.js'

export interface AttributeOperation {
  AttributePath: string
  /** Lists as a whole, their members in lower case as Terraform's provider sends them. */
  AttributeValue?: unknown
}

const WHOLE = ['userName', 'displayName', 'emails', 'addresses', 'phoneNumbers', 'title', 'userType', 'nickName', 'preferredLanguage', 'locale', 'timezone'] as const
const NAME = ['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'] as const
const PARTS = ['employeeNumber', 'costCenter', 'organization', 'division', 'department', 'manager'] as const

/** What differs, and nothing else: at most 23, where AWS takes 100. */
export function userOperations(before: Partial<ActualUserAttributes>, after: UserAttributes): AttributeOperation[] {
  return [
    ...differences(WHOLE, before, after, ''),
    ...differences(NAME, before.name ?? {}, after.name, 'name.'),
    ...differences(PARTS, before.enterprise ?? {}, after.enterprise ?? {}, `${ENTERPRISE}.`),
  ]
}

export function groupOperations(before: Partial<GroupAttributes>, after: GroupAttributes): AttributeOperation[] {
  return differences(['displayName'], before, after, '')
}

function differences<K extends string>(
  keys: readonly K[], before: Partial<Record<NoInfer<K>, unknown>>, after: Partial<Record<NoInfer<K>, unknown>>, prefix: string,
): AttributeOperation[] {
  return keys.flatMap((key): AttributeOperation[] => {
    const [old, wanted] = [before[key], after[key]]
    if (wanted === undefined) return old === undefined ? [] : [{ AttributePath: prefix + key }]
    return old !== undefined && canonicalJson(old) === canonicalJson(wanted) ? [] : [{ AttributePath: prefix + key, AttributeValue: wanted }]
  })
}
