/** By which address somebody is known outside GitHub: told by a rule, and by nothing where it is not plain. Pure. */
import type { IdentityRow, PersonRow } from './rows.js'

/**
 * `saml`: the identity provider's word, from the organisation's single sign-on or the enterprise's. `verified_domain`: an address that the person
 * has confirmed, in a domain that the organisation has. `login`: made of the login, as the original does. The public address of a profile is none of these:
 * anybody can write anything there.
 */
export type EmailRule = { from: 'saml'; enterprise?: string } | { from: 'verified_domain'; domain?: string } | { from: 'login'; suffix: string }

/** An address, or the reason why there is none, in words that follow "because". */
export type Address = { email: string } | { lacks: string }

export function addressOf(person: PersonRow, rule: EmailRule, identities: readonly IdentityRow[]): Address {
  switch (rule.from) {
    case 'login':
      if (person.suspended && looksDeprovisioned(person.login)) return { lacks: 'GitHub has put a hash in the place of its login' }
      return { email: `${person.login.toLowerCase()}${rule.suffix}` }
    case 'verified_domain':
      return verified(person.verifiedEmails ?? [], rule.domain)
    case 'saml':
      return identified(identities)
  }
}

function verified(all: readonly string[], domain: string | undefined): Address {
  const emails = domain === undefined ? all : all.filter((email) => email.toLowerCase().endsWith(`@${domain.toLowerCase()}`))
  const [email, ...others] = emails
  if (email === undefined) return { lacks: `it has no verified e-mail address in ${domain ?? "a domain that the organisation has verified"}` }
  if (others.length === 0) return { email }
  return { lacks: `it has several verified e-mail addresses (${[...emails].sort().join(', ')}): name the domain that counts, as email: {from: verified_domain, domain: …}, or let one of them go` }
}

function identified(identities: readonly IdentityRow[]): Address {
  const [identity, ...others] = identities
  if (identity === undefined) return { lacks: 'no SAML identity is linked to it: let this person sign in by single sign-on once' }
  if (others.length > 0) return { lacks: `${identities.length} SAML identities are linked to it` }
  const email = mailOf(identity)
  return email === undefined ? { lacks: 'its SAML identity holds no e-mail address' } : { email }
}

/** The name by which the provider knows somebody comes first; an attribute, where that is no address. */
function mailOf({ samlIdentity: saml, scimIdentity: scim }: IdentityRow): string | undefined {
  return [saml?.nameId, scim?.username, primaryOf(saml?.emails), primaryOf(scim?.emails), saml?.username].find((text): text is string => typeof text === 'string' && MAIL.test(text))
}

const MAIL = /^[^\s@]+@[^\s@]+$/

type Emails = NonNullable<IdentityRow['scimIdentity']>['emails']

/** The one that is marked, or the only one. */
function primaryOf(emails: Emails): string | undefined {
  const all = emails ?? []
  return (all.find(({ primary }) => primary === true) ?? (all.length === 1 ? all[0] : undefined))?.value
}

/** A hash, and for accounts on github.com the enterprise's short code behind it. */
export function looksDeprovisioned(login: string): boolean {
  return /^[0-9a-f]{16,}(_[a-z0-9]+)?$/i.test(login)
}
