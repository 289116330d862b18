import { BatchRequestContent, PageIterator } from '@microsoft/microsoft-graph-client'
import { describe, expect, test } from 'vitest'
import { useSandbox } from '../../support/world.js'
import { ask, batched, type Body, EVENTUAL, graphClient, nextOf, pageOf } from './graph-client.js'

const sandbox = useSandbox()
const person = (name: string, more: object = {}) => ({ userPrincipalName: `${name}@example.com`, givenName: name, surname: 'Doe', ...more })
const names = (count: number) => Array.from({ length: count }, (_, n) => `p${String(n).padStart(4, '0')}`)
const crowd = (count: number) => ({ users: names(count).map((name) => person(name)), groups: [{ displayName: 'All', members: names(count).map((name) => `${name}@example.com`) }] })
const start = (entra: object) => sandbox({ seed: { entra } })
const idOf = (running: { state(): object }, name: string): string => {
  const { users = [], groups = [] } = (running.state() as { entra: { users?: { id: string; userPrincipalName: string }[]; groups?: { id: string; displayName: string }[] } }).entra
  return users.find((user) => user.userPrincipalName === name)?.id ?? groups.find((group) => group.displayName === name)?.id ?? ''
}

describe("Microsoft's own client", () => {
  test('pages through users, groups and members to the end', async () => {
    const running = await start({ ...crowd(250), groups: [...names(120).map((name) => ({ displayName: name })), ...crowd(250).groups] })
    const client = graphClient(running)
    const all = async (path: string) => {
      const rows: Record<string, unknown>[] = []
      await new PageIterator(client, await pageOf(client.api(path)), (row) => rows.push(row as Record<string, unknown>) > 0).iterate()
      return rows
    }

    const [users, groups] = [await all('/users'), await all("/groups?$select=id,displayName&$top=50")]
    const members = await all(`/groups/${idOf(running, 'All')}/members?$top=99&$select=id,userPrincipalName`)

    expect([users.length, groups.length, members.length]).toEqual([250, 121, 250])
    expect(new Set(members.map(({ userPrincipalName }) => userPrincipalName)).size).toBe(250)
    expect(running.requests().filter(({ api }) => api === 'graph').map(({ operation }) => operation)).toEqual([
      ...Array<string>(3).fill('users.user.ListUser'),
      ...Array<string>(3).fill('groups.group.ListGroup'),
      ...Array<string>(3).fill('groups.ListMembers'),
    ])
  })

  test('counts and filters by the index, with its header on every page', async () => {
    const running = await start(crowd(150))
    const client = graphClient(running)
    const rows: unknown[] = []

    const first = await pageOf(client.api('/users').header('ConsistencyLevel', 'eventual').count(true).filter("endsWith(userPrincipalName,'@example.com')").top(100))
    await new PageIterator(client, first, (row) => rows.push(row) > 0, { headers: EVENTUAL }).iterate()

    expect(first['@odata.count']).toBe(150)
    expect(rows).toHaveLength(150)
  })

  test('waits off a 429 as it is told', async () => {
    const running = await start(crowd(2))
    running.setFaults([{ api: 'graph', operation: 'users.user.ListUser', kind: 'throttle', times: 1, retryAfter: 1 }])

    const { value } = await pageOf(graphClient(running).api('/users'))

    expect(value).toHaveLength(2)
    expect(running.requests().filter(({ api }) => api === 'graph').map(({ status }) => status)).toEqual([429, 200])
  })

  test('batches, each part with its own status', async () => {
    const running = await start(crowd(2))
    // Node's `Request` has no relative addresses, and the client keeps the version in absolute ones.
    const get = (url: string) => ({ url, method: 'GET', headers: new Headers() }) as unknown as Request
    const batch = new BatchRequestContent([
      { id: 'there', request: get(`/groups/${idOf(running, 'All')}/members?$select=id`) },
      { id: 'gone', request: get('/groups/00000000-0000-4000-8000-000000000000') },
    ])

    const { responses } = await batched(graphClient(running), await batch.getContent())

    expect(Object.fromEntries(responses.map(({ id, status }) => [id, status]))).toEqual({ there: 200, gone: 404 })
  })

  test('hears of an error by its code', async () => {
    const running = await start({ users: [person('a')], app: { permissions: ['GroupMember.Read.All'] } })

    await expect(graphClient(running).api('/users').get()).rejects.toMatchObject({ statusCode: 403, code: 'Authorization_RequestDenied', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string })
  })
})

describe('pages', () => {
  test('hold 100 rows unless asked, 999 at most', async () => {
    const running = await start(crowd(1100))

    expect((await ask(running, 'users')).body.value).toHaveLength(100)
    expect((await ask(running, 'users?$top=999')).body.value).toHaveLength(999)
    for (const top of ['0', '1000', 'many']) {
      expect((await ask(running, `users?$top=${top}`)).body.error).toMatchObject({ code: 'Request_UnsupportedQuery', message: `Invalid page size specified: '${top}'. Must be between 1 and 999 inclusive.` })
    }
  })

  test('are led to by whole links, which fit one query alone', async () => {
    const running = await start(crowd(3))

    const link = new URL((await ask(running, 'users?$top=2&$select=id')).body['@odata.nextLink'] ?? '')
    const other = link.search.replace('$select=id', '$select=mail').replace('%24select=id', '%24select=mail')

    expect(link.origin).toBe(new URL(running.endpoints.graph).origin)
    expect((await ask(running, `users${link.search}`)).body.value).toHaveLength(1)
    expect((await ask(running, `users${other}`)).body.error.code).toBe('Directory_ExpiredPageToken')
  })

  test('of an advanced query need its header again, and count once', async () => {
    const running = await start(crowd(3))
    const first = (await ask(running, 'users?$count=true&$top=2', EVENTUAL)).body
    const search = nextOf(first)

    expect(first['@odata.count']).toBe(3)
    expect((await ask(running, `users${search.replace(/(\$|%24)count=true&/, '')}`)).body.error.code).toBe('Directory_ExpiredPageToken')
    expect((await ask(running, `users${search}`, EVENTUAL)).body).not.toHaveProperty('@odata.count')
  })

  test('may be empty and lead on', async () => {
    const running = await start({ ...crowd(3), quirks: { emptyPages: true } })
    const sizes: number[] = []
    for (let search = '?$top=2'; search !== ''; ) {
      const { body } = await ask(running, `users${search}`)
      sizes.push(body.value.length)
      search = nextOf(body)
    }

    expect(sizes).toEqual([2, 0, 1])
  })
})

describe('queries', () => {
  const groups = ["AWS-Admins", "aws-readers", "O'Brien", 'Finance'].map((displayName) => ({ displayName }))
  const found = async (filter: string, headers?: Record<string, string>, more = '') =>
    (await ask(await start({ groups: [...groups, { displayName: 'Office', groupTypes: ['Unified'], mail: 'office@example.com' }] }), `groups?$filter=${encodeURIComponent(filter)}${more}`, headers)).body

  test.each([
    ["startswith(displayName,'AWS-')", ['AWS-Admins', 'aws-readers']],
    ["displayName eq 'O''Brien'", ["O'Brien"]],
    ["displayName in ('Finance','AWS-Admins')", ['AWS-Admins', 'Finance']],
    ["groupTypes/any(c:c eq 'Unified')", ['Office']],
    ["securityEnabled eq true and (startswith(displayName,'F') or displayName eq 'Office')", ['Finance']],
    ["mail eq null and startswith(displayName,'fin')", ['Finance']],
  ])('%s', async (filter, expected) => {
    expect((await found(filter)).value.map((group) => group['displayName'])).toEqual(expected)
  })

  test.each(["endsWith(displayName,'s')", "displayName ne 'Finance'", "not startswith(displayName,'AWS')"])('%s needs the header and the count', async (filter) => {
    expect((await found(filter)).error.code).toBe('Request_UnsupportedQuery')
    expect((await found(filter, EVENTUAL)).error.code).toBe('Request_UnsupportedQuery')
    expect((await found(filter, EVENTUAL, '&$count=true')).value.length).toBeGreaterThan(1)
  })

  test.each([
    ["name eq 'x'", 'Request_UnsupportedQuery'],
    ["displayName eq 'x", 'Request_BadRequest'],
    ['displayName eq', 'Request_BadRequest'],
    [`id in (${Array.from({ length: 16 }, (_, n) => `'${n}'`).join(',')})`, 'Request_BadRequest'],
  ])('%s is refused', async (filter, code) => {
    expect((await found(filter)).error.code).toBe(code)
  })

  test('select what there is, null where nothing is known, and refuse what there is not', async () => {
    const running = await start({ users: [person('a', { mail: null, department: 'Ops' })] })

    expect((await ask(running, 'users?$select=id,mail,department,accountEnabled')).body.value).toEqual([{ id: idOf(running, 'a@example.com'), mail: null, department: 'Ops', accountEnabled: true }])
    expect((await ask(running, 'users?$select=nickname')).body.error.message).toContain("'nickname' on type 'microsoft.graph.user'")
    expect(Object.keys((await ask(running, 'users')).body.value[0] ?? {}).sort()).toEqual(['businessPhones', 'displayName', 'givenName', 'id', 'jobTitle', 'mail', 'mobilePhone', 'officeLocation', 'preferredLanguage', 'surname', 'userPrincipalName'])
  })

  test('expand the manager where there is one', async () => {
    const running = await start({ users: [person('boss'), person('a', { manager: 'boss@example.com' })] })
    const { value } = (await ask(running, 'users?$select=id,userPrincipalName&$expand=manager($select=id,userPrincipalName)')).body

    expect(value[0]).not.toHaveProperty('manager')
    expect(value[1]?.['manager']).toEqual({ '@odata.type': '#microsoft.graph.user', id: idOf(running, 'boss@example.com'), userPrincipalName: 'boss@example.com' })
    expect((await ask(running, `users/${idOf(running, 'boss@example.com')}/manager`)).status).toBe(404)
  })

  test('see the index lag, where it lags', async () => {
    const running = await start({ ...crowd(2), quirks: { indexLags: ['p0001@example.com'] } })

    expect((await ask(running, 'users')).body.value).toHaveLength(2)
    expect((await ask(running, 'users?$count=true', EVENTUAL)).body['@odata.count']).toBe(1)
    expect((await ask(running, 'users/$count', EVENTUAL)).text).toBe('1')
  })
})

describe('members', () => {
  const mixed = {
    users: [person('a'), person('b', { deletedDateTime: '2026-01-01T00:00:00Z' }), person('boss')],
    groups: [{ displayName: 'Inner', members: ['boss@example.com'] }, { displayName: 'Team', members: ['a@example.com', 'b@example.com', 'Inner', 'd0000000-0000-4000-8000-000000000001', 'd0000000-0000-4000-8000-000000000002'], owners: ['boss@example.com'] }],
    devices: [{ id: 'd0000000-0000-4000-8000-000000000001', displayName: 'laptop' }],
    servicePrincipals: [{ id: 'd0000000-0000-4000-8000-000000000002', displayName: 'robot' }],
  }
  const types = ({ value }: Body) => value.map((row) => String(row['@odata.type']).replace('#microsoft.graph.', ''))

  test('are of all types but service principals, which the index alone knows; the deleted are gone', async () => {
    const running = await start(mixed)
    const team = idOf(running, 'Team')

    expect(types((await ask(running, `groups/${team}/members`)).body)).toEqual(['user', 'group', 'device'])
    expect(types((await ask(running, `groups/${team}/members?$count=true`, EVENTUAL)).body)).toEqual(['user', 'group', 'device', 'servicePrincipal'])
    expect(types((await ask(running, `groups/${team}/transitiveMembers`)).body)).toEqual(['user', 'group', 'device', 'user'])
    expect(types((await ask(running, `groups/${team}/owners`)).body)).toEqual(['user'])
  })

  test('are cast by the index alone, and never to what the group cannot hold', async () => {
    const running = await start({ ...mixed, groups: [...mixed.groups, { displayName: 'Office', groupTypes: ['Unified'], members: ['a@example.com'] }] })
    const cast = (group: string, type: string) => `groups/${idOf(running, group)}/members/microsoft.graph.${type}?$count=true&$top=1&$select=id`

    expect((await ask(running, cast('Team', 'user').replace('?$count=true&', '?'))).body.error.code).toBe('Request_UnsupportedQuery')
    expect((await ask(running, cast('Team', 'user'), EVENTUAL)).body['@odata.count']).toBe(1)
    expect((await ask(running, cast('Office', 'group'), EVENTUAL)).body.error.code).toBe('Request_UnsupportedQuery')
  })

  test('whose type may not be read come with type and id, and nulls', async () => {
    const running = await start({ ...mixed, app: { permissions: ['GroupMember.Read.All'] } })

    const { status, body } = await ask(running, `groups/${idOf(running, 'Team')}/members?$select=id,userPrincipalName,displayName`)

    expect(status).toBe(200)
    expect(body.value).toEqual([
      { '@odata.type': '#microsoft.graph.user', id: idOf(running, 'a@example.com'), userPrincipalName: null, displayName: null },
      { '@odata.type': '#microsoft.graph.group', id: idOf(running, 'Inner'), displayName: 'Inner' },
      { '@odata.type': '#microsoft.graph.device', id: 'd0000000-0000-4000-8000-000000000001', displayName: null },
    ])
  })

  test('that are hidden look like none without the permission for it', async () => {
    const hidden = { users: [person('a')], groups: [{ displayName: 'Secret', visibility: 'HiddenMembership', members: ['a@example.com'] }] }
    const seen = async (permissions: string[]) => {
      const running = await start({ ...hidden, app: { permissions } })
      return (await ask(running, `groups/${idOf(running, 'Secret')}/members`)).body.value.length
    }

    expect(await seen(['GroupMember.Read.All', 'User.Read.All'])).toBe(0)
    expect(await seen(['GroupMember.Read.All', 'User.Read.All', 'Member.Read.Hidden'])).toBe(1)
  })
})

describe('refusals', () => {
  test('say what, when and by which request', async () => {
    const running = await start(crowd(1))
    const { status, headers, body } = await ask(running, 'groups/00000000-0000-4000-8000-000000000000', { 'client-request-id': 'mine' })

    expect(status).toBe(404)
    expect(body.error).toEqual({
      code: 'Request_ResourceNotFound',
      message: "Resource '00000000-0000-4000-8000-000000000000' does not exist or one of its queried reference-property objects are not present.",
      innerError: { date: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}$/) as string, 'request-id': headers.get('request-id'), 'client-request-id': 'mine' },
    })
  })

  test('begin with the token', async () => {
    const running = await start({})
    const error = async (init: RequestInit) => ((await (await fetch(new URL('v1.0/users', running.endpoints.graph), init)).json()) as { error: { code: string; message: string } }).error

    expect(await error({})).toMatchObject({ code: 'InvalidAuthenticationToken', message: 'Access token is empty.' })
    expect(await error({ headers: { authorization: 'Bearer stale' } })).toMatchObject({ code: 'InvalidAuthenticationToken', message: 'Access token has expired or is not yet valid.' })
  })

  test('come to whoever has used up the tenant, by what each request costs', async () => {
    const running = await sandbox({ seed: { entra: crowd(2) }, rateLimits: true })
    const units: (string | null)[] = []
    for (const path of ['users', 'users?$select=id&$top=1', `groups/${idOf(running, 'All')}/members`, `groups/${idOf(running, 'All')}/transitiveMembers`]) units.push((await ask(running, path)).headers.get('x-ms-resource-unit'))

    expect(units).toEqual(['2', '1', '3', '5'])
  })

  test('strike parts of a batch by themselves', async () => {
    const running = await start({ ...crowd(1), quirks: { throttledParts: 1 } })
    const requests = [1, 2].map((id) => ({ id: String(id), method: 'GET', url: '/users?$select=id' }))

    const { responses } = await batched(graphClient(running), { requests })

    expect(responses).toMatchObject([{ id: '2', status: 200 }, { id: '1', status: 429, headers: { 'Retry-After': '1' } }])
    await expect(graphClient(running).api('/$batch').post({ requests: Array.from({ length: 21 }, (_, id) => ({ ...requests[0], id: String(id) })) })).rejects.toMatchObject({ statusCode: 400 })
    await expect(graphClient(running).api('/$batch').post({ requests: [requests[0], requests[0]] })).rejects.toMatchObject({ statusCode: 400 })
  })
})

describe('the seed', () => {
  const seed = { users: [person('a'), person('b')], groups: [{ displayName: 'Outer', members: ['a@example.com', 'Inner'], owners: ['b@example.com'] }, { displayName: 'Inner', members: ['b@example.com'] }] }

  test('comes back whole, and gives the same again', async () => {
    const running = await start(seed)
    const before = running.state()

    running.putState(before)

    expect(running.state()).toEqual(before)
    expect(before).toMatchObject({ entra: { groups: [{ displayName: 'Outer', members: ['a@example.com', idOf(running, 'Inner')], owners: ['b@example.com'] }, { members: ['b@example.com'] }] } })
  })

  test('keeps whoever is renamed in their groups, and takes whoever goes out of them', async () => {
    const running = await start(seed)
    const { entra } = running.state() as { entra: { users: { id: string; userPrincipalName: string }[] } }

    running.patchState({ entra: { users: [{ ...entra.users[0], userPrincipalName: 'A.New@example.com' }] } })

    expect(running.state()).toMatchObject({ entra: { groups: [{ members: ['A.New@example.com', idOf(running, 'Inner')] }, { members: [] }] } })
    expect(JSON.stringify(running.state())).not.toContain('owners')
  })

  test.each([
    [{ users: [person('a'), person('A')] }, 'two users have the userPrincipalName'],
    [{ users: [person('a', { id: 'd0000000-0000-4000-8000-000000000001' }), person('b', { id: 'D0000000-0000-4000-8000-000000000001' })] }, 'two records have the id'],
    [{ groups: [{ displayName: 'G', members: ['nobody@example.com'] }] }, '"nobody@example.com"'],
    [{ groups: [{ displayName: 'G' }, { displayName: 'G' }, { displayName: 'H', members: ['G'] }] }, '"G"'],
    [{ users: [person('a', { manager: 'nobody@example.com' })] }, 'the manager of a@example.com'],
  ])('is refused by what is wrong: %j', async (entra, message) => {
    await expect(start(entra)).rejects.toMatchObject({ code: 'BadSeed', message: expect.stringContaining(message) as string })
  })
})
