import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { isIdpscimError, type IdpscimError } from '../../../src/errors.js'
import type { ProgressEvent } from '../../../src/model/progress.js'
import type { SourceSnapshot } from '../../../src/model/snapshot.js'
import type { EntraOptions } from '../../../src/sources/entra/entra-source.js'
import { guid, startEntraWorld, type EntraWorld } from '../../support/entra-world.js'

let world: EntraWorld
beforeAll(async () => {
  world = await startEntraWorld()
})
afterAll(() => world.end())

const idOf = (name: string) => guid(`${name.includes('@') ? 'user' : 'group'} ${name}`)
const user = (name: string, more: object = {}) => ({ id: idOf(name), userPrincipalName: name, givenName: 'Some', surname: 'Body', ...more })
const guest = (mail: string) => ({ ...user(mail), userPrincipalName: `${mail.replace('@', '_')}#EXT#@example.onmicrosoft.com`, mail, userType: 'Guest' })
const group = (name: string, members: string[] = [], more: object = {}) => ({ id: idOf(name), displayName: name, members: members.map((one) => (one.includes('-0000-') ? one : idOf(one))), ...more })
const knowing = (known: { users?: string[]; groups?: string[] } = {}) => ({ known: { users: (known.users ?? []).map(idOf), groups: (known.groups ?? []).map(idOf) } })
const read = (options: Partial<EntraOptions> = {}, known = knowing()) => world.source(options).read(known)
const namesOf = ({ groups }: SourceSnapshot) => groups.map(({ name }) => name)
const membersOf = ({ groups, users }: SourceSnapshot, name: string) => groups.find((one) => one.name === name)?.members.map(({ id }) => users.find((one) => one.id === id)?.label).sort()

async function failureOf(reading: Promise<unknown>): Promise<IdpscimError & { text: string }> {
  const error = await reading.then(() => new Error('it succeeded'), (thrown: unknown) => thrown)
  if (!isIdpscimError(error)) throw error
  return Object.assign(error, { text: [error.message, ...error.suggestions].join('\n') })
}

describe('calls', () => {
  const mails = Array.from({ length: 60 }, (_, n) => `p${n}@example.com`)

  test('are one list of groups, one list of members a group, their counts by tens, and one list of people', async () => {
    world.put({ users: mails.map((mail) => user(mail)), groups: Array.from({ length: 12 }, (_, n) => group(`AWS-${n}`, mails.slice(n, n + 40))) })

    await read({ groupsFilter: ["startswith(displayName,'AWS-')"] }, knowing({ users: mails, groups: ['AWS-0'] }))

    expect(world.calls()).toEqual({ token: expect.any(Number) as number, 'groups.group.ListGroup': 1, 'groups.ListMembers': 12, batch: 2, 'users.GetCount': 1, 'users.user.ListUser': 1 })
  })

  test('read a nested group once, however many hold it', async () => {
    world.put({ users: [user('a@example.com')], groups: [group('AWS-1', ['Inner']), group('AWS-2', ['Inner']), group('Inner', ['a@example.com', 'Core']), group('Core', ['a@example.com'])] })

    const snapshot = await read({ groupsFilter: ["startswith(displayName,'AWS-')"] })

    expect(namesOf(snapshot)).toEqual(['AWS-1', 'AWS-2'])
    expect(membersOf(snapshot, 'AWS-2')).toEqual(['a@example.com'])
    expect(world.calls()).toMatchObject({ 'groups.group.ListGroup': 1, 'groups.ListMembers': 4 })
  })

  test('ask for a few people of a large tenant by id, and for nobody else', async () => {
    const crowd = Array.from({ length: 2_500 }, (_, n) => `c${n}@example.com`)
    world.put({ users: crowd.map((mail) => user(mail)), groups: [group('AWS-a', crowd.slice(0, 40))] })

    const snapshot = await read({}, knowing({ users: ['c2000@example.com'] }))

    expect(membersOf(snapshot, 'AWS-a')).toHaveLength(40)
    expect(world.calls()).toEqual({ token: expect.any(Number) as number, 'groups.group.ListGroup': 1, 'groups.ListMembers': 1, batch: 2, 'users.GetCount': 1 })
  })

  test('in a batch that are too fast are made again, alone', async () => {
    world.put({ users: [user('a@example.com')], groups: [group('AWS-a', ['a@example.com'])], quirks: { throttledParts: 3 } })

    expect(membersOf(await read(), 'AWS-a')).toEqual(['a@example.com'])
    expect(world.calls()['batch']).toBe(3)
  })

  test('are counted as pages only where they list', async () => {
    world.put({ users: [user('a@example.com')], groups: [group('AWS-a', ['a@example.com'])], quirks: { emptyPages: true } })

    expect((await read()).evidence).toMatchObject({ pages: 6, users: 1, groups: 1, memberships: 1 })
  })
})

describe('filters', () => {
  beforeEach(() => world.put({ groups: [group('AWS-a'), group('AWS-b'), group('Ops')] }))

  test('are united in their order, each group once: by name, by beginning, by id', async () => {
    const filters = ["displayName eq 'Ops'", `id eq '${idOf('AWS-b')}'`, "startswith(displayName,'aws-')"]

    const snapshot = await read({ groupsFilter: filters })

    expect(namesOf(snapshot)).toEqual(['Ops', 'AWS-b', 'AWS-a'])
    expect(snapshot.evidence).toMatchObject({ filter: filters, matched: [1, 1, 2] })
  })

  test.each([{ filters: [] }, { filters: [''] }, { filters: ["displayName eq 'Ops'", ' '] }])('$filters: an empty one selects every group', async ({ filters }) => {
    expect(namesOf(await read({ groupsFilter: filters }))).toHaveLength(3)
  })

  test('that only the index answers are asked with its header and count', async () => {
    expect(namesOf(await read({ groupsFilter: ["not startswith(displayName,'AWS-')", "endsWith(displayName,'-b')"] }))).toEqual(['Ops', 'AWS-b'])
  })

  test('that Graph refuses are quoted with its words', async () => {
    const { code, text } = await failureOf(read({ groupsFilter: ["displayName like 'AWS%'"] }))

    expect(code).toBe('SourceRefused')
    expect(text).toContain(`with the filter "displayName like 'AWS%'"`)
    expect(text).toContain('Request_BadRequest')
    expect(text).toContain("startswith(displayName,'AWS-')")
  })
})

describe('a list that lags', () => {
  const ofIndex = ["startswith(displayName,'AWS-') and displayName ne 'AWS-x'"]

  test('is told from a deleted group by a single read', async () => {
    world.put({ groups: [group('AWS-a'), group('AWS-b')], quirks: { indexLags: [idOf('AWS-b')] } })

    const { code, text } = await failureOf(read({ groupsFilter: ofIndex }, knowing({ groups: ['AWS-a', 'AWS-b'] })))

    expect(code).toBe('SourceIncomplete')
    expect(text).toContain('lacks the group "AWS-b"')
  })

  test.each([
    ['is gone', []],
    ['no longer satisfies the filter', [group('Renamed', [], { id: idOf('AWS-b') })]],
  ])('is believed about a group that %s', async (_, others) => {
    world.put({ groups: [group('AWS-a'), ...others] })

    expect(namesOf(await read({ groupsFilter: ofIndex }, knowing({ groups: ['AWS-b'] })))).toEqual(['AWS-a'])
    expect(world.calls()['groups.group.GetGroup']).toBe(1)
  })

  test('makes the members of a group short for a while, until both agree', async () => {
    world.put({ users: [user('a@example.com'), user('b@example.com')], groups: [group('AWS-a', ['a@example.com', 'b@example.com'])] })
    world.sandbox.setFaults([{ api: 'graph', operation: 'groups.ListMembers', kind: 'drop-page', at: 1, times: 2 }])

    expect(membersOf(await read(), 'AWS-a')).toEqual(['a@example.com', 'b@example.com'])
    expect(world.clock.sleeps.slice(-2)).toEqual([2_000, 10_000])
  })
})

describe('people', () => {
  test('come with the record that expressions see, their manager and further properties included', async () => {
    const more = { department: 'Ops', employeeOrgData: { costCenter: 'C1', division: null }, manager: idOf('boss@example.com'), onPremisesSamAccountName: 'sam' }
    world.put({ users: [user('boss@example.com'), user('a@example.com', { ...more, faxNumber: '1' })], groups: [group('AWS-a', ['a@example.com'], { description: 'for admins' })] })

    const { users, groups } = await read({ select: ['faxNumber'] })

    expect(users[0]?.record).toMatchObject({ department: 'Ops', onPremisesSamAccountName: 'sam', faxNumber: '1', manager: { userPrincipalName: 'boss@example.com' } })
    expect(users[0]?.draft.enterprise).toEqual({ costCenter: 'C1', department: 'Ops', manager: { value: 'boss@example.com' } })
    expect(groups[0]?.record).toMatchObject({ displayName: 'AWS-a', description: 'for admins' })
    expect([...Object.keys(users[0]?.record ?? {}), ...Object.keys(groups[0]?.record ?? {})].filter((name) => name.startsWith('@'))).toEqual([])
  })

  test('who were deleted while the reading went on are no members', async () => {
    world.put({ users: [user('a@example.com'), user('b@example.com')], groups: [group('AWS-a', ['a@example.com', 'b@example.com'])] })
    const reading = read({ onProgress: (event) => event.type === 'read' && event.operation === 'groups.ListMembers' && world.sandbox.patchState({ entra: { users: [user('a@example.com')] } }) })

    expect(membersOf(await reading, 'AWS-a')).toEqual(['a@example.com'])
  })

  test.each(['exclude', 'include', 'use_mail'] as const)('who are guests: %s', async (guests) => {
    world.put({ users: [user('a@example.com'), guest('eve@partner.example')], groups: [group('AWS-a', ['a@example.com', 'eve@partner.example'])] })

    const snapshot = await read({ guests })

    const [eve] = snapshot.users.filter(({ label }) => label === 'eve@partner.example')
    expect(eve?.draft.userName).toBe({ exclude: undefined, include: 'eve_partner.example#EXT#@example.onmicrosoft.com', use_mail: 'eve@partner.example' }[guests])
    expect(membersOf(snapshot, 'AWS-a')).toEqual(guests === 'exclude' ? ['a@example.com'] : ['a@example.com', 'eve@partner.example'])
    expect(snapshot.findings).toHaveLength(guests === 'exclude' ? 1 : 0)
  })

  test('who are guests are one finding a group, the first of them by name', async () => {
    const guests = Array.from({ length: 7 }, (_, n) => `g${n}@partner.example`)
    world.put({ users: guests.map(guest), groups: [group('AWS-a', guests)] })

    const { findings } = await read()

    expect(findings).toHaveLength(1)
    expect(findings[0]?.summary).toBe('g0@partner.example, g1@partner.example, g2@partner.example, g3@partner.example, g4@partner.example and 2 more are guests in AWS-a: guests of the tenant are left out')
  })
})

describe('permissions', () => {
  const team = { users: [user('a@example.com')], groups: [group('AWS-a', ['a@example.com'])] }

  test.each([
    [['User.Read.All'], 'SourceRefused', 'GroupMember.Read.All'],
    [['GroupMember.Read.All'], 'SourceIncomplete', 'User.Read.All'],
    [['GroupMember.Read.All', 'User.ReadBasic.All'], 'SourceIncomplete', 'User.ReadBasic.All is not enough'],
    [[], 'SourceRefused', 'admin consent'],
  ])('of %j alone end the reading with the remedy', async (permissions, code, remedy) => {
    world.put({ ...team, app: { permissions } })

    const failure = await failureOf(read())

    expect(failure.code).toBe(code)
    expect(failure.text).toContain(remedy)
  })

  test('for hidden membership are asked for by the group that hides it', async () => {
    const hidden = { ...team, groups: [group('AWS-a', ['a@example.com'], { visibility: 'HiddenMembership' })] }
    world.put({ ...hidden, app: { permissions: ['GroupMember.Read.All', 'User.Read.All'] } })
    const { code, text } = await failureOf(read({ checkMemberCounts: false }))
    expect(code).toBe('SourceIncomplete')
    expect(text).toMatch(/"AWS-a".*hidden[^]*Member\.Read\.Hidden/)

    world.put({ ...hidden, app: { permissions: ['GroupMember.Read.All', 'User.Read.All', 'Member.Read.Hidden'] } })
    expect(membersOf(await read(), 'AWS-a')).toEqual(['a@example.com'])
  })
})

describe('what is no person', () => {
  const laptop = 'd0000000-0000-4000-8000-000000000001'
  const robot = 'd0000000-0000-4000-8000-000000000002'

  test('is skipped and counted aloud; a service principal, which Graph counts and does not list, does no harm', async () => {
    const told: ProgressEvent[] = []
    world.put({ users: [user('a@example.com')], groups: [group('AWS-a', ['a@example.com', laptop, robot])], devices: [{ id: laptop, displayName: 'laptop' }], servicePrincipals: [{ id: robot, displayName: 'robot' }] })

    expect(membersOf(await read({ onProgress: (event) => told.push(event) }), 'AWS-a')).toEqual(['a@example.com'])
    expect(told).toContainEqual({ type: 'note', level: 'info', message: 'members that are no people are skipped: 1 of type device' })
  })
})

test('owners are members only where they shall be, and of selected groups alone', async () => {
  world.put({ users: [user('a@example.com'), user('own@example.com')], groups: [group('AWS-a', ['a@example.com', 'Inner'], { owners: [idOf('own@example.com')] }), group('Inner', [], { owners: [idOf('own@example.com')] })] })
  const groupsFilter = ["displayName eq 'AWS-a'"]

  expect(membersOf(await read({ groupsFilter }), 'AWS-a')).toEqual(['a@example.com'])
  expect(world.calls()).not.toHaveProperty(['groups.ListOwners'])
  expect(membersOf(await read({ groupsFilter, includeOwners: true }), 'AWS-a')).toEqual(['a@example.com', 'own@example.com'])
  expect(world.calls()['groups.ListOwners']).toBe(1)
})

test('people who are in no group are there only where all are wanted, guests only where they are let in', async () => {
  world.put({ users: [user('a@example.com'), user('out@example.com'), guest('eve@partner.example')], groups: [group('AWS-a', ['a@example.com'])] })
  const labels = async (options: Partial<EntraOptions>) => (await read(options)).users.map(({ label }) => label).sort()

  expect(await labels({})).toEqual(['a@example.com'])
  expect(await labels({ includeUsers: 'all' })).toEqual(['a@example.com', 'out@example.com'])
  expect(await labels({ includeUsers: 'all', guests: 'use_mail' })).toEqual(['a@example.com', 'eve@partner.example', 'out@example.com'])
  expect(membersOf(await read({ includeUsers: 'all', holdingGroup: 'all' }), 'all')).toEqual(['a@example.com'])
})

test('a holding group holds everybody who is in any, and is known again', async () => {
  world.put({ users: [user('a@example.com'), user('b@example.com'), user('out@example.com')], groups: [group('AWS-a', ['a@example.com']), group('AWS-b', ['a@example.com', 'b@example.com'])] })

  const snapshot = await read({ holdingGroup: 'all-members' }, { known: { users: [], groups: ['holding-group', idOf('AWS-a')] } })

  expect(membersOf(snapshot, 'all-members')).toEqual(['a@example.com', 'b@example.com'])
  expect(snapshot.evidence).toMatchObject({ groups: 3, memberships: 5 })
})

test('a Microsoft 365 group is read as any other, though Graph counts no groups in it', async () => {
  world.put({ users: [user('a@example.com')], groups: [group('AWS-office', ['a@example.com'], { groupTypes: ['Unified'] })] })

  expect(membersOf(await read(), 'AWS-office')).toEqual(['a@example.com'])
})

test('two groups of one name are told apart by their ids', async () => {
  world.put({ users: [user('a@example.com')], groups: [group('AWS-a', ['a@example.com']), { ...group('AWS-a'), id: guid('twin') }] })

  expect((await read()).groups.map(({ name, label }) => [name, label])).toEqual([['AWS-a', `AWS-a (${idOf('AWS-a')})`], ['AWS-a', `AWS-a (${guid('twin')})`]])
})

describe('pages', () => {
  const mails = Array.from({ length: 1_500 }, (_, n) => `p${n}@example.com`)

  test('whose token has aged are begun again, so often and no more', async () => {
    world.put({ users: mails.map((mail) => user(mail)), groups: [group('AWS-a', mails)] })
    world.sandbox.setFaults([{ api: 'graph', operation: 'groups.ListMembers', kind: 'error', status: 400, at: 2 }])
    expect(membersOf(await read(), 'AWS-a')).toHaveLength(1_500)
    expect(world.calls()['groups.ListMembers']).toBe(4)

    world.sandbox.clearRequests()
    world.sandbox.setFaults([2, 4, 6].map((at) => ({ api: 'graph', operation: 'groups.ListMembers', kind: 'error', status: 400, at })))
    expect(await failureOf(read())).toMatchObject({ code: 'SourceIncomplete', message: expect.stringContaining('Directory_ExpiredPageToken') as string })
    expect(world.calls()['groups.ListMembers']).toBe(6)
  })

  test('that lie elsewhere are not followed: nobody else gets the token', async () => {
    const asked: unknown[] = []
    const stranger = createServer((incoming, outgoing) => {
      asked.push(incoming.headers.authorization)
      outgoing.end('{"value":[]}')
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void stranger.close())
    await new Promise((resolve) => stranger.once('listening', resolve))
    const elsewhere = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`
    const proxy = createServer((_, outgoing) => outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ '@odata.nextLink': `${elsewhere}/v1.0/groups?$skiptoken=x`, value: [] }))).listen(0, '127.0.0.1')
    onTestFinished(() => void proxy.close())
    await new Promise((resolve) => proxy.once('listening', resolve))

    const { code, text } = await failureOf(read({ endpoint: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` }))

    expect(code).toBe('SourceIncomplete')
    expect(text).toContain(elsewhere)
    expect(asked).toEqual([])
  })
})

test('nothing is asked any more once the reading has failed', async () => {
  world.put({ users: [user('a@example.com')], groups: Array.from({ length: 60 }, (_, n) => group(`AWS-${n}`, ['a@example.com'])) })
  world.sandbox.setFaults([{ api: 'graph', operation: 'groups.ListMembers', kind: 'error', status: 403, at: 1 }])

  await failureOf(read({ concurrency: 2, checkMemberCounts: false }))

  expect(world.calls()['groups.ListMembers']).toBeLessThan(5)
  expect(world.sandbox.requests().filter(({ status }) => status === 0)).toEqual([])
})

test('tells its progress page by page, and each wait with its reason', async () => {
  const mails = Array.from({ length: 1_001 }, (_, n) => `p${n}@example.com`)
  world.put({ users: mails.map((mail) => user(mail)), groups: [group('AWS-a', mails)] })
  world.sandbox.setFaults([{ api: 'graph', operation: 'groups.group.ListGroup', kind: 'throttle', at: 1, retryAfter: 7 }])
  const events: ProgressEvent[] = []

  await read({ onProgress: (event) => events.push(event) })

  expect(events.filter((event) => event.type === 'read' && event.operation === 'users.user.ListUser')).toEqual([
    { type: 'read', system: 'entra', operation: 'users.user.ListUser', pages: 1, rows: 999 },
    { type: 'read', system: 'entra', operation: 'users.user.ListUser', pages: 2, rows: 1_001 },
  ])
  const [wait] = events.filter((event) => event.type === 'wait')
  expect(wait).toMatchObject({ system: 'Microsoft Graph', reason: expect.stringContaining('groups.group.ListGroup') as string })
  expect(wait?.ms).toBeGreaterThanOrEqual(7_000)
})
