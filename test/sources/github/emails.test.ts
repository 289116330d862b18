import { describe, expect, test } from 'vitest'
import { addressOf } from '../../../src/sources/github/emails.js'
import { draftOf } from '../../../src/sources/github/mapping.js'
import type { IdentityRow, PersonRow } from '../../../src/sources/github/rows.js'

const person = (more: Partial<PersonRow> = {}): PersonRow => ({ id: '1', login: 'Octo-Cat', name: 'Mona Lisa Octocat', verifiedEmails: [], suspended: false, record: {}, ...more })
const saml = (samlIdentity: IdentityRow['samlIdentity'], scimIdentity: IdentityRow['scimIdentity'] = null): IdentityRow => ({ guid: 'g', samlIdentity, scimIdentity, user: { databaseId: 1 } })
const SAML = { from: 'saml' } as const

describe('an address', () => {
  test.each([
    ['the name by which the provider knows somebody', [saml({ nameId: 'mona@acme.example', emails: [{ value: 'alias@acme.example', primary: true }] })], 'mona@acme.example'],
    ['what provisioning calls them, where that is opaque', [saml({ nameId: 'x7f', emails: [{ value: 'alias@acme.example' }] }, { username: 'mona@acme.example' })], 'mona@acme.example'],
    ['the primary of several addresses', [saml({ nameId: 'x7f', emails: [{ value: 'one@acme.example' }, { value: 'two@acme.example', primary: true }] })], 'two@acme.example'],
    ['the only address', [saml({ nameId: 'x7f', emails: [{ value: 'one@acme.example' }] })], 'one@acme.example'],
  ])('of single sign-on is %s', (_, identities, email) => {
    expect(addressOf(person(), SAML, identities)).toEqual({ email })
  })

  test.each([
    ['nobody has linked', [], 'sign in by single sign-on once'],
    ['is linked twice', [saml({ nameId: 'a@x.example' }), saml({ nameId: 'b@x.example' })], '2 SAML identities'],
    ['holds none', [saml({ nameId: 'opaque' })], 'holds no e-mail address'],
    ['holds two that are alike', [saml({ emails: [{ value: 'one@x.example' }, { value: 'two@x.example' }] })], 'holds no e-mail address'],
  ])('is not made up where an identity %s', (_, identities, why) => {
    expect(addressOf(person(), SAML, identities)).toEqual({ lacks: expect.stringContaining(why) as string })
  })

  test('of a verified domain is the only one there is, in the domain that counts', () => {
    const both = person({ verifiedEmails: ['mona@acme.example', 'mona@Lab.example'] })

    expect(addressOf(person({ verifiedEmails: ['mona@acme.example'] }), { from: 'verified_domain' }, [])).toEqual({ email: 'mona@acme.example' })
    expect(addressOf(both, { from: 'verified_domain', domain: 'lab.example' }, [])).toEqual({ email: 'mona@Lab.example' })
    expect(addressOf(both, { from: 'verified_domain' }, [])).toEqual({ lacks: expect.stringContaining('mona@Lab.example, mona@acme.example') as string })
    expect(addressOf(person(), { from: 'verified_domain', domain: 'lab.example' }, [])).toEqual({ lacks: expect.stringContaining('lab.example') as string })
  })

  test('made of a login is in small letters, as the original makes it', () => {
    expect(addressOf(person(), { from: 'login', suffix: '@digital.example' }, [])).toEqual({ email: 'octo-cat@digital.example' })
  })
})

describe('names', () => {
  const names = (more: Partial<PersonRow>, identity?: IdentityRow) => {
    const { displayName, name } = draftOf(person(more), 'mona@acme.example', identity)
    return [displayName, name?.givenName, name?.familyName]
  }

  test.each<[string, Partial<PersonRow>, IdentityRow | undefined, string[]]>([
    ["the identity provider's", {}, saml({ givenName: 'Mona', familyName: 'Octocat' }), ['Mona Lisa Octocat', 'Mona', 'Octocat']],
    ["provisioning's, where single sign-on tells none", { name: undefined }, saml({ nameId: 'x' }, { givenName: 'Mona', familyName: 'Octocat' }), ['Mona Octocat', 'Mona', 'Octocat']],
    ["GitHub's, cut before its last word", {}, undefined, ['Mona Lisa Octocat', 'Mona Lisa', 'Octocat']],
    ['one word, and the login', { name: 'Mona' }, undefined, ['Mona', 'Mona', 'Octo-Cat']],
    ['the login, where there is none', { name: undefined }, undefined, ['Octo-Cat', 'Octo-Cat', 'Octo-Cat']],
    ['the login, where it is white space', { name: ' \t' }, undefined, ['Octo-Cat', 'Octo-Cat', 'Octo-Cat']],
  ])('are %s', (_, more, identity, expected) => {
    expect(names(more, identity)).toEqual(expected)
  })
})
