import { describe, expect, test } from 'vitest'
import { useSandbox } from '../support/world.js'
import { directoryOf, refused, SCOPES } from './google-client.js'

const sandbox = useSandbox()
const CUSTOMER = { customer: 'my_customer' }

const person = (name: string, more: object = {}) => ({ primaryEmail: `${name}@example.com`, name: { givenName: name, familyName: 'Example' }, ...more })
const people = (count: number) => Array.from({ length: count }, (_, index) => person(`p${String(index).padStart(4, '0')}`))

const google = async (section: object) => directoryOf(await sandbox({ seed: { google: section } }))

describe('lists', () => {
  test('have 100 users on a page unless asked, and never more than 500', async () => {
    const directory = await google({ users: people(620) })

    const usual = await directory.users.list(CUSTOMER)
    const largest = await directory.users.list({ ...CUSTOMER, maxResults: 1000 })

    expect(usual.data.users).toHaveLength(100)
    expect(largest.data.users).toHaveLength(500)
  })

  test('have 200 groups and 200 members on a page at most', async () => {
    const users = people(230)
    const groups = Array.from({ length: 205 }, (_, index) => ({ email: `g${index}@example.com`, name: 'G', ...(index === 0 ? { members: users.map(({ primaryEmail }) => primaryEmail) } : {}) }))
    const directory = await google({ users, groups })

    const { data } = await directory.groups.list({ ...CUSTOMER, maxResults: 1000 })
    const members = await directory.members.list({ groupKey: 'g0@example.com' })

    expect(data.groups).toHaveLength(200)
    expect(members.data.members).toHaveLength(200)
  })

  test('give every row once, over all pages', async () => {
    const directory = await google({ users: people(25) })
    const seen: string[] = []

    let pageToken: string | undefined
    do {
      const { data } = await directory.users.list({ ...CUSTOMER, maxResults: 10, ...(pageToken === undefined ? {} : { pageToken }) })
      seen.push(...(data.users ?? []).map(({ primaryEmail }) => primaryEmail ?? ''))
      pageToken = data.nextPageToken ?? undefined
    } while (pageToken !== undefined)

    expect(seen).toEqual(people(25).map(({ primaryEmail }) => primaryEmail))
  })

  test('refuse a page token that belongs to another query, or to none', async () => {
    const directory = await google({ users: people(25) })
    const { data } = await directory.users.list({ ...CUSTOMER, maxResults: 10 })

    const foreign = refused(directory.users.list({ ...CUSTOMER, query: 'isSuspended=false', pageToken: data.nextPageToken ?? '' }))
    const invented = refused(directory.users.list({ ...CUSTOMER, pageToken: 'invented' }))

    expect(await foreign).toMatchObject({ status: 400, reason: 'invalid' })
    expect(await invented).toMatchObject({ status: 400, reason: 'invalid' })
  })

  test('leave the array out when there is nothing', async () => {
    const directory = await google({ groups: [{ email: 'empty@example.com', name: 'Empty' }] })

    const users = await directory.users.list(CUSTOMER)
    const members = await directory.members.list({ groupKey: 'empty@example.com' })
    const groups = await directory.groups.list({ ...CUSTOMER, query: 'name:Nothing*' })

    expect(users.data).not.toHaveProperty('users')
    expect(members.data).not.toHaveProperty('members')
    expect(groups.data).not.toHaveProperty('groups')
  })

  test('end early when the field mask forgets the page token', async () => {
    const directory = await google({ users: people(25) })

    const forgetful = await directory.users.list({ ...CUSTOMER, maxResults: 10, fields: 'users(id,name/givenName)' })
    const careful = await directory.users.list({ ...CUSTOMER, maxResults: 10, fields: 'nextPageToken,users/id' })

    expect(Object.keys(forgetful.data)).toEqual(['users'])
    expect(forgetful.data.users?.[0]).toEqual({ id: expect.stringMatching(/^\d{21}$/) as string, name: { givenName: 'p0000' } })
    expect(careful.data.nextPageToken).toBeTypeOf('string')
  })

  test.each(['users(id', 'users(id,nickname)', 'people', 'users(id))'])('refuse the field mask %s', async (fields) => {
    const directory = await google({ users: people(1) })

    expect(await refused(directory.users.list({ ...CUSTOMER, fields }))).toMatchObject({ status: 400, reason: 'invalidParameter' })
  })

  test('answer 304 to whoever holds the same already', async () => {
    const running = await sandbox({ seed: { google: { users: people(2) } } })
    const directory = directoryOf(running)
    const { data } = await directory.users.list(CUSTOMER)

    const again = await directory.users.list(CUSTOMER, { headers: { 'If-None-Match': data.etag ?? '' } })
    running.patchState({ google: { users: people(3) } })
    const changed = await directory.users.list(CUSTOMER, { headers: { 'If-None-Match': data.etag ?? '' } })

    expect(again.status).toBe(304)
    expect(changed.status).toBe(200)
  })
})

describe('whose directory it is', () => {
  test('must be said, and be one that this account may see', async () => {
    const directory = await google({ users: [person('ada')] })

    expect(await refused(directory.users.list({}))).toMatchObject({ status: 400, reason: 'badRequest' })
    expect(await refused(directory.users.list({ customer: 'C0foreign' }))).toMatchObject({ status: 403, reason: 'forbidden' })
    expect(await refused(directory.users.list({ domain: 'other.example' }))).toMatchObject({ status: 404, message: 'Domain not found' })
    expect((await directory.users.list({ domain: 'example.com' })).data.users).toHaveLength(1)
  })

  test('is not "mine" for a service account that impersonates nobody', async () => {
    const running = await sandbox({ seed: { google: { customerId: 'C01abc', users: [person('ada')] } } })
    const directory = directoryOf(running, { subject: null })

    expect(await refused(directory.users.list(CUSTOMER))).toMatchObject({ status: 400, reason: 'invalid' })
    expect((await directory.users.list({ customer: 'C01abc' })).data.users).toHaveLength(1)
  })
})

describe('searching groups', () => {
  const section = {
    users: [person('ada')],
    groups: [
      { email: 'aws-dev@example.com', name: 'AWS Developers', members: ['ada@example.com', 'guest@partner.example'] },
      { email: 'aws-ops@example.com', name: "AWS Ada's", aliases: ['operations@example.com'] },
      { email: 'everyone@example.com', name: 'Everyone', members: [{ type: 'CUSTOMER' }] },
    ],
    customerId: 'C01abc',
  }

  test.each([
    ['name:AWS*', ['aws-dev', 'aws-ops']],
    ["name='AWS Developers'", ['aws-dev']],
    ["name='AWS Ada\\'s'", ['aws-ops']],
    ["name:'AWS D'*", ['aws-dev']],
    ["name:'AWS D*'", ['aws-dev']],
    ['email:aws-*', ['aws-dev', 'aws-ops']],
    ['email=operations@example.com', ['aws-ops']],
    ['name:AWS* email:aws-d*', ['aws-dev']],
    ['memberKey=ada@example.com', ['aws-dev']],
    ['memberKey=guest@partner.example', ['aws-dev']],
    ['memberKey=C01abc', ['everyone']],
  ])('%s finds %j', async (query, expected) => {
    const directory = await google(section)

    const { data } = await directory.groups.list({ ...CUSTOMER, query })

    expect(data.groups?.map(({ email }) => email?.split('@')[0])).toEqual(expected)
  })

  test.each(['', '*', 'name:AWS', 'name:AW*', 'AWS', "email=o'brien@example.com", 'color=red', 'name=', 'memberKey=ada@example.com name:AWS*'])('refuses %j', async (query) => {
    const directory = await google(section)

    expect(await refused(directory.groups.list({ ...CUSTOMER, query }))).toMatchObject({ status: 400, reason: 'invalid', message: 'Invalid Input: query' })
  })

  test('lists the groups of one person without a customer, and not with one', async () => {
    const directory = await google(section)

    const { data } = await directory.groups.list({ userKey: 'ada@example.com' })

    expect(data.groups?.map(({ email }) => email)).toEqual(['aws-dev@example.com'])
    expect(await refused(directory.groups.list({ ...CUSTOMER, userKey: 'ada@example.com' }))).toMatchObject({ status: 400, reason: 'badRequest' })
  })

  test('may lag behind single reads', async () => {
    const directory = await google({ ...section, quirks: { searchLags: ['aws-dev@example.com'] } })

    const searched = await directory.groups.list({ ...CUSTOMER, query: 'name:AWS*' })
    const read = await directory.groups.get({ groupKey: 'aws-dev@example.com' })

    expect(searched.data.groups?.map(({ email }) => email)).toEqual(['aws-ops@example.com'])
    expect(read.data.name).toBe('AWS Developers')
  })
})

describe('groups', () => {
  test('are found by id, mail and alias, and count their members in a string', async () => {
    const directory = await google({ users: [person('ada')], groups: [{ id: '03xyz', email: 'dev@example.com', name: 'Dev', aliases: ['d@example.com'], members: ['ada@example.com'] }] })

    const found = await Promise.all(['03xyz', 'DEV@example.com', 'd@example.com'].map(async (groupKey) => (await directory.groups.get({ groupKey })).data))

    expect(found.map(({ id }) => id)).toEqual(['03xyz', '03xyz', '03xyz'])
    expect(found[0]).toMatchObject({ kind: 'admin#directory#group', directMembersCount: '1' })
  })

  test('of another organisation may be a member and may not be looked into', async () => {
    const directory = await google({ groups: [{ email: 'dev@example.com', name: 'Dev', members: [{ email: 'team@partner.example', type: 'GROUP' }] }] })

    const { data } = await directory.members.list({ groupKey: 'dev@example.com' })
    const foreign = refused(directory.members.list({ groupKey: data.members?.[0]?.id ?? '' }))

    expect(data.members?.[0]).toMatchObject({ email: 'team@partner.example', type: 'GROUP' })
    expect(await foreign).toMatchObject({ status: 403, reason: 'forbidden', message: 'Not Authorized to access this resource/api' })
    expect(await refused(directory.members.list({ groupKey: 'unknown@example.com' }))).toMatchObject({ status: 404, message: 'Resource Not Found: groupKey' })
  })
})

describe('members', () => {
  const section = {
    customerId: 'C01abc',
    users: [person('ada'), person('ben', { suspended: true }), person('cid', { archived: true }), person('dee', { aliases: ['dd@example.com'] })],
    groups: [
      {
        email: 'top@example.com',
        name: 'Top',
        members: [
          { email: 'ada@example.com', role: 'OWNER' },
          'ben@example.com',
          'cid@example.com',
          'dd@example.com',
          'guest@partner.example',
          'left@example.com',
          'right@example.com',
        ],
      },
      { email: 'left@example.com', name: 'Left', members: ['dee@example.com', 'top@example.com'] },
      { email: 'right@example.com', name: 'Right', members: ['dee@example.com', { email: 'ada@example.com', status: null }] },
      { email: 'everyone@example.com', name: 'Everyone', members: [{ type: 'CUSTOMER' }] },
    ],
  }

  test('have the status of their account, and outsiders have none', async () => {
    const directory = await google(section)

    const { data } = await directory.members.list({ groupKey: 'top@example.com' })

    expect(data.members?.map(({ email, type, role, status }) => [email, type, role, status])).toEqual([
      ['ada@example.com', 'USER', 'OWNER', 'ACTIVE'],
      ['ben@example.com', 'USER', 'MEMBER', 'SUSPENDED'],
      ['cid@example.com', 'USER', 'MEMBER', 'ARCHIVED'],
      ['dd@example.com', 'USER', 'MEMBER', 'ACTIVE'],
      ['guest@partner.example', 'USER', 'MEMBER', undefined],
      ['left@example.com', 'GROUP', 'MEMBER', 'ACTIVE'],
      ['right@example.com', 'GROUP', 'MEMBER', 'ACTIVE'],
    ])
    expect(data.members?.[4]).not.toHaveProperty('status')
  })

  test('are the whole account where a group holds it, without a mail', async () => {
    const directory = await google(section)

    const { data } = await directory.members.list({ groupKey: 'everyone@example.com' })

    expect(data.members).toHaveLength(1)
    expect(data.members?.[0]).toMatchObject({ id: 'C01abc', type: 'CUSTOMER' })
    expect(data.members?.[0]).not.toHaveProperty('email')
  })

  test('are filtered by role', async () => {
    const directory = await google(section)

    const { data } = await directory.members.list({ groupKey: 'top@example.com', roles: 'OWNER,MANAGER' })

    expect(data.members?.map(({ email }) => email)).toEqual(['ada@example.com'])
  })

  test('derived, keep the group rows and repeat who is there by two paths', async () => {
    const directory = await google(section)

    const { data } = await directory.members.list({ groupKey: 'top@example.com', includeDerivedMembership: true })
    const everyone = await directory.members.list({ groupKey: 'everyone@example.com', includeDerivedMembership: true })

    const dee = (await directory.users.get({ userKey: 'dee@example.com' })).data.id
    expect(data.members?.filter(({ id }) => id === dee)).toHaveLength(3)
    expect(data.members?.filter(({ type }) => type === 'GROUP').map(({ email }) => email)).toEqual(['left@example.com', 'top@example.com', 'right@example.com'])
    expect(everyone.data.members?.map(({ type }) => type)).toEqual(['CUSTOMER', 'USER', 'USER', 'USER', 'USER'])
  })

  test('derived, may lack some, as has been observed', async () => {
    const directory = await google({ ...section, quirks: { derivedDrops: ['ben@example.com'] } })

    const derived = await directory.members.list({ groupKey: 'top@example.com', includeDerivedMembership: true })
    const direct = await directory.members.list({ groupKey: 'top@example.com' })

    expect(derived.data.members?.map(({ email }) => email)).not.toContain('ben@example.com')
    expect(direct.data.members?.map(({ email }) => email)).toContain('ben@example.com')
  })

  test('can be asked for one by one', async () => {
    const directory = await google(section)

    const direct = await directory.members.get({ groupKey: 'top@example.com', memberKey: 'guest@partner.example' })
    const nested = await directory.members.hasMember({ groupKey: 'top@example.com', memberKey: 'dee@example.com' })
    const no = await directory.members.hasMember({ groupKey: 'left@example.com', memberKey: 'right@example.com' })

    expect(direct.data).toMatchObject({ email: 'guest@partner.example', delivery_settings: 'ALL_MAIL' })
    expect(nested.data).toEqual({ isMember: true })
    // By way of the cycle between left and top.
    expect(no.data).toEqual({ isMember: true })
    expect(await refused(directory.members.get({ groupKey: 'left@example.com', memberKey: 'ben@example.com' }))).toMatchObject({ status: 404, message: 'Resource Not Found: memberKey' })
  })
})

describe('users', () => {
  const section = {
    users: [
      person('ada', { isAdmin: true, aliases: ['countess@example.com'], orgUnitPath: '/Eng/Core', customSchemas: { AWS: { role: 'dev' }, HR: { grade: '7' } } }),
      person('ben', { suspended: true, orgUnitPath: '/Eng', relations: [{ type: 'manager', value: 'ada@example.com' }] }),
      person('cid', { orgUnitPath: '/Sales', relations: [{ type: 'manager', value: 'ben@example.com' }], phones: [{ value: '+44 20 1', type: 'work' }] }),
      person('old', { deletionTime: '2025-01-01T00:00:00.000Z' }),
    ],
  }

  test.each([
    ['isSuspended=true', ['ben']],
    ['isAdmin=true', ['ada']],
    ['email:countess*', ['ada']],
    ['email=cid@example.com', ['cid']],
    ['givenName:i', ['cid']],
    ['familyName=example isSuspended=false', ['ada', 'cid']],
    ["name='ben example'", ['ben']],
    ["orgUnitPath='/Eng'", ['ada', 'ben']],
    ['directManager=ada@example.com', ['ben']],
    ['manager=ada@example.com', ['ben', 'cid']],
    ['phone=+44201', ['cid']],
    ['AWS.role=dev', ['ada']],
    ['cid', ['cid']],
  ])('are found by %s: %j', async (query, expected) => {
    const directory = await google(section)

    const { data } = await directory.users.list({ ...CUSTOMER, query })

    expect(data.users?.map(({ name }) => name?.givenName)).toEqual(expected)
  })

  test.each(['', 'isAdmin=perhaps', 'shoeSize=42', "name='open"])('are not searched by %j', async (query) => {
    const directory = await google(section)

    expect(await refused(directory.users.list({ ...CUSTOMER, query }))).toMatchObject({ status: 400, message: 'Invalid Input: query' })
  })

  test('come in the order asked for', async () => {
    const directory = await google(section)

    const { data } = await directory.users.list({ ...CUSTOMER, orderBy: 'givenName', sortOrder: 'DESCENDING' })

    expect(data.users?.map(({ name }) => name?.givenName)).toEqual(['cid', 'ben', 'ada'])
  })

  test('show custom schemas only to a projection that asks for them', async () => {
    const directory = await google(section)
    const get = async (more: object) => (await directory.users.get({ userKey: 'ada@example.com', ...more })).data.customSchemas

    expect(await get({})).toBeUndefined()
    expect(await get({ fields: 'id,customSchemas' })).toBeUndefined()
    expect(await get({ projection: 'full' })).toEqual({ AWS: { role: 'dev' }, HR: { grade: '7' } })
    expect(await get({ projection: 'custom', customFieldMask: 'HR' })).toEqual({ HR: { grade: '7' } })
    expect(await refused(directory.users.get({ userKey: 'ada@example.com', projection: 'custom' }))).toMatchObject({ status: 400 })
  })

  test('that are deleted are listed apart and not found', async () => {
    const directory = await google(section)

    const { data } = await directory.users.list({ ...CUSTOMER, showDeleted: 'true' })

    expect(data.users?.map(({ primaryEmail }) => primaryEmail)).toEqual(['old@example.com'])
    expect(await refused(directory.users.get({ userKey: 'old@example.com' }))).toMatchObject({ status: 404, message: 'Resource Not Found: userKey' })
  })

  test('without a family name are answered as they are', async () => {
    const directory = await google({ users: [{ primaryEmail: 'robot@example.com', name: { givenName: 'Robot' } }] })

    const { data } = await directory.users.get({ userKey: 'robot@example.com' })

    expect(data.name).toEqual({ givenName: 'Robot', fullName: 'Robot' })
    expect(data.emails).toEqual([{ address: 'robot@example.com', primary: true }])
  })
})

describe('whoever asks', () => {
  test('needs a token that was given out', async () => {
    const { endpoints } = await sandbox()
    const ask = (headers: Record<string, string>) => fetch(`${endpoints.google}admin/directory/v1/users?customer=my_customer`, { headers })

    const without = await ask({})
    const invented = await ask({ authorization: 'Bearer ya29.invented' })

    expect(without.status).toBe(401)
    expect(await without.json()).toMatchObject({ error: { code: 401, message: 'Login Required', errors: [{ reason: 'required' }] } })
    expect(await invented.json()).toMatchObject({ error: { code: 401, message: 'Invalid Credentials', errors: [{ reason: 'authError' }] } })
  })

  test('needs a scope for each kind of thing, and may list members with the scope of groups', async () => {
    const running = await sandbox()
    const directory = directoryOf(running, { scopes: SCOPES.slice(0, 1) })

    expect((await directory.members.list({ groupKey: 'finance@example.com' })).data.members).toHaveLength(4)
    expect(await refused(directory.users.list(CUSTOMER))).toMatchObject({ status: 403, reason: 'insufficientPermissions' })
  })

  test('must impersonate an administrator', async () => {
    const directory = directoryOf(await sandbox(), { subject: 'ben.castillo@example.com' })

    expect(await refused(directory.groups.list(CUSTOMER))).toMatchObject({ status: 403, reason: 'forbidden' })
  })

  test('can change nothing', async () => {
    const directory = directoryOf(await sandbox())

    expect(await refused(directory.groups.delete({ groupKey: 'finance@example.com' }))).toMatchObject({ status: 403, reason: 'insufficientPermissions' })
    expect((await directory.groups.get({ groupKey: 'finance@example.com' })).data.name).toBe('Finance')
  })
})
