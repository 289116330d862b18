import { describe, expect, it } from 'vitest'
import { filtered, idOf, namesIn, patch, startScim, unparsable } from './calls.js'

const people = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `u${index}`, userName: `user${index}@example.com` }))
const admins = { id: 'g1', displayName: 'admins', externalId: 'x1', members: ['user0@example.com'] }
const start = (count = 3) =>
  startScim({ seed: { users: people(count), groups: [admins, { id: 'g2', displayName: 'guests', externalId: 'x2' }] } })
const refs = (...ids: string[]) => ids.map((value) => ({ value }))
const membersOf = async ({ call }: ReturnType<typeof start>, id: string) =>
  namesIn(await call('GET', `/Users${filtered(`groups.value eq "${id}"`)}`))

describe('creating', () => {
  it('answers 201 without members, though they were taken', async () => {
    const scim = start()

    const created = await scim.call('POST', '/Groups', {
      displayName: 'AWS-Ops',
      externalId: 'x3',
      members: [{ value: 'u0', $ref: '../Users/u0', type: 'User' }, { value: 'u1' }, { value: 'u1' }],
    })

    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      id: idOf(created),
      externalId: 'x3',
      meta: { resourceType: 'Group', created: '2026-11-03T09:30:15Z', lastModified: '2026-11-03T09:30:15Z' },
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      displayName: 'AWS-Ops',
    })
    expect(await membersOf(scim, idOf(created))).toEqual(['user0@example.com', 'user1@example.com'])
  })

  it.each([
    ['no displayName', { externalId: 'x3' }],
    ['a description', { displayName: 'ops', description: 'Operations' }],
    ['a reserved name', { displayName: 'AWSAdministrators' }],
    ['a group as a member', { displayName: 'ops', members: [{ value: 'g1', type: 'Group' }] }],
    ['a member without a value', { displayName: 'ops', members: [{ type: 'User' }] }],
    ['members that are no list', { displayName: 'ops', members: { value: 'u0' } }],
  ])('refuses %s', async (_case, body) => {
    const { call } = start()

    expect(await call('POST', '/Groups', body)).toMatchObject({ status: 400, body: { detail: unparsable } })
  })

  it.each([
    ['an empty displayName', { displayName: '' }, 'displayName'],
    ['a blank in externalId', { displayName: 'ops', externalId: 'a b' }, 'externalId'],
    ['1025 characters', { displayName: 'o'.repeat(1025) }, 'displayName'],
  ])('refuses %s and says where', async (_case, body, place) => {
    const { call } = start()

    expect(await call('POST', '/Groups', body)).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining(`Value at '${place}'`) as string },
    })
  })

  it.each([
    ['displayName', { displayName: 'admins' }],
    ['displayName in other letters', { displayName: 'ADMINS' }],
    ['externalId', { displayName: 'ops', externalId: 'x1' }],
  ])("answers 409 to another group's %s", async (_case, body) => {
    const { call } = start()

    expect(await call('POST', '/Groups', body)).toMatchObject({
      status: 409,
      body: { detail: 'Refused to create a new, duplicate resource.' },
    })
  })

  it('takes 100 members, and not 101', async () => {
    const scim = start(101)
    const all = people(101).map(({ id }) => id)

    expect((await scim.call('POST', '/Groups', { displayName: 'crowd', members: refs(...all) })).status).toBe(400)
    expect((await scim.call('POST', '/Groups', { displayName: 'crowd', members: refs(...all.slice(1)) })).status).toBe(201)
  })

  it('creates nothing when one member is unknown', async () => {
    const { call } = start()

    expect((await call('POST', '/Groups', { displayName: 'ops', members: refs('u0', 'nobody') })).status).toBe(404)
    expect(namesIn(await call('GET', '/Groups'))).toEqual(['admins', 'guests'])
  })
})

describe('reading and deleting', () => {
  it('shows one group with neither members nor externalId, as the guide does', async () => {
    const { call } = start()

    expect((await call('GET', '/Groups/g1')).body).toEqual({
      id: 'g1',
      meta: { resourceType: 'Group', created: '2026-11-03T09:30:15Z', lastModified: '2026-11-03T09:30:15Z' },
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      displayName: 'admins',
    })
  })

  it('shows groups in lists with externalId and always empty members', async () => {
    const { call } = start()

    expect((await call('GET', '/Groups')).body).toMatchObject({
      Resources: [
        { id: 'g1', externalId: 'x1', displayName: 'admins', members: [] },
        { id: 'g2', externalId: 'x2', displayName: 'guests', members: [] },
      ],
    })
  })

  it('deletes with all memberships, and frees the name', async () => {
    const { call } = start()

    expect(await call('DELETE', '/Groups/g1')).toMatchObject({ status: 204, body: undefined })
    expect(namesIn(await call('GET', `/Groups${filtered('members.value eq "u0"')}`))).toEqual([])
    expect((await call('POST', '/Groups', { displayName: 'Admins', externalId: 'x1' })).status).toBe(201)
  })

  it.each(['GET', 'DELETE'])('answers 404 to %s of no group', async (method) => {
    expect((await start().call(method, '/Groups/none')).status).toBe(404)
  })
})

describe('a PATCH of a group', () => {
  it('adds and removes members and answers 204 without a body', async () => {
    const scim = start()

    const answer = await scim.call(
      'PATCH',
      '/Groups/g1',
      patch({ op: 'add', path: 'members', value: refs('u1', 'u2') }, { op: 'remove', path: 'members', value: refs('u0') }),
    )

    expect(answer).toMatchObject({ status: 204, body: undefined })
    expect(await membersOf(scim, 'g1')).toEqual(['user1@example.com', 'user2@example.com'])
  })

  it('adds a member without a path, and a single one that is no list', async () => {
    const scim = start()

    expect((await scim.call('PATCH', '/Groups/g1', patch({ op: 'add', value: { members: refs('u1') } }))).status).toBe(204)
    expect((await scim.call('PATCH', '/Groups/g1', patch({ op: 'add', path: 'members', value: { value: 'u2' } }))).status).toBe(204)
    expect(await membersOf(scim, 'g1')).toHaveLength(3)
  })

  it('takes an addition of who is in, and a removal of who is not', async () => {
    const scim = start()

    expect((await scim.call('PATCH', '/Groups/g1', patch({ op: 'add', path: 'members', value: refs('u0') }))).status).toBe(204)
    expect((await scim.call('PATCH', '/Groups/g1', patch({ op: 'remove', path: 'members', value: refs('u2') }))).status).toBe(204)
    expect(await membersOf(scim, 'g1')).toEqual(['user0@example.com'])
  })

  it('takes 100 changes in one request, however they are spread, and not 101', async () => {
    const scim = start(101)
    const ids = people(101).map(({ id }) => id)
    const spread = (count: number) =>
      patch(
        { op: 'add', path: 'members', value: refs(...ids.slice(0, 60)) },
        { op: 'remove', path: 'members', value: refs(...ids.slice(60, count)) },
      )

    expect((await scim.call('PATCH', '/Groups/g2', spread(101))).status).toBe(400)
    expect(await membersOf(scim, 'g2')).toEqual([])
    expect((await scim.call('PATCH', '/Groups/g2', spread(100))).status).toBe(204)
    expect(await membersOf(scim, 'g2')).toHaveLength(60)
  })

  it.each(['add', 'remove'])('answers 404 to %s of an unknown user, and applies nothing of the request', async (op) => {
    const scim = start()

    const refused = await scim.call(
      'PATCH',
      '/Groups/g1',
      patch(
        { op: 'replace', path: 'displayName', value: 'ops' },
        { op: 'add', path: 'members', value: refs('u1') },
        { op, path: 'members', value: refs('u2', 'nobody') },
      ),
    )

    expect(refused.status).toBe(404)
    expect(await membersOf(scim, 'g1')).toEqual(['user0@example.com'])
    expect(namesIn(await scim.call('GET', '/Groups'))).toEqual(['admins', 'guests'])
  })

  it('renames by path, and without one beside an id', async () => {
    const { call } = start()

    expect(
      (
        await call(
          'PATCH',
          '/Groups/g1',
          patch({ op: 'replace', path: 'displayName', value: 'ops' }, { op: 'replace', path: 'externalId', value: 'x9' }),
        )
      ).status,
    ).toBe(204)
    expect((await call('PATCH', '/Groups/g2', patch({ op: 'replace', value: { id: 'g2', displayName: 'Admins' } }))).status).toBe(204)
    expect((await call('GET', '/Groups')).body).toMatchObject({
      Resources: [
        { displayName: 'ops', externalId: 'x9' },
        { displayName: 'Admins', externalId: 'x2' },
      ],
    })
  })

  it('removes the externalId', async () => {
    const { call } = start()

    expect((await call('PATCH', '/Groups/g1', patch({ op: 'remove', path: 'externalId' }))).status).toBe(204)
    expect(namesIn(await call('GET', `/Groups${filtered('externalId eq "x1"')}`))).toEqual([])
  })

  it.each([
    ['displayName', 'Guests'],
    ['externalId', 'x2'],
  ])("answers 409 to another group's %s, and changes nothing", async (path, value) => {
    const scim = start()

    expect(
      (await scim.call('PATCH', '/Groups/g1', patch({ op: 'add', path: 'members', value: refs('u1') }, { op: 'replace', path, value })))
        .status,
    ).toBe(409)
    expect(await membersOf(scim, 'g1')).toEqual(['user0@example.com'])
  })

  it.each([
    ['replacing the members', { op: 'replace', path: 'members', value: refs('u1') }, unparsable],
    ['replacing the members without a path', { op: 'replace', value: { members: refs('u1') } }, unparsable],
    ['removing all members', { op: 'remove', path: 'members' }, unparsable],
    ['removing no members', { op: 'remove', path: 'members', value: [] }, unparsable],
    ['removing null', { op: 'remove', path: 'members', value: null }, unparsable],
    ['adding no members', { op: 'add', path: 'members', value: [] }, unparsable],
    ["the RFC's way to remove one", { op: 'remove', path: 'members[value eq "u0"]' }, unparsable],
    ['a member that is a bare id', { op: 'add', path: 'members', value: ['u1'] }, unparsable],
    ['a nested group', { op: 'add', path: 'members', value: [{ value: 'g2', type: 'Group' }] }, unparsable],
    ['another attribute', { op: 'replace', path: 'description', value: 'Operations' }, unparsable],
    ['removing displayName', { op: 'remove', path: 'displayName' }, unparsable],
    ['a reserved name', { op: 'replace', path: 'displayName', value: 'administrator' }, unparsable],
    ['an empty name', { op: 'replace', path: 'displayName', value: '' }, "Value at 'displayName' failed to satisfy constraint"],
    [
      'two attributes without a path',
      { op: 'replace', value: { displayName: 'ops', externalId: 'x9' } },
      'Current PATCH support allows omitting "path"',
    ],
    ['remove without a path', { op: 'remove', value: refs('u0') }, 'Missing path in PATCH request'],
  ])('refuses %s, and applies nothing of the request', async (_case, operation, detail) => {
    const scim = start()

    const refused = await scim.call('PATCH', '/Groups/g1', patch({ op: 'add', path: 'members', value: refs('u2') }, operation))

    expect(refused).toMatchObject({ status: 400, body: { detail: expect.stringContaining(detail) as string } })
    expect(await membersOf(scim, 'g1')).toEqual(['user0@example.com'])
  })

  it('answers 404 for no group', async () => {
    const { call } = start()

    expect((await call('PATCH', '/Groups/none', patch({ op: 'add', path: 'members', value: refs('u0') }))).status).toBe(404)
  })
})
