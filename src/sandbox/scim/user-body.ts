/** A user as POST and PUT send it. */
import { checkAttributes, isObject } from './check.js'
import { unacceptable } from './refusal.js'
import { isReserved, userFields, type UserAttributes } from './schema.js'

/** What a client may send back from an answer it got; the server's own, so its value is not read. */
const serversOwn = new Set(['id', 'schemas', 'meta'])

/** Throws a `Refusal` for anything that CreateUser and PutUser do not take. */
export function readUserBody(body: unknown): UserAttributes {
  if (!isObject(body)) throw unacceptable('the body is not an object')
  const own = Object.fromEntries(Object.entries(body).filter(([name]) => !serversOwn.has(name)))
  const attributes = { active: false, ...checkAttributes(own, userFields) } as UserAttributes
  const { name } = attributes
  for (const [attribute, value] of Object.entries({
    userName: attributes.userName,
    displayName: attributes.displayName,
    'name.givenName': name?.['givenName'],
    'name.familyName': name?.['familyName'],
  })) {
    if (value === undefined) throw unacceptable(`${attribute} is missing`)
  }
  requirePrimaryMail(attributes)
  refuseReserved(attributes.userName)
  return attributes
}

/** A mail without `primary: true` is only found on users made by other means. */
export function requirePrimaryMail({ emails }: UserAttributes): void {
  const [mail] = emails ?? []
  if (mail && (mail.value === undefined || mail.primary !== true)) throw unacceptable('the only mail must have a value and be primary')
}

export function refuseReserved(name: string): void {
  if (isReserved(name)) throw unacceptable(`${name} is a reserved name`)
}
