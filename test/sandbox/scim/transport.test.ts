import { describe, expect, it } from 'vitest'
import { alice, patch, requestFor, startScim, tenant, token, wire } from './calls.js'

const bearer = { authorization: `Bearer ${token}` }
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

describe('paths', () => {
  it.each([
    ['GET', `/${tenant}/scim/v2//Users`],
    ['GET', `/${tenant}/scim/v2/Users/`],
    ['GET', `/${tenant}/scim/v2Groups`],
    ['GET', `/${tenant}/scim/v2`],
    ['GET', '/scim/v2/Users'],
    ['GET', `/${tenant}/scim/v2/Me`],
    ['POST', `/${tenant}/scim/v2/Bulk`],
    ['POST', `/${tenant}/scim/v2/Users/.search`],
    ['GET', `/${tenant}/scim/v2/users`],
    ['GET', `/${tenant}/scim/v2/Users/one/more`],
  ])('%s %s is a 404 and no operation', async (method, url) => {
    const { emulator, send } = startScim()
    const request = wire(method, url, undefined, bearer)

    expect(emulator.operation(request)).toBe('unknown')
    expect(await send(request)).toMatchObject({ status: 404, body: { status: '404' } })
  })

  it('has no PUT for groups', async () => {
    const { call } = startScim({ seed: { groups: [{ id: 'g1', displayName: 'admins', members: [] }] } })

    expect((await call('PUT', '/Groups/g1', { displayName: 'others' })).status).toBe(404)
  })

  it.each([
    ['POST', '/Users', 'CreateUser'],
    ['GET', '/Users/u1', 'GetUser'],
    ['GET', '/Users?cursor', 'ListUsers'],
    ['PATCH', '/Users/u1', 'PatchUser'],
    ['PUT', '/Users/u1', 'PutUser'],
    ['DELETE', '/Users/u1', 'DeleteUser'],
    ['POST', '/Groups', 'CreateGroup'],
    ['GET', '/Groups/g1', 'GetGroup'],
    ['GET', '/Groups', 'ListGroups'],
    ['PATCH', '/Groups/g1', 'PatchGroup'],
    ['DELETE', '/Groups/g1', 'DeleteGroup'],
    ['GET', '/ServiceProviderConfig', 'ServiceProviderConfig'],
    ['GET', '/Schemas', 'ListSchemas'],
    ['GET', '/Schemas/urn:ietf:params:scim:schemas:core:2.0:User', 'GetSchema'],
    ['GET', '/ResourceTypes', 'ListResourceTypes'],
  ])('%s %s is %s, and limited as reads or writes are', (method, url, operation) => {
    const { emulator } = startScim()

    expect(emulator.operation(requestFor(method, url))).toBe(operation)
    expect(emulator.rate(operation)).toBe(method === 'GET' ? 40 : 25)
  })

  it('knows no limit for what is no operation', () => {
    expect(startScim().emulator.rate('unknown')).toBeUndefined()
  })
})

describe('authentication', () => {
  it.each([
    ['no header', `/${tenant}/scim/v2/Users`, {}],
    ['another token', `/${tenant}/scim/v2/Users`, { authorization: 'Bearer another' }],
    ['the token without its scheme', `/${tenant}/scim/v2/Users`, { authorization: token }],
    ['another scheme', `/${tenant}/scim/v2/Users`, { authorization: `Basic ${token}` }],
    ['another tenant', '/0b5f7a44-0000-4000-8000-000000000000/scim/v2/Users', bearer],
    ['an unknown path of the tenant, without a token', `/${tenant}/scim/v2/Me`, {}],
  ])('answers 401 to %s', async (_case, url, headers) => {
    const { send } = startScim()

    const answer = await send(wire('GET', url, undefined, headers))

    expect(answer).toMatchObject({ status: 401, body: { status: '401' } })
    expect(JSON.stringify(answer)).not.toContain(token)
  })
})

describe('envelopes', () => {
  it('marks every answer with a request id, and JSON as such', async () => {
    const { call } = startScim({ seed: { users: [{ id: 'u1', userName: 'alice' }] } })

    const read = await call('GET', '/Users/u1')
    const deleted = await call('DELETE', '/Users/u1')

    expect(read.headers).toEqual({ 'Content-Type': 'application/json', 'x-amzn-RequestId': expect.stringMatching(uuid) as string })
    expect(deleted).toEqual({ status: 204, headers: { 'x-amzn-RequestId': expect.stringMatching(uuid) as string }, body: undefined })
  })

  it('words a conflict as captured from the service', async () => {
    const { call } = startScim({ seed: { users: [{ userName: 'alice@example.com' }] } })

    const answer = await call('POST', '/Users', alice)

    expect(answer.status).toBe(409)
    expect(answer.body).toEqual({
      schema: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      detail: 'Refused to create a new, duplicate resource.',
      status: '409',
      exceptionRequestId: answer.headers['x-amzn-RequestId'],
      timeStamp: '2026-11-03 09:30:15.250',
    })
  })

  it.each(['POST /Users', 'PUT /Users/u1', 'PATCH /Users/u1', 'POST /Groups', 'PATCH /Groups/g1'])(
    'tells JSON that is none apart: %s',
    async (request) => {
      const { call } = startScim({ seed: { users: [{ id: 'u1', userName: 'alice' }], groups: [{ id: 'g1', displayName: 'admins' }] } })
      const [method = '', url = ''] = request.split(' ')

      expect(await call(method, url, '{"userName": ')).toMatchObject({ status: 400, body: { detail: 'Invalid JSON from RequestBody' } })
      expect(await call(method, url, '["alice"]')).toMatchObject({ status: 400, body: { status: '400' } })
    },
  )

  it('takes both media types, and none', async () => {
    const { send } = startScim()
    const types: Record<string, string>[] = [{ 'content-type': 'application/json' }, { 'content-type': 'application/scim+json' }, {}]

    const answers = await Promise.all(
      types.map((type, index) => send(requestFor('POST', '/Groups', { displayName: `group ${index}` }, { ...bearer, ...type }))),
    )

    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
  })

  it('refuses in its own form when the shell says so, without a Retry-After', () => {
    const { emulator } = startScim()

    const refused = emulator.refuse(requestFor('POST', '/Users'), 429)

    expect(refused).toMatchObject({ status: 429, body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '429' } })
    expect(Object.keys(refused.headers ?? {}).map((name) => name.toLowerCase())).not.toContain('retry-after')
  })
})

describe('the count of memberships', () => {
  const members = [{ value: 'u1' }, { value: 'u2' }]

  it.each([
    ['each member of a new group', 'POST', '/Groups', { displayName: 'admins', members }, 2],
    ['a new group without any', 'POST', '/Groups', { displayName: 'admins' }, 0],
    [
      'each addition and each removal',
      'PATCH',
      '/Groups/g1',
      patch({ op: 'add', path: 'members', value: members }, { op: 'remove', path: 'members', value: [{ value: 'u3' }] }),
      3,
    ],
    ['members without a path', 'PATCH', '/Groups/g1', patch({ op: 'add', value: { members } }), 2],
    ['a rename', 'PATCH', '/Groups/g1', patch({ op: 'replace', path: 'displayName', value: 'others' }), 0],
    ['a body that is no JSON', 'PATCH', '/Groups/g1', '{', 0],
    ['a user', 'POST', '/Users', { ...alice, members }, 0],
  ])('is taken from %s', (_case, method, url, body, count) => {
    expect(startScim().emulator.members?.(requestFor(method, url, body))).toBe(count)
  })
})
