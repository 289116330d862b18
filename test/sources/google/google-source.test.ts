import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isIdpscimError, type IdpscimError } from '../../../src/errors.js'
import type { ProgressEvent } from '../../../src/model/progress.js'
import { redact, Secret } from '../../../src/model/secret.js'
import type { SourceSnapshot } from '../../../src/model/snapshot.js'
import { startGoogleWorld, type GoogleWorld } from '../../support/google-world.js'

let world: GoogleWorld
beforeAll(async () => {
  world = await startGoogleWorld()
})
afterAll(() => world.end())

const user = (mail: string, more: object = {}) => ({ id: `id-${mail}`, primaryEmail: mail, name: { givenName: 'Some', familyName: 'Body' }, ...more })
const group = (name: string, members: unknown[] = [], more: object = {}) => ({ id: `id-${name}`, name, email: `${name.toLowerCase()}@example.com`, members, ...more })
const nobody = { known: { users: [], groups: [] } }
const knowing = (known: { users?: string[]; groups?: string[] }) => ({ known: { users: [], groups: [], ...known } })
const namesOf = ({ groups }: SourceSnapshot) => groups.map(({ name }) => name)
const membersOf = (snapshot: SourceSnapshot, name: string) => snapshot.groups.find((one) => one.name === name)?.members.map(({ id }) => id)

async function failureOf(reading: Promise<unknown>): Promise<IdpscimError & { text: string }> {
  const error = await reading.then(() => new Error('it succeeded'), (thrown: unknown) => thrown)
  if (!isIdpscimError(error)) throw error
  return Object.assign(error, { text: [error.message, ...error.suggestions].join('\n') })
}

describe('calls', () => {
  test('are one list of users, one list a filter, one list of members a group, and no single reads', async () => {
    const mails = Array.from({ length: 60 }, (_, n) => `p${n}@example.com`)
    world.put({ users: mails.map((mail) => user(mail)), groups: Array.from({ length: 12 }, (_, n) => group(`AWS-${n}`, mails.slice(n, n + 40))) })

    await world.source({ groupsFilter: ['name:AWS*'] }).read(knowing({ users: mails.map((mail) => `id-${mail}`), groups: ['id-AWS-0'] }))

    expect(world.calls()).toEqual({ token: expect.any(Number) as number, 'groups.list': 1, 'members.list': 12, 'users.list': 1 })
  })

  test('read a nested group once, and the full list of groups once, only where nesting leads out of the filter', async () => {
    world.put({
      users: [user('a@example.com')],
      groups: [group('AWS-1', ['inner@example.com']), group('AWS-2', ['inner@example.com']), group('Inner', ['a@example.com', 'core@example.com']), group('Core', ['a@example.com'])],
    })

    const snapshot = await world.source({ groupsFilter: ['name:AWS*'] }).read(nobody)

    expect(namesOf(snapshot)).toEqual(['AWS-1', 'AWS-2'])
    expect(membersOf(snapshot, 'AWS-2')).toEqual(['id-a@example.com'])
    expect(world.calls()).toMatchObject({ 'groups.list': 2, 'members.list': 4 })
    expect(world.calls()).not.toHaveProperty('groups.get')
  })

  test('share one token, over several readings too', async () => {
    world.put({ groups: [group('AWS-1'), group('AWS-2')] })
    const source = world.source()

    await source.read(nobody)
    await source.read(nobody)

    expect(world.calls().token).toBe(1)
  })
})

describe('filters', () => {
  beforeEach(() => {
    world.put({ groups: [group('AWS-a'), group('AWS-b'), group('Ops')] })
  })

  test('are united in their order, each group once', async () => {
    const snapshot = await world.source({ groupsFilter: ['name:Ops*', 'name=AWS-b', 'email:aws-*'] }).read(nobody)

    expect(namesOf(snapshot)).toEqual(['Ops', 'AWS-b', 'AWS-a'])
    expect(snapshot.evidence.filter).toEqual(['name:Ops*', 'name=AWS-b', 'email:aws-*'])
  })

  test.each([{ filters: [] }, { filters: [''] }, { filters: ['name:Ops*', ''] }])('$filters: an empty one selects every group', async ({ filters }) => {
    const snapshot = await world.source({ groupsFilter: filters }).read(nobody)

    expect(namesOf(snapshot)).toHaveLength(3)
    expect(snapshot.evidence.filter).toEqual([])
  })

  test('that Google refuses are quoted with its words', async () => {
    const { code, text } = await failureOf(world.source({ groupsFilter: ['name:Ops*', 'nonsense~'] }).read(nobody))

    expect(code).toBe('SourceRefused')
    expect(text).toContain('"nonsense~"')
    expect(text).toContain('Invalid Input')
  })
})

describe('a list that lags', () => {
  const lagging = (...names: string[]) => ({ groups: [group('AWS-a'), group('AWS-b')], quirks: { searchLags: names.map((name) => `id-${name}`) } })

  test('is told from a deleted group by a single read', async () => {
    world.put(lagging('AWS-b'))

    const { code, text } = await failureOf(world.source({ groupsFilter: ['name:AWS*'] }).read(knowing({ groups: ['id-AWS-a', 'id-AWS-b'] })))

    expect(code).toBe('SourceIncomplete')
    expect(text).toContain('AWS-b')
    expect(text).toContain('lags')
  })

  test('is believed about a group that no longer satisfies the filter', async () => {
    world.put({ groups: [group('AWS-a'), group('Other', [], { id: 'id-AWS-b' })] })

    expect(namesOf(await world.source({ groupsFilter: ['name:AWS*'] }).read(knowing({ groups: ['id-AWS-b'] })))).toEqual(['AWS-a'])
  })

  test('is believed about a group that is gone', async () => {
    world.put({ groups: [group('AWS-a')] })

    expect(namesOf(await world.source({ groupsFilter: ['name:AWS*'] }).read(knowing({ groups: ['id-AWS-b'] })))).toEqual(['AWS-a'])
    expect(world.calls()['groups.get']).toBe(1)
  })

  test('is believed where only Google can judge the filter', async () => {
    world.put({ users: [user('a@example.com')], groups: [group('AWS-a', ['a@example.com']), group('AWS-b')] })

    expect(namesOf(await world.source({ groupsFilter: ['memberKey=a@example.com'] }).read(knowing({ groups: ['id-AWS-b'] })))).toEqual(['AWS-a'])
  })
})

describe('people', () => {
  test('who are known, but missing from the list of users, are read singly: there is an incomplete list, 404 is a leaver', async () => {
    world.put({ users: [user('a@example.com')], groups: [group('AWS-a')] })
    world.sandbox.setFaults([{ api: 'google', operation: 'users.list', kind: 'drop-page', at: 1 }])
    const { code, text } = await failureOf(world.source().read(knowing({ users: ['id-a@example.com'] })))
    expect({ code, text }).toEqual({ code: 'SourceIncomplete', text: expect.stringContaining('id-a@example.com') as string })

    world.put({ users: [user('a@example.com')], groups: [group('AWS-a')] })
    expect((await world.source().read(knowing({ users: ['id-gone'] }))).findings).toEqual([])
    expect(world.calls()['users.get']).toBe(1)
  })

  test('whom Google calls active, but does not list or know, become findings', async () => {
    world.put({ groups: [group('AWS-a', [{ email: 'ghost@elsewhere.example', status: 'ACTIVE' }, { email: 'guest@elsewhere.example' }])] })

    const { findings } = await world.source().read(nobody)

    expect(findings.map(({ code, kind }) => `${code} ${kind}`)).toEqual(['outside-organisation membership', 'outside-organisation membership'])
    expect(world.calls()['users.get']).toBe(1)
  })

  test('are joined by id, so that an alias in a member row does no harm', async () => {
    world.put({ users: [user('a@example.com', { aliases: ['old@example.com'] })], groups: [group('AWS-a', ['old@example.com'])] })

    const snapshot = await world.source().read(nobody)

    expect(snapshot.users.map(({ label }) => label)).toEqual(['a@example.com'])
    expect(snapshot.findings).toEqual([])
  })

  test('are members by any role, and whatever status their row has', async () => {
    world.put({
      users: [user('a@example.com'), user('b@example.com'), user('c@example.com')],
      groups: [group('AWS-a', [{ email: 'a@example.com', role: 'OWNER' }, { email: 'b@example.com', role: 'MANAGER', status: null }, { email: 'c@example.com', status: 'SUSPENDED' }])],
    })

    expect(membersOf(await world.source().read(nobody), 'AWS-a')).toEqual(['id-a@example.com', 'id-b@example.com', 'id-c@example.com'])
  })

  test('are everybody where the account itself is a member', async () => {
    world.put({ users: [user('a@example.com'), user('b@example.com', { suspended: true })], groups: [group('AWS-a', [{ type: 'CUSTOMER' }])] })

    const snapshot = await world.source().read(nobody)

    expect(membersOf(snapshot, 'AWS-a')).toEqual(['id-a@example.com', 'id-b@example.com'])
    expect(snapshot.users.map(({ suspended }) => suspended)).toEqual([false, true])
  })

  test('come with the record that expressions see, custom schemas included, and without what changes by itself', async () => {
    const more = { orgUnitPath: '/Eng', customSchemas: { AWS: { role: 'dev' } }, lastLoginTime: '2026-01-01T00:00:00.000Z', externalIds: [{ value: 'E1', type: 'organization' }] }
    world.put({ users: [user('a@example.com', more)], groups: [group('AWS-a', ['a@example.com'], { description: 'for admins' })] })

    const { users, groups } = await world.source().read(nobody)

    expect(users[0]?.record).toMatchObject({ orgUnitPath: '/Eng', customSchemas: { AWS: { role: 'dev' } }, externalIds: [{ value: 'E1' }] })
    expect(users[0]?.record).not.toHaveProperty('lastLoginTime')
    expect(users[0]?.record).not.toHaveProperty('etag')
    expect(groups[0]?.record).toMatchObject({ description: 'for admins', email: 'aws-a@example.com' })
  })
})

describe('a nested group', () => {
  const foreign = { email: 'partners@elsewhere.example', type: 'GROUP' }

  test('from outside is a finding, and every group above it gains only', async () => {
    world.put({ users: [user('a@example.com')], groups: [group('AWS-top', ['mid@example.com']), group('Mid', ['a@example.com', foreign]), group('AWS-clean', ['a@example.com'])] })

    const { groups, findings } = await world.source({ groupsFilter: ['name:AWS*'] }).read(nobody)

    expect(groups.map(({ name, gainsOnly }) => [name, gainsOnly])).toEqual([
      ['AWS-clean', undefined],
      ['AWS-top', expect.stringContaining('partners@elsewhere.example')],
    ])
    expect(findings).toMatchObject([{ code: 'outside-organisation', kind: 'membership', key: 'Mid' }])
  })

  test('of our own that answers 403 makes the reading incomplete, whether a filter selects it or not', async () => {
    for (const inner of ['AWS-inner', 'Inner']) {
      world.put({ users: [user('a@example.com')], groups: [group('AWS-top', [`${inner.toLowerCase()}@example.com`]), group(inner, ['a@example.com'])] })
      world.sandbox.setFaults([{ api: 'google', operation: 'members.list', kind: 'error', status: 403, at: 2 }])

      const { code, text } = await failureOf(world.source({ groupsFilter: ['name=AWS-top'] }).read(nobody))

      expect(code).toBe('SourceIncomplete')
      expect(text).toContain(inner)
    }
  })
})

describe('member counts', () => {
  const short = () => {
    world.put({ users: [user('a@example.com')], groups: [group('AWS-a', ['a@example.com'])] })
    world.sandbox.setFaults([{ api: 'google', operation: 'members.list', kind: 'drop-page' }])
  }

  test('that Google and its list disagree on end the reading with both numbers', async () => {
    short()

    const { code, message } = await failureOf(world.source().read(nobody))

    expect(code).toBe('SourceIncomplete')
    expect(message).toContain('"AWS-a" (aws-a@example.com) has 1 direct members')
    expect(message).toContain('gives 0')
  })

  test('can be left alone', async () => {
    short()

    expect(membersOf(await world.source({ checkMemberCounts: false }).read(nobody), 'AWS-a')).toEqual([])
  })
})

describe('credentials', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  const keyFile = (more: object = {}) =>
    new Secret(JSON.stringify({ type: 'service_account', client_email: 'idpscim@sandbox.iam.gserviceaccount.com', private_key: pem, token_uri: world.sandbox.endpoints['google-token'], ...more }), 'file key.json')

  beforeEach(() => {
    world.put({ users: [user('a@example.com')], groups: [group('AWS-a', ['a@example.com'])] })
  })

  test('signed by another key are refused with the remedy', async () => {
    const { code, text } = await failureOf(world.source({ credentials: keyFile() }).read(nobody))

    expect(code).toBe('SourceRefused')
    expect(text).toContain('Invalid JWT Signature')
    expect(text).toContain('make a new one')
  })

  test.each([
    ['no JSON', () => new Secret('-----BEGIN SECRET-----', 'file key.json'), 'not JSON'],
    ['another kind of credentials', () => keyFile({ type: 'authorized_user' }), 'type'],
    ['a broken key', () => keyFile({ private_key: 'broken-private-key' }), 'private_key'],
  ])('that are %s are refused by what is wrong with them, never by their content', async (_, credentials, expected) => {
    const secret = credentials()

    const { code, text } = await failureOf(world.source({ credentials: secret }).read(nobody))

    expect(code).toBe('SourceRefused')
    expect(text).toContain('file key.json')
    expect(text).toContain(expected)
    expect(text).not.toMatch(/BEGIN SECRET|broken-private-key/)
    expect(redact(text)).toBe(text)
  })

  test('for a user who does not exist name the user', async () => {
    const { code, text } = await failureOf(world.source({ subject: 'nobody@example.com' }).read(nobody))

    expect(code).toBe('SourceRefused')
    expect(text).toContain('nobody@example.com')
  })

  test('with a scope that is not delegated name the scopes', async () => {
    const { code, text } = await failureOf(world.source({ scopes: ['https://www.googleapis.com/auth/admin.directory.user'] }).read(nobody))

    expect(code).toBe('SourceRefused')
    expect(text).toContain('admin.directory.user')
    expect(text).toContain('24 hours')
  })

  test('without a user to act for cannot mean my_customer, but the customer by its id', async () => {
    const source = (customer: string) => world.source({ customer }, { subject: false })

    expect((await failureOf(source('my_customer').read(nobody))).text).toContain('C0')
    expect(namesOf(await source('C01sandbox').read(nobody))).toEqual(['AWS-a'])
  })

  test('that Google forgets once are renewed once, and refused the second time', async () => {
    world.sandbox.setFaults([{ api: 'google', operation: 'users.list', kind: 'error', status: 401, at: 1 }])
    expect(namesOf(await world.source().read(nobody))).toEqual(['AWS-a'])
    expect(world.calls().token).toBe(2)

    world.sandbox.setFaults([{ api: 'google', operation: 'users.list', kind: 'error', status: 401 }])
    expect(await failureOf(world.source().read(nobody))).toMatchObject({ code: 'SourceRefused', message: expect.stringContaining('401') as string })
  })

  test('survive a token endpoint that stumbles', async () => {
    world.sandbox.setFaults([{ api: 'google-token', kind: 'error', status: 503, at: 1, times: 2 }])

    expect(namesOf(await world.source().read(nobody))).toEqual(['AWS-a'])
  })

  test('are asked for no longer than a call lasts when the token endpoint stays down', async () => {
    world.sandbox.setFaults([{ api: 'google-token', kind: 'error', status: 503 }])

    expect(await failureOf(world.source().read(nobody))).toMatchObject({ code: 'SourceIncomplete', retryable: true })
    expect(world.calls().token).toBe(6)
  })
})

describe('setup that is missing', () => {
  test.each([
    ['users.list', 'administrator role'],
    ['groups.list', 'administrator role'],
  ])('%s answering 403 is refused with the remedy', async (operation, remedy) => {
    world.put({ groups: [group('AWS-a')] })
    world.sandbox.setFaults([{ api: 'google', operation, kind: 'error', status: 403 }])

    const { code, text } = await failureOf(world.source().read(nobody))

    expect(code).toBe('SourceRefused')
    expect(text).toContain(operation)
    expect(text).toContain(remedy)
  })
})

describe('quota', () => {
  test('used up for most of a minute is waited for', async () => {
    world.put({ groups: [group('AWS-a')] })
    world.sandbox.setFaults([{ api: 'google', operation: 'users.list', kind: 'throttle', status: 403, times: 5 }])
    const before = world.clock.monotonic()

    await world.source().read(nobody)

    expect(world.calls()['users.list']).toBe(6)
    expect(world.clock.monotonic() - before).toBeGreaterThan(55_000)
  })

  test('is waited for as long as the server wishes', async () => {
    world.put({ groups: [group('AWS-a')] })
    world.sandbox.setFaults([{ api: 'google', operation: 'users.list', kind: 'throttle', status: 429, times: 1, retryAfter: 90 }])
    const before = world.clock.monotonic()

    await world.source().read(nobody)

    expect(world.clock.monotonic() - before).toBeGreaterThanOrEqual(90_000)
  })
})

test('tells its progress page by page, and each wait with its reason', async () => {
  world.put({ users: Array.from({ length: 501 }, (_, n) => user(`p${n}@example.com`)), groups: [group('AWS-a'), group('AWS-b')] })
  world.sandbox.setFaults([{ api: 'google', operation: 'groups.list', kind: 'error', status: 503, at: 1 }])
  const events: ProgressEvent[] = []

  await world.source({ onProgress: (event) => events.push(event) }).read(nobody)

  const reads = events.filter((event) => event.type === 'read')
  expect(reads.filter(({ operation }) => operation === 'users.list')).toEqual([
    { type: 'read', system: 'google', operation: 'users.list', pages: 1, rows: 500 },
    { type: 'read', system: 'google', operation: 'users.list', pages: 2, rows: 501 },
  ])
  expect(reads.filter(({ operation }) => operation === 'members.list').map(({ pages }) => pages)).toEqual([1, 2])
  expect(events.filter((event) => event.type === 'wait')).toMatchObject([{ system: 'google', reason: expect.stringContaining('groups.list') as string }])
})
