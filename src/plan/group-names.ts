/** The names that groups claim: `displayName` and the external id. */
import type { GroupChange } from '../model/change.js'
import type { GroupAttributes } from '../model/group.js'
import { claim, type Naming } from './names.js'
import { patchOf, same } from './patch.js'

export function claimsOfGroup(group: Partial<GroupAttributes>): string[] {
  return [...claim('displayName', group.displayName), ...claim('externalId', group.externalId, true)]
}

export const groupNaming: Naming<GroupChange, GroupAttributes> = {
  claims: claimsOfGroup,
  free(group, names, token) {
    const kinds = [...names].map((name) => name.slice(0, name.indexOf(':')))
    return {
      ...group,
      ...(kinds.includes('displayName') ? { displayName: `${token} ${group.displayName}`.slice(0, 1024) } : {}),
      ...(kinds.includes('externalId') && group.externalId !== undefined ? { externalId: `${token}.${group.externalId}` } : {}),
    }
  },
  without(change, names) {
    if (change.action === 'create' || change.action === 'adopt' || change.before === undefined || change.after === undefined) return undefined
    const kinds = [...names].map((name) => name.slice(0, name.indexOf(':')))
    const displayName = kinds.includes('displayName') ? (change.before.displayName ?? change.after.displayName) : change.after.displayName
    const externalId = kinds.includes('externalId') ? change.before.externalId : change.after.externalId
    const after = { displayName, ...(externalId === undefined ? {} : { externalId }) }
    return same(change.before, after) ? undefined : { ...change, key: displayName, after, patch: patchOf(change.before, after) }
  },
  describe(name) {
    const value = name.slice(name.indexOf(':') + 1)
    return name.startsWith('externalId:') ? `the external id ${value}` : `the name "${value}"`
  },
}
