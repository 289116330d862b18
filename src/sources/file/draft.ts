/** A person of the files becomes a draft: the names are SCIM's already. */
import type { UserDraft } from '../../model/user.js'
import type { FileUser } from './rows.js'

export function draftOf({ id: _, active: __, email, phone, name = {}, displayName, enterprise, ...plain }: FileUser): UserDraft {
  const shown = displayName ?? name.formatted ?? [name.givenName, name.familyName].filter((part) => part !== undefined).join(' ')
  const mail = email ?? (/^[^\s@]+@[^\s@]+$/.test(plain.userName) ? plain.userName : undefined)
  const { manager, ...organised } = enterprise ?? {}
  return withoutGaps({
    ...plain,
    displayName: shown,
    name: withoutGaps(name),
    emails: mail === undefined ? undefined : [{ value: mail, type: 'work', primary: true as const }],
    phoneNumbers: phone === undefined ? undefined : [{ value: phone, type: 'work' }],
    enterprise: enterprise && withoutGaps({ ...organised, manager: manager === undefined ? undefined : { value: manager } }),
  }) as UserDraft
}

function withoutGaps<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T
}
