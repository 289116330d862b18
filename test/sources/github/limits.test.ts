/** What GitHub says when it is asked too much, in forms that the sandbox does not have: answers as others have reported them. */
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { isIdpscimError } from '../../../src/errors.js'
import { Secret } from '../../../src/model/secret.js'
import { createGithubSource } from '../../../src/sources/github/github-source.js'
import { createVirtualClock } from '../../support/virtual-clock.js'

interface Reply {
  status?: number
  headers?: Record<string, string>
  body: unknown
}

const page = (name: string, rows: object) => ({ totalCount: 0, pageInfo: { hasNextPage: false, endCursor: null }, [name]: rows })
const whole: Reply = { body: { data: { organization: { databaseId: 1, teams: page('nodes', []), membersWithRole: page('edges', []) } } } }
const nobody = { known: { users: [], groups: [] } }

/** Reads an organisation of nobody, whose list of teams answers so first. */
function reading(...replies: Reply[]) {
  const clock = createVirtualClock()
  const asked: { url: string; first?: unknown }[] = []
  const left = [...replies]
  const wire = (url: string, init: RequestInit) => {
    const { query, variables } = JSON.parse(init.body as string) as { query: string; variables: { first?: number } }
    const isTeams = query.includes('ListTeams(')
    if (isTeams) asked.push({ url, first: variables.first })
    const { status = 200, headers = {}, body } = (isTeams ? left.shift() : undefined) ?? whole
    return Promise.resolve(new Response(JSON.stringify(body), { status, headers }))
  }
  const source = createGithubSource({
    name: 'teams', organization: 'acme', credentials: { as: 'token', token: new Secret('ghp_0123456789', 'the test') }, endpoint: 'https://ghe.acme.example/api/v3/', email: { from: 'login', suffix: '@acme.example' },
    teams: [], ignoreTeams: [], ignoreUsers: [], membership: 'all', includeUsers: 'grouped', clock, fetch: wire as typeof fetch, random: () => 0,
  })
  const result = source.read(nobody).then(() => 'read', (error: unknown) => (isIdpscimError(error) ? `${error.code}: ${error.message}` : String(error)))
  return { result, asked, waited: () => clock.monotonic() / 1000, now: () => clock.now() }
}

const seconds = (from: number) => String(Math.round(Date.UTC(2026, 0, 1) / 1000) + from)

describe('the hour is used up', () => {
  test.each([
    ['RATE_LIMITED', { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded for installation ID 9306189.' }] }],
    ['RATE_LIMIT', { errors: [{ type: 'RATE_LIMIT', code: 'graphql_rate_limit', message: 'API rate limit already exceeded for user ID 1.' }] }],
  ])('%s with 200 waits until the hour is over', async (_, body) => {
    const { result, asked, waited } = reading({ headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': seconds(600) }, body })

    expect(await result).toBe('read')
    expect(asked).toHaveLength(2)
    expect(waited()).toBeGreaterThanOrEqual(600)
  })

  test('and for longer than anybody waits: the reading ends, and says when to come back', async () => {
    const { result, asked, waited } = reading({ headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': seconds(3000) }, body: { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] } })

    expect(await result).toBe("SourceIncomplete: the teams of acme could not be read: the hour's points are used up until 2026-01-01T00:50:00.000Z (API rate limit exceeded)")
    expect([asked.length, waited()]).toEqual([1, 0])
  })

  test('by the very answer that is the last: it is whole, and believed', async () => {
    const { result, asked } = reading({ ...whole, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': seconds(600) } })

    expect([await result, asked.length]).toEqual(['read', 1])
  })
})

describe('too fast', () => {
  const said = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'

  test('with 403 and no word for how long: a minute, then two, then four', async () => {
    const { result, asked, waited } = reading({ status: 403, body: { message: said } }, { status: 403, body: { message: said } }, { status: 403, body: { message: said } })

    expect(await result).toBe('read')
    expect([asked.length, waited()]).toEqual([4, 60 + 120 + 240])
  })

  test('with 200 and an error: as long as it says', async () => {
    const { result, waited } = reading({ headers: { 'retry-after': '7' }, body: { errors: [{ message: said }] } })

    expect([await result, waited()]).toEqual(['read', 7])
  })

  test('for ever: the reading gives up after a quarter of an hour', async () => {
    const { result, waited } = reading(...Array.from({ length: 9 }, () => ({ status: 403, body: { message: said } })))

    expect(await result).toMatch(/^SourceIncomplete: the teams of acme could not be read: GitHub asks to slow down .*time after time$/)
    expect(waited()).toBe(60 + 120 + 240 + 480)
  })
})

describe('too much at once', () => {
  const heavy: Reply = { body: { data: { organization: { teams: null } }, errors: [{ type: 'RESOURCE_LIMITS_EXCEEDED', message: 'Resource limits for this query exceeded.' }] } }

  test('is asked for in half as much, though a part was answered', async () => {
    const { result, asked } = reading(heavy, heavy)

    expect(await result).toBe('read')
    expect(asked.map(({ first }) => first)).toEqual([100, 50, 25])
  })

  test.each([502, 504])('so is what ends with %s', async (status) => {
    const { result, asked } = reading(...Array.from({ length: 4 }, () => ({ status, body: { message: "We couldn't respond to your request in time." } })))

    expect(await result).toBe('read')
    expect(asked.map(({ first }) => first)).toEqual([100, 100, 100, 100, 50])
  })

  test('even in the smallest parts ends the reading', async () => {
    const { result, asked } = reading(...Array.from({ length: 9 }, () => heavy))

    expect(await result).toMatch(/^SourceIncomplete: .*less and less was asked for at once: Resource limits/)
    expect(asked.map(({ first }) => first)).toEqual([100, 50, 25, 12, 10])
  })
})

describe('an answer with errors', () => {
  test.each([
    ['a null in its place', { data: { organization: { databaseId: 1, teams: page('nodes', [null]) } }, errors: [{ type: 'FORBIDDEN', path: ['organization', 'teams', 'nodes', 0], message: 'Although you appear to have the correct authorization credentials, …' }] }, 'SourceRefused'],
    ['an accident of its own, for ever', { data: null, errors: [{ message: 'Something went wrong while executing your query. Please include `1:2`.' }] }, 'SourceIncomplete'],
    ['a type that nobody knows', { data: { organization: { databaseId: 1, teams: page('nodes', []) } }, errors: [{ type: 'NEW', message: 'x' }] }, 'SourceRefused'],
  ])('is never believed: %s', async (_, body, code) => {
    const { result } = reading(...Array.from({ length: 9 }, () => ({ body })))

    expect(await result).toMatch(new RegExp(`^${code}: `))
  })

  test('is neither what is not as documented', async () => {
    const { result } = reading({ body: { data: { organization: { databaseId: null, teams: page('nodes', []) } } } })

    expect(await result).toBe("SourceIncomplete: GitHub's answer to the teams of acme is not what its API documents: organization.databaseId is null, and must be number")
  })
})

test('a GitHub Enterprise Server whose schema does not tell who is suspended is asked without', async () => {
  const refusal = { errors: [{ message: "Field 'suspendedAt' doesn't exist on type 'User'", extensions: { code: 'undefinedField' } }] }
  const queries: string[] = []
  const wire = (_: string, init: RequestInit) => {
    const { query } = JSON.parse(init.body as string) as { query: string }
    queries.push(query)
    return Promise.resolve(new Response(JSON.stringify(query.includes('suspendedAt') ? refusal : whole.body)))
  }
  const source = createGithubSource({
    name: 'teams', organization: 'acme', credentials: { as: 'token', token: new Secret('ghp_0123456789', 'the test') }, endpoint: 'https://ghe.acme.example/api/v3', email: { from: 'login', suffix: '@acme.example' },
    teams: [], ignoreTeams: [], ignoreUsers: [], membership: 'all', includeUsers: 'grouped', clock: createVirtualClock(), fetch: wire as typeof fetch,
  })

  expect((await source.read(nobody)).users).toEqual([])
  expect(queries.filter((query) => query.includes('ListPeople')).map((query) => query.includes('suspendedAt'))).toEqual([true, false])
})

test('GitHub Enterprise Server has its GraphQL beside its REST', async () => {
  const { result, asked } = reading()

  await result
  expect(asked).toMatchObject([{ url: 'https://ghe.acme.example/api/graphql' }])
})

test('a key that is none is told by its place, never by its content', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  const source = createGithubSource({
    name: 'teams', organization: 'acme', credentials: { as: 'app', appId: '1', privateKey: new Secret(pem, 'file app.pem') }, email: { from: 'saml' },
    teams: [], ignoreTeams: [], ignoreUsers: [], membership: 'all', includeUsers: 'grouped', clock: createVirtualClock(), fetch: () => Promise.reject(new Error('nothing is asked')),
  })

  const error: unknown = await source.read(nobody).catch((thrown: unknown) => thrown)

  expect(error).toMatchObject({ code: 'SourceRefused', message: expect.stringContaining('from file app.pem') as string })
  expect(String(error)).not.toContain(pem.slice(30, 60))
})
