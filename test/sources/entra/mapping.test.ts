import { describe, expect, test } from 'vitest'
import { draftOf } from '../../../src/sources/entra/mapping.js'

const plain = { guestByMail: false }
const bare = { id: '1', userPrincipalName: 'ada@example.com' }

test('every attribute comes from where Entra keeps it', () => {
  const record = {
    ...bare,
    displayName: 'Ada Obi',
    givenName: 'Ada',
    surname: 'Obi',
    mail: 'ada.obi@example.com',
    jobTitle: 'Engineer',
    employeeType: 'Contractor',
    preferredLanguage: 'en-GB',
    businessPhones: ['+44 20 7946 0958'],
    mobilePhone: '+44 7700 900123',
    streetAddress: '1 Sample Street',
    city: 'London',
    state: 'Greater London',
    postalCode: 'N1 9GU',
    country: 'United Kingdom',
    employeeId: 'E-1042',
    companyName: 'Example Ltd',
    department: 'Platform',
    employeeOrgData: { costCenter: 'CC-7', division: 'Technology' },
    manager: { id: '2', userPrincipalName: 'boss@example.com' },
  }

  expect(draftOf(record, plain)).toEqual({
    userName: 'ada@example.com',
    displayName: 'Ada Obi',
    name: { givenName: 'Ada', familyName: 'Obi', formatted: 'Ada Obi' },
    emails: [{ value: 'ada.obi@example.com', type: 'work', primary: true }],
    title: 'Engineer',
    userType: 'Contractor',
    preferredLanguage: 'en-GB',
    phoneNumbers: [{ value: '+44 20 7946 0958', type: 'work' }],
    addresses: [{ streetAddress: '1 Sample Street', locality: 'London', region: 'Greater London', postalCode: 'N1 9GU', country: 'United Kingdom', type: 'work' }],
    enterprise: { employeeNumber: 'E-1042', costCenter: 'CC-7', organization: 'Example Ltd', division: 'Technology', department: 'Platform', manager: { value: 'boss@example.com' } },
  })
})

test('nulls, blanks and empty lists are nothing', () => {
  const record = { ...bare, displayName: 'Ada Obi', mail: null, jobTitle: ' ', businessPhones: [], mobilePhone: null, city: '', employeeOrgData: null, department: null }

  expect(draftOf(record, plain)).toEqual({
    userName: 'ada@example.com',
    displayName: 'Ada Obi',
    name: { givenName: 'Ada', familyName: 'Obi', formatted: 'Ada Obi' },
    emails: [{ value: 'ada@example.com', type: 'work', primary: true }],
  })
})

describe('names that are missing', () => {
  test.each([
    [{ displayName: 'Ada Obi' }, 'Ada', 'Obi', 'Ada Obi'],
    [{ displayName: 'Ada  Maria   Obi' }, 'Ada', 'Maria Obi', 'Ada  Maria   Obi'],
    [{ displayName: 'Robot' }, 'Robot', 'Robot', 'Robot'],
    [{ displayName: 'Obi, Ada', surname: 'Obi' }, 'Obi,', 'Obi', 'Obi, Ada'],
    [{ displayName: 'Dr Ada Obi', givenName: 'Ada' }, 'Ada', 'Ada Obi', 'Dr Ada Obi'],
    [{ givenName: 'Ada', surname: 'Obi', displayName: null }, 'Ada', 'Obi', 'Ada Obi'],
    [{}, 'ada', 'ada', 'ada'],
  ])('%j', (names, givenName, familyName, displayName) => {
    expect(draftOf({ ...bare, ...names }, plain)).toMatchObject({ displayName, name: { givenName, familyName } })
  })
})

describe('a guest', () => {
  const guest = { ...bare, userPrincipalName: 'eve_partner.example#EXT#@example.onmicrosoft.com', displayName: 'Eve' }

  test('has no mail but their own', () => {
    expect(draftOf(guest, plain)).not.toHaveProperty('emails')
    expect(draftOf({ ...guest, mail: 'eve@partner.example' }, plain).emails).toEqual([{ value: 'eve@partner.example', type: 'work', primary: true }])
  })

  test('is called by it where that is wanted, or not at all', () => {
    expect(draftOf({ ...guest, mail: 'eve@partner.example' }, { guestByMail: true }).userName).toBe('eve@partner.example')
    expect(draftOf(guest, { guestByMail: true })).not.toHaveProperty('userName')
  })
})
