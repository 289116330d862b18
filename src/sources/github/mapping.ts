/** A GitHub account becomes a draft. Pure. */
import type { UserDraft } from '../../model/user.js'
import type { IdentityRow, PersonRow } from './rows.js'

/**
 * Names are the identity provider's where it has them; else GitHub's one `name`, whose last word is taken for the family name. AWS takes nobody
 * without both names, and GitHub asks nobody for either: the login stands in for what is missing.
 */
export function draftOf({ login, name }: PersonRow, email: string | undefined, identity: IdentityRow | undefined): UserDraft {
  const own = splitName(name)
  const told = [identity?.samlIdentity, identity?.scimIdentity]
  const givenName = trimmed(told.find((one) => trimmed(one?.givenName))?.givenName) ?? own.givenName ?? login
  const familyName = trimmed(told.find((one) => trimmed(one?.familyName))?.familyName) ?? own.familyName ?? login
  const both = told.some((one) => trimmed(one?.givenName) && trimmed(one?.familyName)) ? `${givenName} ${familyName}` : undefined
  return {
    ...(email === undefined ? {} : { userName: email, emails: [{ value: email, type: 'work', primary: true as const }] }),
    displayName: trimmed(name) ?? both ?? login,
    name: { givenName, familyName },
  }
}

function splitName(name: string | undefined): { givenName?: string; familyName?: string } {
  const words = trimmed(name)?.split(/\s+/) ?? []
  const familyName = words.length > 1 ? words.at(-1) : undefined
  const givenName = words.slice(0, Math.max(1, words.length - 1)).join(' ')
  return { ...(givenName === '' ? {} : { givenName }), ...(familyName === undefined ? {} : { familyName }) }
}

function trimmed(text: string | null | undefined): string | undefined {
  const clean = text?.trim()
  return clean === undefined || clean === '' ? undefined : clean
}
