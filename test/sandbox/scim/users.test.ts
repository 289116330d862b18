import { describe, expect, it } from 'vitest'
import { alice, detailOf, enterprise, filtered, idOf, namesIn, startScim, unparsable } from './calls.js'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const everything = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
  externalId: '103400000000000000001',
  userName: 'bjensen@example.com',
  name: {
    formatted: 'Ms. Barbara J Jensen',
    familyName: 'Jensen',
    givenName: 'Barbara',
    middleName: 'Jane',
    honorificPrefix: 'Ms.',
    honorificSuffix: 'III',
  },
  displayName: 'Babs Jensen',
  nickName: 'Babs',
  profileUrl: 'https://people.example.com/bjensen',
  emails: [{ value: 'bjensen@example.com', type: 'work', primary: true }],
  addresses: [
    {
      formatted: '100 Main St',
      streetAddress: '100 Main St',
      locality: 'Town',
      region: 'CA',
      postalCode: '91608',
      country: 'USA',
      type: 'work',
      primary: true,
    },
  ],
  phoneNumbers: [{ value: '555-555-5555', type: 'work' }],
  roles: [{ value: 'buyer', type: 'work', primary: true }],
  title: 'Tour Guide',
  userType: 'Employee',
  preferredLanguage: 'en-US',
  locale: 'en-US',
  timezone: 'America/Los_Angeles',
  active: true,
  [enterprise]: {
    employeeNumber: '701984',
    costCenter: '4130',
    organization: 'Example',
    division: 'Theme Park',
    department: 'Tour Operations',
    manager: { value: '9067729b3d-ee533c18-538a-4cd3-a572-63fb863ed734', $ref: '../Users/9067729b3d' },
  },
}

describe('creating', () => {
  it('answers 201 with the whole user, but for what answers never show', async () => {
    const { call } = startScim()

    const created = await call('POST', '/Users', everything)

    const { profileUrl: _, ...shown } = everything
    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      ...shown,
      id: expect.stringMatching(uuid) as string,
      meta: { resourceType: 'User', created: '2026-11-03T09:30:15Z', lastModified: '2026-11-03T09:30:15Z' },
      [enterprise]: { ...everything[enterprise], manager: { value: '9067729b3d-ee533c18-538a-4cd3-a572-63fb863ed734' } },
    })
    expect((await call('GET', `/Users/${idOf(created)}`)).body).toEqual(created.body)
  })

  it('leaves out what has no value, and names the extension only where it has some', async () => {
    const { call } = startScim()

    const created = await call('POST', '/Users', { ...alice, addresses: [], [enterprise]: { manager: { $ref: '../Users/somebody' } } })

    expect(created.status).toBe(201)
    expect(Object.keys(created.body as object)).toEqual(['id', 'meta', 'schemas', 'userName', 'name', 'displayName', 'emails', 'active'])
    expect(created.body).toMatchObject({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'] })
  })

  it('takes a user without any mail, and an address that is a type alone', async () => {
    const { call } = startScim()
    const { emails: _, ...mailless } = alice

    expect((await call('POST', '/Users', { ...mailless, addresses: [{ type: 'work' }] })).body).toMatchObject({
      addresses: [{ type: 'work' }],
    })
  })

  it.each([
    ['true', true],
    [true, true],
    ['false', false],
    ['False', false],
    [false, false],
    [undefined, false],
  ])('takes %j for active and answers %j', async (given, answered) => {
    const { call } = startScim()

    expect(await call('POST', '/Users', { ...alice, active: given })).toMatchObject({ status: 201, body: { active: answered } })
  })

  it('does not read an id, a meta or schemas that a client sends back', async () => {
    const { call } = startScim()

    const created = await call('POST', '/Users', { ...alice, id: 'mine', meta: { resourceType: 'Robot' }, schemas: [] })

    expect(created).toMatchObject({ status: 201, body: { id: expect.stringMatching(uuid) as string, meta: { resourceType: 'User' } } })
  })

  it.each([
    ['userName', { userName: undefined }],
    ['displayName', { displayName: undefined }],
    ['name', { name: undefined }],
    ['name.givenName', { name: { familyName: 'Smith' } }],
    ['name.familyName', { name: { givenName: 'Alice' } }],
  ])('asks for %s', async (_attribute, change) => {
    const { call } = startScim()

    expect(await call('POST', '/Users', { ...alice, ...change })).toMatchObject({ status: 400, body: { detail: unparsable } })
  })

  it.each([
    ['ims', { ims: [{ value: 'alice' }] }],
    ['photos', { photos: [{ value: 'https://example.com/a.png' }] }],
    ['x509Certificates', { x509Certificates: [{ value: 'MII' }] }],
    ['entitlements', { entitlements: [{ value: 'all' }] }],
    ['password', { password: 'secret' }],
    ['groups', { groups: [] }],
    ['an attribute of nobody', { shoeSize: '42' }],
    ['an extension of somebody else', { 'urn:example:2.0:User': { team: 'a' } }],
    ['what every object has', { constructor: 'x' }],
    ['display in a mail', { emails: [{ value: 'a@example.com', primary: true, display: 'A' }] }],
    ['display in an address', { addresses: [{ type: 'work', display: 'A' }] }],
    ['display in a phone number', { phoneNumbers: [{ value: '1', display: 'A' }] }],
    ['display in a role', { roles: [{ value: 'buyer', display: 'A' }] }],
    ["the manager's displayName", { [enterprise]: { manager: { value: 'x', displayName: 'Bob' } } }],
    ['a manager by name', { [enterprise]: { manager: 'Bob' } }],
    ['null', { title: null }],
    ['a number for a string', { title: 1 }],
    ['a list for a string', { title: ['Guide'] }],
    ['a mail that is no list', { emails: { value: 'a@example.com', primary: true } }],
    ['a mail that is not primary', { emails: [{ value: 'a@example.com', type: 'work' }] }],
    ['a mail that is primary in words', { emails: [{ value: 'a@example.com', primary: 'true' }] }],
    ['a mail without a value', { emails: [{ type: 'work', primary: true }] }],
    ['active in other words', { active: 'yes' }],
    ['a reserved name', { userName: 'Administrator' }],
    ['a reserved name in other letters', { userName: 'awsadministrators' }],
  ])('refuses %s', async (_case, change) => {
    const { call } = startScim()

    expect(await call('POST', '/Users', { ...alice, ...change })).toMatchObject({ status: 400, body: { detail: unparsable } })
    expect(namesIn(await call('GET', '/Users'))).toEqual([])
  })

  it.each([
    ['emails', 'List attribute emails exceeds allowed limit of 1', [{ value: 'a@example.com', primary: true }, { value: 'b@example.com' }]],
    ['addresses', 'List attribute addresses allowed limit of 1', [{ type: 'work' }, { type: 'home' }]],
    ['phoneNumbers', 'List attribute phoneNumbers exceeds allowed limit of 1', [{ value: '1' }, { value: '2' }]],
    ['roles', 'List attribute roles exceeds allowed limit of 1', [{ value: 'a' }, { value: 'b' }]],
  ])('refuses two values for %s', async (attribute, detail, values) => {
    const { call } = startScim()

    expect(await call('POST', '/Users', { ...alice, [attribute]: values })).toMatchObject({ status: 400, body: { detail } })
  })

  it('counts and words what is wrong with an empty string', async () => {
    const { call } = startScim()

    const answer = await call('POST', '/Users', { ...alice, name: { givenName: '', familyName: 'Smith' } })

    expect(answer.status).toBe(400)
    expect(detailOf(answer)).toMatch(
      new RegExp(
        [
          String.raw`^2 validation errors detected: Value at 'name\.givenName' failed to satisfy constraint: `,
          String.raw`Member must satisfy regular expression pattern: \[.+\]\+; Value at 'name\.givenName' failed to satisfy constraint: `,
          'Member must have length greater than or equal to 1$',
        ].join(''),
      ),
    )
  })

  it.each([
    ['userName', { userName: '' }, 'userName'],
    ['displayName', { displayName: '' }, 'displayName'],
    ['externalId', { externalId: '' }, 'externalId'],
    ['title', { title: '' }, 'title'],
    ['a mail', { emails: [{ value: '', primary: true }] }, 'emails.value'],
    ['a manager', { [enterprise]: { manager: { value: '' } } }, `${enterprise}.manager.value`],
  ])('refuses an empty %s and says where', async (_case, change, place) => {
    const { call } = startScim()

    const answer = await call('POST', '/Users', { ...alice, ...change })

    expect(answer.status).toBe(400)
    expect(detailOf(answer)).toContain(`Value at '${place}' failed to satisfy constraint`)
  })

  it.each([
    ['a blank in userName', { userName: 'alice smith' }],
    ['a tab in userName', { userName: 'alice\tsmith' }],
    ['a no-break space in userName', { userName: 'alice\u00A0smith' }],
    ['a blank in externalId', { externalId: '10 34' }],
    ['a control character in a text', { displayName: 'Alice\u0007' }],
    ['a zero-width space in a text', { displayName: 'Alice\u200B' }],
    ['129 characters of userName', { userName: 'a'.repeat(129) }],
    ['257 characters of externalId', { externalId: '1'.repeat(257) }],
    ['1025 characters of text', { title: 't'.repeat(1025) }],
  ])('refuses %s', async (_case, change) => {
    const { call } = startScim()

    const answer = await call('POST', '/Users', { ...alice, ...change })

    expect(answer.status).toBe(400)
    expect(detailOf(answer)).toMatch(/^1 validation error detected: Value at /)
  })

  it.each([
    ['128 characters of userName', { userName: 'a'.repeat(128) }],
    ['256 characters of externalId', { externalId: '1'.repeat(256) }],
    ['1024 characters of text', { title: 't'.repeat(1024) }],
    ['letters of any script, marks and symbols', { userName: 'żółć+日本€@example.com' }],
    ['blanks, line ends and wide spaces in a text', { displayName: 'Alice\tB.\r\nSmith\u00A0\u3000Jr.' }],
    ['a colon and a per cent sign in externalId', { externalId: 'staff:10%34' }],
  ])('takes %s', async (_case, change) => {
    const { call } = startScim()

    expect(await call('POST', '/Users', { ...alice, ...change })).toMatchObject({ status: 201, body: change })
  })

  it.each([
    ['userName', { userName: 'bob@example.com' }, 409],
    ['userName in other letters', { userName: 'BOB@Example.com' }, 409],
    ['mail', { emails: [{ value: 'bob.mail@example.com', primary: true }] }, 409],
    ['mail in other letters', { emails: [{ value: 'Bob.Mail@example.com', primary: true }] }, 409],
    ['externalId', { externalId: 'bobX' }, 409],
    ['externalId in other letters', { externalId: 'BOBx' }, 201],
    ['displayName', { displayName: 'Bob Example' }, 201],
  ])("holds somebody else's %s against the newcomer", async (_case, change, status) => {
    const { call } = startScim({
      seed: { users: [{ userName: 'bob@example.com', externalId: 'bobX', emails: [{ value: 'bob.mail@example.com', primary: true }] }] },
    })

    expect((await call('POST', '/Users', { ...alice, ...change })).status).toBe(status)
  })
})

describe('reading, replacing and deleting', () => {
  it('stores names as they were sent', async () => {
    const { call } = startScim()

    const created = await call('POST', '/Users', { ...alice, userName: 'Alice@Example.com' })

    expect((await call('GET', `/Users/${idOf(created)}`)).body).toMatchObject({ userName: 'Alice@Example.com' })
  })

  it('replaces everything by PUT: what is left out is cleared, id, memberships and the day of creation stay', async () => {
    const { call, pass } = startScim({
      seed: {
        users: [{ ...alice, id: 'u1', externalId: 'x1', title: 'Guide' }],
        groups: [{ id: 'g1', displayName: 'guides', members: ['alice@example.com'] }],
      },
    })
    pass(5_400)

    const replaced = await call('PUT', '/Users/u1', { id: 'u1', ...alice, active: undefined, displayName: 'Al' })

    expect(replaced.status).toBe(200)
    expect(replaced.body).toEqual({
      id: 'u1',
      meta: { resourceType: 'User', created: '2026-11-03T09:30:15Z', lastModified: '2026-11-03T09:30:20Z' },
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      ...alice,
      displayName: 'Al',
      active: false,
    })
    expect(namesIn(await call('GET', `/Users${filtered('groups.value eq "g1"')}`))).toEqual(['alice@example.com'])
  })

  it('refuses by PUT what it would refuse by POST, and then keeps what was', async () => {
    const { call } = startScim({ seed: { users: [{ ...alice, id: 'u1' }, { userName: 'bob@example.com' }] } })

    expect((await call('PUT', '/Users/u1', { ...alice, userName: 'bob@example.com' })).status).toBe(409)
    expect((await call('PUT', '/Users/u1', { ...alice, displayName: undefined })).status).toBe(400)
    expect((await call('PUT', '/Users/u1', { ...alice, id: 'u2' })).status).toBe(400)
    expect((await call('PUT', '/Users/nobody', alice)).status).toBe(404)
    expect((await call('GET', '/Users/u1')).body).toMatchObject(alice)
  })

  it('lets go of a name that was replaced', async () => {
    const { call } = startScim({ seed: { users: [{ ...alice, id: 'u1', externalId: 'x1' }] } })
    await call('PUT', '/Users/u1', { ...alice, userName: 'al@example.com', emails: [{ value: 'al@example.com', primary: true }] })

    expect((await call('POST', '/Users', { ...alice, externalId: 'x1' })).status).toBe(201)
  })

  it('deletes with all memberships, and gives another id to whom comes back', async () => {
    const { call } = startScim({
      seed: { users: [{ ...alice, id: 'u1' }], groups: [{ id: 'g1', displayName: 'guides', members: ['alice@example.com'] }] },
    })

    const deleted = await call('DELETE', '/Users/u1')
    const created = await call('POST', '/Users', alice)

    expect(deleted.status).toBe(204)
    expect(created.status).toBe(201)
    expect(idOf(created)).not.toBe('u1')
    expect(namesIn(await call('GET', `/Users${filtered('groups.value eq "g1"')}`))).toEqual([])
  })

  it.each(['GET', 'DELETE'])('answers 404 to %s of nobody', async (method) => {
    const { call } = startScim()

    expect(await call(method, '/Users/nobody')).toMatchObject({ status: 404, body: { status: '404' } })
  })
})
