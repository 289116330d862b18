/** A person of the original's file in our attributes. */
import { UserAttributes } from '../../model/user.js'
import type { OriginalUser } from './document.js'

/** What the original matched people by. */
export function primaryMail({ emails, email }: OriginalUser): string | undefined {
  return (emails.find(({ primary }) => primary === true) ?? emails[0])?.value ?? email
}

/** `profileURL` and the manager's `$ref` stay behind: AWS never answers them, so they cannot be planned. */
export function attributesOf(user: OriginalUser): UserAttributes | { lacks: string } {
  const { name, emails, addresses, phoneNumbers, enterpriseData, active } = user
  const mail = primaryMail(user)
  const type = emails.find(({ value }) => value === mail)?.type
  const { manager, ...enterprise } = enterpriseData ?? {}
  const candidate = filled({
    userName: user.userName ?? mail,
    externalId: user.ipid,
    displayName: user.displayName ?? name?.formatted ?? [name?.givenName, name?.familyName].filter((part) => part !== undefined).join(' '),
    name,
    emails: mail === undefined ? undefined : [{ value: mail, type, primary: true }],
    active,
    addresses: addresses.map(filled).filter((entry) => entry !== undefined).slice(0, 1),
    phoneNumbers: phoneNumbers.filter(({ value }) => value !== undefined).slice(0, 1),
    title: user.title,
    userType: user.userType,
    nickName: user.nickName,
    preferredLanguage: user.preferredLanguage,
    locale: user.locale,
    timezone: user.timezone,
    enterprise: filled({ ...enterprise, manager: manager?.value === undefined ? undefined : { value: manager.value } }),
  })
  const checked = UserAttributes.safeParse(candidate)
  return checked.success ? checked.data : { lacks: `it has no usable ${checked.error.issues[0]?.path.join('.') ?? 'record'}` }
}

/** Without absent values and empty lists; undefined where nothing is left. */
function filled(value: Record<string, unknown>): Record<string, unknown> | undefined {
  const kept = Object.entries(value).filter(([, item]) => item !== undefined && !(Array.isArray(item) && item.length === 0))
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}
