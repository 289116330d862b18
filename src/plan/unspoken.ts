/**
 * What a source leaves open and a target has filled in: it stays. The kind of a mail address ("work"), and an address that holds nothing but its
 * kind, grant and tell nothing; to take them away would be a change of everybody, and nobody's wish.
 */
import type { ActualUserAttributes, UserAttributes } from '../model/user.js'

/** What the source says, completed with what it leaves open. `fields` are those that this stack manages. */
export function keepUnspoken(wanted: UserAttributes, actual: ActualUserAttributes, fields: readonly string[]): UserAttributes {
  const [mail, ours] = [actual.emails?.[0], wanted.emails?.[0]]
  const { addresses = [] } = actual
  return {
    ...wanted,
    ...(ours !== undefined && ours.type === undefined && mail?.type !== undefined && mail.value === ours.value ? { emails: [{ ...ours, type: mail.type }] } : {}),
    ...(wanted.addresses === undefined && addresses.length > 0 && fields.includes('addresses') && addresses.every(isHollow) ? { addresses } : {}),
  }
}

function isHollow(address: object): boolean {
  return Object.entries(address).every(([key, value]) => key === 'type' || key === 'primary' || value === undefined)
}
