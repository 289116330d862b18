/** The operations of one PATCH: one for each attribute, each with its path, as AWS's developer guide asks. */
import { canonicalJson } from '../../model/json.js'
import type { ActualUserAttributes, UserAttributes } from '../../model/user.js'
import { ENTERPRISE_URN } from './resource.js'

export interface PatchOperation {
  op: 'add' | 'replace' | 'remove'
  path: string
  value?: unknown
}

const WHOLE = [
  'userName', 'externalId', 'displayName', 'emails', 'active', 'addresses', 'phoneNumbers',
  'title', 'userType', 'nickName', 'preferredLanguage', 'locale', 'timezone',
] as const

const NAME = ['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'] as const
const ENTERPRISE = ['employeeNumber', 'costCenter', 'organization', 'division', 'department', 'manager'] as const

/** What differs, and nothing else. Lists are replaced whole: AWS holds at most one value in each, and only `eq` filters in paths. */
export function userOperations(before: Partial<ActualUserAttributes>, after: UserAttributes): PatchOperation[] {
  return [
    ...differences(WHOLE, before, after, ''),
    ...differences(NAME, before.name ?? {}, after.name, 'name.'),
    ...differences(ENTERPRISE, before.enterprise ?? {}, after.enterprise ?? {}, `${ENTERPRISE_URN}:`),
  ]
}

export function groupOperations(before: { displayName?: string | undefined; externalId?: string | undefined }, after: typeof before): PatchOperation[] {
  return differences(['displayName', 'externalId'], before, after, '')
}

/** `replace` on what is absent adds it (RFC 7644 §3.5.2.3), and does no harm when it is repeated, as `add` to a list could. */
function differences<K extends string>(
  keys: readonly K[], before: Partial<Record<NoInfer<K>, unknown>>, after: Partial<Record<NoInfer<K>, unknown>>, prefix: string,
): PatchOperation[] {
  return keys.flatMap((key): PatchOperation[] => {
    const [old, wanted] = [before[key], after[key]]
    if (wanted === undefined) return old === undefined ? [] : [{ op: 'remove', path: prefix + key }]
    return old !== undefined && canonicalJson(old) === canonicalJson(wanted) ? [] : [{ op: 'replace', path: prefix + key, value: wanted }]
  })
}
