import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/model/json.js'
import { draftOf } from '../../../src/sources/google/mapping.js'

const ada: JsonObject = {
  kind: 'admin#directory#user',
  id: '100000000000000000001',
  primaryEmail: 'Ada@Example.com',
  name: { givenName: 'Ada', familyName: 'Lovelace', fullName: 'Ada Lovelace' },
}

const draft = (more: JsonObject) => draftOf({ ...ada, ...more })

describe('a full record', () => {
  test('is mapped attribute by attribute as the original did', () => {
    const record: JsonObject = {
      ...ada,
      suspended: false,
      emails: [{ address: 'ada@home.example', type: 'home' }, { address: 'Ada@Example.com', primary: true }],
      addresses: [{ type: 'other', formatted: 'elsewhere' }, { type: 'home', formatted: '12 St James Sq', locality: 'London' }, { type: 'work', formatted: 'late' }],
      phones: [{ type: 'mobile', value: '+1' }, { type: 'work', value: ' +44 20 ', primary: true }],
      languages: [{ languageCode: 'fr' }, { languageCode: 'en-GB', preference: 'preferred' }],
      organizations: [
        { title: 'second', name: 'other' },
        { primary: true, title: 'Analyst', name: 'Engines', domain: 'engines.example', department: 'R&D', costCenter: '42', description: 'FTE' },
      ],
      relations: [{ type: 'assistant', value: 'a@example.com' }, { type: 'manager', value: 'babbage@example.com', customType: 'x' }],
      externalIds: [{ value: 'E1', type: 'organization' }],
    }

    expect(draftOf(record)).toEqual({
      userName: 'Ada@Example.com',
      displayName: 'Ada Lovelace',
      name: { formatted: 'Ada Lovelace', familyName: 'Lovelace', givenName: 'Ada' },
      emails: [{ value: 'Ada@Example.com', primary: true }],
      addresses: [{ formatted: '12 St James Sq' }],
      phoneNumbers: [{ value: ' +44 20 ', type: 'work' }],
      title: 'Analyst',
      userType: 'admin#directory#user',
      preferredLanguage: 'en-GB',
      enterprise: { costCenter: '42', organization: 'Engines', division: 'engines.example', department: 'R&D', manager: { value: 'babbage@example.com' } },
    })
  })
})

describe('names', () => {
  test('lose the white space around them, and only there', () => {
    const { name, displayName, userName } = draft({ primaryEmail: ' ada@example.com\n', name: { givenName: '\u0085 Ada  M. ', familyName: '\u00a0Lovelace', fullName: ' Ada  Lovelace ' } })

    expect({ name, displayName, userName }).toEqual({
      name: { givenName: 'Ada  M.', familyName: 'Lovelace', formatted: 'Ada  Lovelace' },
      displayName: 'Ada  Lovelace',
      userName: 'ada@example.com',
    })
  })

  test('that are empty are missing', () => {
    const { name, displayName } = draft({ name: { givenName: 'Ada', familyName: '', fullName: '' } })

    expect({ name, displayName }).toEqual({ name: { givenName: 'Ada' }, displayName: 'Ada' })
  })

  test.each(['   ', '\u200b', ' \u200b\u200b ', '\ufeff'])('that show nothing (%j) are one blank, as AWS takes it of people with one name', (blank) => {
    const { name, displayName } = draft({ name: { givenName: 'Ada', familyName: blank, fullName: `Ada ${blank}` } })

    expect({ name, displayName }).toEqual({ name: { givenName: 'Ada', familyName: ' ', formatted: 'Ada' }, displayName: 'Ada' })
  })

  test('keep their case and composition', () => {
    expect(draft({ name: { givenName: 'ÅSA', familyName: 'A\u030Akesson' } }).name).toEqual({ givenName: 'ÅSA', familyName: 'A\u030Akesson' })
  })

  test('make the display name where there is no full name', () => {
    expect(draft({ name: { givenName: 'Ada', familyName: 'Lovelace' } }).displayName).toBe('Ada Lovelace')
  })
})

describe('the mail', () => {
  test('is the primary address as it is written, with its type', () => {
    expect(draft({ emails: [{ address: ' odd@example.com', type: 'work', primary: true }] }).emails).toEqual([{ value: ' odd@example.com', type: 'work', primary: true }])
  })

  test('falls back to the account name as a work address', () => {
    expect(draft({ emails: [{ address: 'x@example.com', type: 'home' }] }).emails).toEqual([{ value: 'Ada@Example.com', type: 'work', primary: true }])
  })
})

describe('what depends on something else', () => {
  test('is lost with it: title, company and manager need a primary organization', () => {
    const { title, enterprise } = draft({ organizations: [{ title: 'Analyst', name: 'Engines' }], relations: [{ type: 'manager', value: 'b@example.com' }] })

    expect({ title, enterprise }).toEqual({ title: undefined, enterprise: undefined })
  })

  test('a primary organization that says nothing gives no enterprise object', () => {
    expect(draft({ organizations: [{ primary: true, name: '' }] })).not.toHaveProperty('enterprise')
  })

  test('an address without a written form gives none, and the next one is not asked', () => {
    expect(draft({ addresses: [{ type: 'work' }, { type: 'home', formatted: 'there' }] })).not.toHaveProperty('addresses')
  })
})

test('never fills what the original never filled', () => {
  const mapped = draft({ name: { givenName: 'A', familyName: 'B', displayName: 'nick' }, externalIds: [{ value: 'E1', type: 'organization' }], languages: [{ languageCode: 'de' }] })

  for (const field of ['locale', 'timezone', 'nickName', 'preferredLanguage']) expect(mapped).not.toHaveProperty(field)
})

test('takes no field for granted: wrong types count as absent', () => {
  const record: JsonObject = { id: '1', kind: 7, primaryEmail: null, name: 'Ada', emails: { address: 'x' }, phones: [null, 'x', { type: 'work', value: 3 }], organizations: 'none' }

  expect(draftOf(record)).toEqual({ name: {} })
})
