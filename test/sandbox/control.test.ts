import { describe, expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.js'
import { useSandbox } from '../support/world.js'
import { directoryOf } from './google-client.js'

const sandbox = useSandbox()

async function control({ endpoints }: Sandbox, method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
  const answer = await fetch(`${endpoints.control}${path}`, { method, ...sent })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
}

const scimUsers = ({ endpoints, env }: Sandbox) =>
  fetch(`${endpoints.scim}Users?cursor`, { headers: { authorization: `Bearer ${env['IDPSCIM_AWS_SCIM_ACCESS_TOKEN'] ?? ''}` } })

describe('GET and DELETE /requests', () => {
  test('shows every request, refused ones too, under the vendors\' names', async () => {
    const running = await sandbox()
    await directoryOf(running).members.list({ groupKey: 'finance@example.com' })
    await fetch(`${running.endpoints.google}admin/directory/v1/users`)
    await scimUsers(running)

    const { body } = await control(running, 'GET', 'requests')

    expect(body).toMatchObject([
      { api: 'google-token', operation: 'token', method: 'POST', path: '/token', status: 200 },
      { api: 'google', operation: 'members.list', method: 'GET', path: '/admin/directory/v1/groups/finance@example.com/members', status: 200 },
      { api: 'google', operation: 'users.list', status: 401 },
      { api: 'scim', operation: 'ListUsers', status: 200 },
    ])
    expect((body as { at: string; ms: number }[]).every(({ at, ms }) => !Number.isNaN(Date.parse(at)) && ms >= 0)).toBe(true)
  })

  test('forgets them when told', async () => {
    const running = await sandbox()
    await scimUsers(running)

    expect((await control(running, 'DELETE', 'requests')).status).toBe(204)
    expect((await control(running, 'GET', 'requests')).body).toEqual([])
  })

  test('keeps a path that is no valid encoding as it came', async () => {
    const running = await sandbox()

    const answer = await fetch(`${running.endpoints.google}admin/directory/v1/groups/%E0%A4%A`)

    expect(answer.status).toBe(401)
    expect(running.requests()[0]).toMatchObject({ path: '/admin/directory/v1/groups/%E0%A4%A', operation: 'groups.get' })
  })
})

describe('/state', () => {
  test('can be put back as it was shown, and is the same again', async () => {
    const running = await sandbox()
    const { body: shown } = await control(running, 'GET', 'state')

    const put = await control(running, 'PUT', 'state', shown)

    expect(put.status).toBe(200)
    expect(put.body).toEqual(shown)
    expect(JSON.stringify(running.state())).toBe(JSON.stringify(shown))
  })

  test('round-trips whatever a member can be', async () => {
    const members = [
      'ada@example.com',
      { email: 'ben.alias@example.com', role: 'OWNER' as const },
      'guest@partner.example',
      { id: '42', email: 'other@partner.example', status: 'ACTIVE' },
      { email: 'team@partner.example', type: 'GROUP' as const },
      { id: '43' },
      { type: 'CUSTOMER' as const },
      { email: 'cid@example.com', status: null },
      'inner@example.com',
    ]
    const users = [{ primaryEmail: 'ada@example.com' }, { primaryEmail: 'ben@example.com', aliases: ['ben.alias@example.com'] }, { primaryEmail: 'cid@example.com' }]
    const groups = [{ email: 'inner@example.com', name: 'Inner' }, { email: 'outer@example.com', name: 'Outer', members }]
    const running = await sandbox({ seed: { google: { users, groups } } })

    const before = running.state()
    running.putState(before)

    expect(running.state()).toEqual(before)
    expect(before.google?.groups?.[1]?.members).toEqual(members)
  })

  test('PUT empties the sections that it leaves out', async () => {
    const running = await sandbox()

    await control(running, 'PUT', 'state', { google: { users: [{ primaryEmail: 'ada@example.com' }] } })

    expect(running.state().google).toMatchObject({ users: [{ primaryEmail: 'ada@example.com' }], groups: [] })
    expect(running.state().aws).toEqual({ users: [], groups: [], buckets: [], secrets: {} })
  })

  test('PATCH merges: objects by key, lists as a whole', async () => {
    const running = await sandbox()
    const { aws, google } = running.state()

    const { status } = await control(running, 'PATCH', 'state', { google: { users: [{ primaryEmail: 'ada@example.com' }] } })

    expect(status).toBe(200)
    expect(running.state().google?.users).toHaveLength(1)
    expect(running.state().google?.groups).toHaveLength(google?.groups?.length ?? 0)
    expect(running.state().aws).toEqual(aws)
  })

  test('renaming people by PATCH leaves their memberships, even when two swap their mails', async () => {
    const users = [{ id: '1', primaryEmail: 'ada@example.com' }, { id: '2', primaryEmail: 'ben@example.com' }]
    const groups = [{ id: 'g', email: 'dev@example.com', name: 'Dev', members: ['ada@example.com'] }]
    const running = await sandbox({ seed: { google: { users, groups } } })

    running.patchState({ google: { users: [{ id: '1', primaryEmail: 'ben@example.com' }, { id: '2', primaryEmail: 'ada@example.com' }] } })

    const { data } = await directoryOf(running).members.list({ groupKey: 'g' })
    expect(data.members).toMatchObject([{ id: '1', email: 'ben@example.com' }])
    expect(running.state().google?.groups?.[0]?.members).toEqual(['ben@example.com'])
  })

  test('renaming somebody in what GET showed, and putting it back, leaves their memberships', async () => {
    const running = await sandbox({ seed: { google: { users: [{ primaryEmail: 'ada@example.com' }], groups: [{ email: 'dev@example.com', name: 'Dev', members: ['ada@example.com'] }] } } })
    const state = running.state()

    const renamed = state.google?.users?.map((user) => ({ ...user, primaryEmail: 'countess@example.com' }))
    running.putState({ ...state, google: { ...state.google, users: renamed } })

    expect(running.state().google?.groups?.[0]?.members).toEqual(['countess@example.com'])
  })

  const company = {
    google: {
      users: [{ id: '1', primaryEmail: 'ada@example.com' }, { id: '2', primaryEmail: 'ben@example.com' }],
      groups: [{ id: 'g', email: 'dev@example.com', name: 'Dev', members: ['ada@example.com', 'ben@example.com', 'guest@partner.example'] }],
    },
  }

  test('who is taken from the people has left their groups, by PATCH and by PUT', async () => {
    const [patched, put] = [await sandbox({ seed: company }), await sandbox({ seed: company })]

    patched.patchState({ google: { users: [{ id: '2', primaryEmail: 'ben@example.com' }] } })
    put.putState({ google: { ...company.google, users: [{ id: '2', primaryEmail: 'ben@example.com' }] } })

    expect(patched.state().google?.groups?.[0]?.members).toEqual(['ben@example.com', 'guest@partner.example'])
    expect(put.state()).toEqual(patched.state())
  })

  test('a mailbox that comes back under another id is not a member for that', async () => {
    const running = await sandbox({ seed: company })

    running.patchState({ google: { users: [{ id: '7', primaryEmail: 'ada@example.com' }, { id: '2', primaryEmail: 'ben@example.com' }] } })

    expect(running.state().google?.groups?.[0]?.members).toEqual(['ben@example.com', 'guest@partner.example'])
  })

  test('somebody outside who joins the company stays in their groups, under their own id', async () => {
    const running = await sandbox({ seed: company })

    running.patchState({ google: { users: [...company.google.users, { id: '3', primaryEmail: 'guest@partner.example' }] } })

    const { data } = await directoryOf(running).members.list({ groupKey: 'g' })
    expect(data.members?.map(({ id, status }) => [id, status])).toEqual([['1', 'ACTIVE'], ['2', 'ACTIVE'], ['3', 'ACTIVE']])
  })

  test('a state that is refused half-way is put back exactly', async () => {
    const running = await sandbox({ seed: company })
    const before = running.state()
    const google = { users: [{ primaryEmail: 'guest@partner.example' }] }

    expect(() => running.putState({ google, aws: { groups: [{ displayName: 'G', members: ['nobody'] }] } })).toThrow('nobody')

    expect(running.state()).toEqual(before)
  })

  test.each([
    ['what is not JSON', '{"google":', 'the body is not JSON'],
    ['an unknown section', { gogle: {} }, 'the document: Unrecognized key: "gogle"'],
    ['an unknown field', { google: { users: [{ primaryEmail: 'a@b.example', nick: 'A' }] } }, 'google.users[0]: Unrecognized key: "nick"'],
    ['two records with one mail', { google: { users: [{ id: '1', primaryEmail: 'a@b.example' }, { id: '2', primaryEmail: 'A@b.example' }] } }, 'the mail a@b.example belongs to two records'],
    ['an AWS member who is no user', { aws: { groups: [{ displayName: 'G', members: ['nobody'] }] } }, 'nobody'],
  ])('refuses %s and changes nothing', async (_what, body, message) => {
    const running = await sandbox()
    const before = running.state()

    const answer = await control(running, 'PUT', 'state', body)

    expect(answer.status).toBe(400)
    expect((answer.body as { error: string }).error).toContain(message)
    expect(running.state()).toEqual(before)
  })

  test('refuses a patch that is no object', async () => {
    expect((await control(await sandbox(), 'PATCH', 'state', [])).status).toBe(400)
  })
})

describe('PUT /faults', () => {
  test('refuses faults of unknown kinds and for unknown APIs', async () => {
    const running = await sandbox()

    expect(await control(running, 'PUT', 'faults', [{ api: 'google', kind: 'earthquake' }])).toMatchObject({ status: 400, body: { code: 'BadUsage' } })
    expect(await control(running, 'PUT', 'faults', [{ api: 'gogle', kind: 'error' }])).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('"gogle"') as string, suggestions: [expect.stringContaining('google, google-token, scim') as string] },
    })
  })

  test('replaces the faults that were there', async () => {
    const running = await sandbox({ faults: [{ api: 'scim', kind: 'error' }] })
    const before = await scimUsers(running)

    await control(running, 'PUT', 'faults', [])

    expect([before.status, (await scimUsers(running)).status]).toEqual([500, 200])
  })
})

test('anything else is answered with what there is', async () => {
  expect(await control(await sandbox(), 'GET', 'nothing')).toMatchObject({ status: 404, body: { known: expect.arrayContaining(['PUT /faults']) as unknown } })
})

test('takes a doubled slash, since addresses get joined in every way', async () => {
  expect((await control(await sandbox(), 'GET', '/requests')).status).toBe(200)
})
