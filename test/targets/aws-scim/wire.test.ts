/** What really goes over the wire, seen by a server that only writes it down. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { Secret } from '../../../src/model/secret.js'
import { createAwsScimTarget } from '../../../src/targets/scim/scim-target.js'
import { person } from '../../support/people.js'
import { close, listening } from '../../support/scim-world.js'
import { createVirtualClock } from '../../support/virtual-clock.js'

interface Seen {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: unknown
}
type Reply = { status: number; body?: unknown; headers?: Record<string, string> }

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closers.splice(0).map((stop) => stop()))
})

/** Answers from a list, the last one for ever. */
async function scripted(...replies: Reply[]) {
  const seen: Seen[] = []
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: text === '' ? undefined : (JSON.parse(text) as unknown) })
    const { status, body, headers } = replies[Math.min(seen.length, replies.length) - 1] ?? { status: 500 }
    response.writeHead(status, headers)
    response.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body))
  }
  const server = createServer((request, response) => void answer(request, response))
  const port = await listening(server)
  closers.push(() => close(server))
  const clock = createVirtualClock()
  const target = (path = '/t/scim/v2/') =>
    createAwsScimTarget({ endpoint: `http://127.0.0.1:${port}${path}`, accessToken: new Secret('secret-token-on-the-wire', 'the test'), clock, random: () => 0.5 })
  return { seen, clock, target }
}

const list = (Resources: unknown[], nextCursor?: string) => ({ status: 200, body: { itemsPerPage: Resources.length, Resources, ...(nextCursor && { nextCursor }) } })
const free = () => undefined
const scope = { membersOf: () => false, known: { users: [], groups: [] } }
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

describe('aws-scim on the wire', () => {
  it('starts with a bare cursor, percent-encodes the next one, and keeps filter and count', async () => {
    const { seen, target } = await scripted(list([{ id: 'g', displayName: 'crew' }], 'a+/='), list([]))

    await target().reader.look({ users: [], groups: [{ id: 'g' }], members: [], expected: { users: 1, groups: 900 } })

    expect(seen[0]?.url).toBe('/t/scim/v2/Groups?cursor&count=100&filter=id%20eq%20%22g%22')
    expect(seen[1]?.url).toBe('/t/scim/v2/Groups?cursor=a%2B%2F%3D&count=100&filter=id%20eq%20%22g%22')
  })

  it.each(['/t/scim/v2', '/t/scim/v2/', '/t/scim/v2//'])('joins paths to an endpoint written as %s', async (path) => {
    const { seen, target } = await scripted({ status: 204 })

    await target(path).writer(free).deleteUser('a/b')

    expect(seen[0]).toMatchObject({ method: 'DELETE', url: '/t/scim/v2/Users/a%2Fb' })
    expect(seen[0]?.headers.authorization).toBe('Bearer secret-token-on-the-wire')
    expect(target(path).reader.fingerprint).toBe(target('/t/scim/v2/').reader.fingerprint)
  })

  it('sends one operation with a path for each attribute, names and extension by their parts', async () => {
    const { seen, target } = await scripted({ status: 200, body: {} })
    const before = person(1, { title: 'Engineer', enterprise: { department: 'Engines', division: 'North', manager: { value: 'm1' } } })
    const after = person(1, {
      userName: 'ada@example.com', name: { familyName: 'Lovelace', givenName: 'Given1', formatted: 'Ada Lovelace' }, active: false,
      emails: [{ value: 'ada@example.com', type: 'work', primary: true }], enterprise: { department: 'Notes', division: 'North' },
    })

    await target().writer(free).updateUser('u1', before, after)

    expect(seen).toHaveLength(1)
    expect(seen[0]?.body).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [
        { op: 'replace', path: 'userName', value: 'ada@example.com' },
        { op: 'replace', path: 'emails', value: [{ value: 'ada@example.com', type: 'work', primary: true }] },
        { op: 'replace', path: 'active', value: false },
        { op: 'remove', path: 'title' },
        { op: 'replace', path: 'name.formatted', value: 'Ada Lovelace' },
        { op: 'replace', path: 'name.familyName', value: 'Lovelace' },
        { op: 'replace', path: `${ENTERPRISE}:department`, value: 'Notes' },
        { op: 'remove', path: `${ENTERPRISE}:manager` },
      ],
    })
  })

  it('creates with `active` said outright and the extension under its name', async () => {
    const { seen, target } = await scripted({ status: 201, body: { id: 'u9' } })

    const id = await target().writer(free).createUser(person(1, { active: false, enterprise: { department: 'Engines' } }))

    expect(id).toBe('u9')
    expect(seen[0]?.body).toMatchObject({ active: false, [ENTERPRISE]: { department: 'Engines' }, schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE] })
    expect(seen[0]?.body).not.toHaveProperty('enterprise')
  })

  it('does not know what became of a create that is answered without an id', async () => {
    const { seen, target } = await scripted({ status: 201, body: { userName: 'p1' } })

    await expect(target().writer(free).createUser(person(1))).rejects.toMatchObject({ code: 'AnswerLost' })
    expect(seen).toHaveLength(1)
  })

  it('adds and removes people by one operation on members', async () => {
    const { seen, target } = await scripted({ status: 204 })

    await target().writer(free).removeMembers('g1', ['u1', 'u2'])

    expect(seen[0]).toMatchObject({
      method: 'PATCH', url: '/t/scim/v2/Groups/g1', body: { Operations: [{ op: 'remove', path: 'members', value: [{ value: 'u1' }, { value: 'u2' }] }] },
    })
  })

  it('reads what others left behind: nulls, empty values, strings for booleans, attributes of no interest', async () => {
    const left = {
      id: 'u1', userName: 'ada', active: 'False', displayName: '', title: null, profileUrl: 'https://x', name: { givenName: 'Ada', familyName: '' }, unknown: { deep: 1 },
      emails: [{ value: 'second@x', type: null }, { value: 'first@x', primary: 'true', display: 'no' }, { type: 'work' }], phoneNumbers: [], addresses: [{ type: 'work' }],
      [ENTERPRISE]: { department: 'Engines', manager: { $ref: '../u2' }, organization: '' }, meta: { created: 'then' },
    }
    const { target } = await scripted(list([left, { id: 'u2', userName: 'bob' }]))

    const { users } = await target().reader.look({ users: [{ name: 'ada' }], groups: [], members: [], expected: { users: 0, groups: 0 } })

    expect(users).toEqual([
      {
        id: 'u1',
        attributes: {
          userName: 'ada', active: false, name: { givenName: 'Ada' }, emails: [{ value: 'first@x', primary: true }, { value: 'second@x' }],
          addresses: [{ type: 'work' }], enterprise: { department: 'Engines' },
        },
      },
      { id: 'u2', attributes: { userName: 'bob', active: false } },
    ])
  })

  it.each([
    ['an object that is no list', { status: 200, body: {} }],
    ['a user without a name', list([{ id: 'u1' }])],
    ['a list without cursor that says that there is more', { status: 200, body: { totalResults: 300, Resources: [] } }],
    ['half a document', { status: 200, body: '{"Resources": [' }],
  ])('is incomplete on %s', async (_what, reply) => {
    const { target } = await scripted(reply)

    await expect(target().reader.read(scope)).rejects.toMatchObject({ code: 'TargetIncomplete' })
  })

  it('tells a refusal by its status when the front door answers without JSON, and does not follow it elsewhere', async () => {
    for (const [status, body] of [[401, ''], [403, '<html>'], [302, '']] as const) {
      const { seen, target } = await scripted({ status, body, headers: { location: 'http://127.0.0.1:9/' } })

      await expect(target().reader.read(scope)).rejects.toMatchObject({ code: 'TargetRefused', facts: { status } })
      expect(seen.length).toBeLessThanOrEqual(2)
    }
  })

  it('takes the token out of a detail that quotes it', async () => {
    const { target } = await scripted({ status: 400, body: { detail: 'bad header: Bearer secret-token-on-the-wire' } })

    const error = await target().writer(free).createUser(person(1)).catch((caught: unknown) => caught)

    expect(error).toMatchObject({ code: 'TargetRefused', facts: { detail: 'bad header: Bearer [secret]' } })
    expect(String(error)).not.toContain('secret-token')
  })

  it('honours Retry-After as a date', async () => {
    const { clock, target } = await scripted({ status: 503, headers: { 'retry-after': new Date(Date.UTC(2026, 0, 1) + 9000).toUTCString() } }, { status: 204 })

    await target().writer(free).deleteGroup('g1')

    expect(clock.monotonic()).toBeGreaterThanOrEqual(9000)
  })

  it('refuses an endpoint that is no address', () => {
    expect(() => createAwsScimTarget({ endpoint: 'scim.amazonaws.com/t', accessToken: new Secret('x', 'the test'), clock: createVirtualClock() })).toThrow('not an http(s) address')
  })
})
