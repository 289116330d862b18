/** The names that people claim: `userName`, the primary mail, the external id. */
import type { UserChange } from '../model/change.js'
import type { ActualUserAttributes, UserAttributes } from '../model/user.js'
import { claim, type Naming } from './names.js'
import { patchOf, same } from './patch.js'

export function claimsOfUser(user: Partial<ActualUserAttributes>): string[] {
  return [...claim('userName', user.userName), ...claim('mail', user.emails?.[0]?.value), ...claim('externalId', user.externalId, true)]
}

const FIELD: Record<string, keyof UserAttributes> = { userName: 'userName', mail: 'emails', externalId: 'externalId' }

function fieldsOf(names: ReadonlySet<string>): Set<keyof UserAttributes> {
  return new Set([...names].flatMap((name) => FIELD[name.slice(0, name.indexOf(':'))] ?? []))
}

export const userNaming: Naming<UserChange, UserAttributes> = {
  claims: claimsOfUser,
  free(user, names, token) {
    const fields = fieldsOf(names)
    const [mail] = user.emails ?? []
    return {
      ...user,
      // The token keeps the look of a mail address: a server may insist on one.
      ...(fields.has('userName') ? { userName: `${token}.${user.userName}`.slice(0, 128) } : {}),
      ...(fields.has('emails') && mail !== undefined ? { emails: [{ ...mail, value: `${token}.${mail.value}` }] } : {}),
      ...(fields.has('externalId') && user.externalId !== undefined ? { externalId: `${token}.${user.externalId}` } : {}),
    }
  },
  without(change, names) {
    if (change.action === 'create' || change.action === 'adopt' || change.before === undefined || change.after === undefined) return undefined
    const after = { ...change.after }
    for (const field of fieldsOf(names)) {
      const { [field]: kept } = change.before
      if (kept === undefined) Reflect.deleteProperty(after, field)
      else Object.assign(after, { [field]: kept })
    }
    return same(change.before, after) ? undefined : { ...change, key: after.userName, after, patch: patchOf(change.before, after) }
  },
  describe(name) {
    const value = name.slice(name.indexOf(':') + 1)
    return name.startsWith('mail:') ? `the mail ${value}` : name.startsWith('externalId:') ? `the external id ${value}` : `the name ${value}`
  },
}
