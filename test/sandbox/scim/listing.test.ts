import { describe, expect, it } from 'vitest'
import { enterprise, filtered, namesIn, nextIn, requestFor, startScim, unparsable, type Scim } from './calls.js'

const people = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `u${index}`, userName: `user${index}@example.com` }))
const list = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'

/** All names, page by page. */
async function pages({ call }: Scim, resource: string, more = ''): Promise<string[][]> {
  const found: string[][] = []
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const answer = await call('GET', `${resource}?${cursor === '' ? 'cursor' : `cursor=${encodeURIComponent(cursor)}`}${more}`)
    expect(answer.status).toBe(200)
    found.push(namesIn(answer))
    cursor = nextIn(answer)
  }
  return found
}

describe('without a cursor', () => {
  it('cuts off at 100 and counts what it returns as if it were all', async () => {
    const { call } = startScim({ seed: { users: people(101) } })

    const answer = await call('GET', '/Users')

    expect(answer.body).toMatchObject({ totalResults: 100, itemsPerPage: 100, startIndex: 1, schemas: [list] })
    expect(answer.body).not.toHaveProperty('nextCursor')
    expect(namesIn(answer)).toHaveLength(100)
  })

  it('keeps to count, and does not read startIndex, attributes, excludedAttributes or sortBy', async () => {
    const { call } = startScim({ seed: { users: people(5) } })

    const answer = await call('GET', '/Users?count=2&startIndex=3&attributes=id&excludedAttributes=userName&sortBy=userName')

    expect(answer.body).toMatchObject({
      totalResults: 2,
      startIndex: 1,
      Resources: [{ userName: 'user0@example.com' }, { userName: 'user1@example.com' }],
    })
  })

  it('answers an empty store', async () => {
    expect((await startScim().call('GET', '/Groups')).body).toEqual({
      totalResults: 0,
      itemsPerPage: 0,
      startIndex: 1,
      schemas: [list],
      Resources: [],
    })
  })
})

describe('with a cursor', () => {
  it.each(['?cursor', '?cursor='])('begins at a %s', async (query) => {
    const { call } = startScim({ seed: { users: people(101) } })

    const { body } = await call('GET', `/Users${query}`)

    expect(Object.keys(body as object)).toEqual(['itemsPerPage', 'nextCursor', 'schemas', 'Resources'])
    expect(body).toMatchObject({ itemsPerPage: 100, schemas: [list] })
  })

  it.each([
    [0, [0]],
    [99, [99]],
    [100, [100]],
    [101, [100, 1]],
    [250, [100, 100, 50]],
  ])('pages %i users to the end', async (count, sizes) => {
    const scim = startScim({ seed: { users: people(count) } })

    const found = await pages(scim, '/Users')

    expect(found.map(({ length }) => length)).toEqual(sizes)
    expect(found.flat()).toEqual(people(count).map(({ userName }) => userName))
  })

  it('pages the members of a group, and the groups of a user', async () => {
    const users = people(7)
    const groups = users.map(({ id }) => ({ displayName: `group ${id}`, members: users.map(({ userName }) => userName) }))
    const scim = startScim({
      seed: { users, groups: [{ id: 'g', displayName: 'all', members: users.map(({ userName }) => userName) }, ...groups] },
    })

    expect((await pages(scim, '/Users', `&count=3&${filtered('groups.value eq "g"').slice(1)}`)).map(({ length }) => length)).toEqual([
      3, 3, 1,
    ])
    expect((await pages(scim, '/Groups', `&count=5&${filtered('members.value eq "u0"').slice(1)}`)).map(({ length }) => length)).toEqual([
      5, 3,
    ])
  })

  it('loses nobody and shows nobody twice while others come and go', async () => {
    const { call } = startScim({ seed: { users: people(6) } })
    const first = await call('GET', '/Users?cursor&count=3')
    await call('DELETE', '/Users/u0')
    await call('DELETE', '/Users/u3')

    const second = await call('GET', `/Users?count=3&cursor=${encodeURIComponent(nextIn(first) ?? '')}`)

    expect([...namesIn(first), ...namesIn(second)]).toEqual([
      'user0@example.com',
      'user1@example.com',
      'user2@example.com',
      'user4@example.com',
      'user5@example.com',
    ])
    expect(nextIn(second)).toBeUndefined()
  })

  it('writes cursors that have to be percent-encoded', async () => {
    const { call } = startScim({ seed: { users: people(2) } })

    const cursor = nextIn(await call('GET', '/Users?cursor&count=1')) ?? ''

    expect(cursor).toMatch(/^[-a-zA-Z0-9+=/:_]+$/)
    expect(cursor).toContain('+')
    expect((await call('GET', `/Users?cursor=${cursor}`)).status).toBe(400)
    expect((await call('GET', `/Users?cursor=${encodeURIComponent(cursor)}`)).status).toBe(200)
  })

  it.each([
    ['another filter', '/Users', filtered('groups.value eq "g2"', 'count=1&')],
    ['no filter any more', '/Users', '?count=1'],
    ['the same filter in other words', '/Users', filtered('groups.value  eq "g1"', 'count=1&')],
    ['another resource', '/Groups', '?count=1'],
  ])('refuses a cursor that is carried to %s', async (_case, resource, query) => {
    const users = people(3)
    const members = users.map(({ userName }) => userName)
    const { call } = startScim({
      seed: {
        users,
        groups: [
          { id: 'g1', displayName: 'a', members },
          { id: 'g2', displayName: 'b', members },
        ],
      },
    })
    const same = filtered('groups.value eq "g1"', 'count=1&')
    const cursor = encodeURIComponent(nextIn(await call('GET', `/Users${same}&cursor`)) ?? '')

    expect((await call('GET', `/Users${same}&cursor=${cursor}`)).status).toBe(200)
    expect(await call('GET', `${resource}${query}&cursor=${cursor}`)).toMatchObject({ status: 400, body: { detail: unparsable } })
  })

  it.each(['made-up', '%2B', 'a%2Bb%2Bc', 'MA%3D%3D'])('refuses %s, which it never wrote', async (cursor) => {
    expect((await startScim().call('GET', `/Users?cursor=${cursor}`)).status).toBe(400)
  })

  it.each(['0', '101', '-1', '1.5', 'ten', ''])('refuses a count of %j', async (count) => {
    const { call } = startScim()

    expect((await call('GET', `/Users?cursor&count=${count}`)).status).toBe(400)
    expect((await call('GET', `/Groups?count=${count}`)).status).toBe(400)
  })
})

describe('filters', () => {
  const seed = {
    users: [
      { id: 'u1', userName: 'Alice@example.com', externalId: 'xA', [enterprise]: { manager: { value: 'u2' } } },
      { id: 'u2', userName: 'bob@example.com', externalId: 'say "hi" and go'.replaceAll(' ', '') },
    ],
    groups: [
      { id: 'g1', displayName: 'Cloud and Data', externalId: 'xG', members: ['alice@example.com', 'bob@example.com'] },
      { id: 'g2', displayName: 'empty' },
    ],
  }

  it.each([
    ['/Users', 'userName eq "Alice@example.com"', ['Alice@example.com']],
    ['/Users', 'userName eq "alice@EXAMPLE.com"', ['Alice@example.com']],
    ['/Users', 'username EQ "alice@example.com"', ['Alice@example.com']],
    ['/Users', 'userName eq "carol@example.com"', []],
    ['/Users', 'externalId eq "xA"', ['Alice@example.com']],
    ['/Users', 'externalId eq "XA"', []],
    ['/Users', 'externalId eq "say\\"hi\\"andgo"', ['bob@example.com']],
    ['/Users', 'id eq "u2"', ['bob@example.com']],
    ['/Users', 'id eq "u9"', []],
    ['/Users', 'id eq "u1" and manager eq "u2"', ['Alice@example.com']],
    ['/Users', 'manager eq "u2" and id eq "u1"', ['Alice@example.com']],
    ['/Users', 'id eq "u2" and manager eq "u2"', []],
    ['/Users', 'groups.value eq "g1"', ['Alice@example.com', 'bob@example.com']],
    ['/Users', 'groups.value eq "g2"', []],
    ['/Users', 'groups.value eq "no-group"', []],
    ['/Groups', 'displayName eq "Cloud and Data"', ['Cloud and Data']],
    ['/Groups', 'displayName eq "cloud AND data"', ['Cloud and Data']],
    ['/Groups', 'externalId eq "xG"', ['Cloud and Data']],
    ['/Groups', 'externalId eq "xg"', []],
    ['/Groups', 'id eq "g2"', ['empty']],
    ['/Groups', 'members.value eq "u1"', ['Cloud and Data']],
    ['/Groups', 'id eq "g1" and members eq "u1"', ['Cloud and Data']],
    ['/Groups', 'members eq "u1" and id eq "g1"', ['Cloud and Data']],
    ['/Groups', 'id eq "g2" and members eq "u1"', []],
  ])('%s: %s', async (resource, filter, names) => {
    const { call } = startScim({ seed })

    const answer = await call('GET', `${resource}${filtered(filter)}`)

    expect(answer.status).toBe(200)
    expect(namesIn(answer)).toEqual(names)
  })

  it('shows no members even where it was asked for one', async () => {
    const { call } = startScim({ seed })

    expect((await call('GET', `/Groups${filtered('id eq "g1" and members eq "u1"')}`)).body).toMatchObject({
      totalResults: 1,
      Resources: [{ id: 'g1', members: [] }],
    })
  })

  it.each(['members.value eq "nobody"', 'id eq "g1" and members eq "nobody"'])(
    'answers 404 to a member nobody knows: %s',
    async (filter) => {
      const { call } = startScim({ seed })

      expect((await call('GET', `/Groups${filtered(filter)}`)).status).toBe(404)
    },
  )

  it.each([
    ['/Users', 'userName eq ""'],
    ['/Users', 'groups.value eq ""'],
    ['/Groups', 'id eq "g1" and members eq ""'],
  ])('answers 400 to an empty value: %s?filter=%s', async (resource, filter) => {
    expect((await startScim({ seed }).call('GET', `${resource}${filtered(filter)}`)).status).toBe(400)
  })

  it.each([
    ['/Users', ''],
    ['/Users', 'userName'],
    ['/Users', 'userName eq alice@example.com'],
    ['/Users', "userName eq 'alice@example.com'"],
    ['/Users', 'userName eq "alice@example.com'],
    ['/Users', 'userName eq "a\\qb"'],
    ['/Users', 'userName ne "alice@example.com"'],
    ['/Users', 'userName co "alice"'],
    ['/Users', 'userName sw "alice"'],
    ['/Users', 'userName pr'],
    ['/Users', 'active eq true'],
    ['/Users', 'userName eq "a" or userName eq "b"'],
    ['/Users', 'not (userName eq "a")'],
    ['/Users', '(userName eq "a")'],
    ['/Users', 'id eq "u1" and manager eq "u2" and userName eq "a"'],
    ['/Users', 'id eq "u1" and id eq "u1"'],
    ['/Users', 'userName eq "a" and externalId eq "b"'],
    ['/Users', 'manager eq "u2"'],
    ['/Users', 'displayName eq "Alice"'],
    ['/Users', 'emails.value eq "alice@example.com"'],
    ['/Groups', 'members eq "u1"'],
    ['/Groups', 'userName eq "alice@example.com"'],
    ['/Groups', 'displayName eq "a" and externalId eq "b"'],
  ])('takes no other syntax and no other attributes: %s?filter=%s', async (resource, filter) => {
    const { call } = startScim({ seed })

    expect(await call('GET', `${resource}${filtered(filter)}`)).toMatchObject({ status: 400, body: { detail: 'Invalid Filter format' } })
  })
})

describe('for faults in paging', () => {
  const start = () => startScim({ seed: { users: people(5) } })

  it('tells the next page of an answer, and asks for it with the same filter and count', async () => {
    const { emulator, send } = start()
    const request = requestFor('GET', '/Users?cursor&count=2')
    const first = await emulator.handle(request)

    const token = emulator.paging?.next(first)
    const asked = emulator.paging?.ask(request, token ?? '')

    expect(token).toBe(nextIn(await send(request)))
    expect(asked?.rawUrl).toContain(`cursor=${encodeURIComponent(token ?? '')}`)
    expect(asked && namesIn(await send(asked))).toEqual(['user2@example.com', 'user3@example.com'])
    expect(
      asked && emulator.paging?.next(await emulator.handle({ ...asked, query: new URLSearchParams(asked.rawUrl.split('?')[1]) })),
    ).toBeDefined()
  })

  it('points a page elsewhere, but not an answer that does not page', async () => {
    const { emulator } = start()
    const paged = await emulator.handle(requestFor('GET', '/Users?cursor&count=2'))
    const whole = await emulator.handle(requestFor('GET', '/Users'))

    expect(emulator.paging?.point?.(paged, 'again')).toMatchObject({ body: { nextCursor: 'again' } })
    expect(emulator.paging?.point?.(whole, 'again')).toEqual(whole)
    expect(emulator.paging?.next(whole)).toBeUndefined()
  })
})
