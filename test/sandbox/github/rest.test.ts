import { describe, expect, test } from 'vitest'
import { useSandbox } from '../../support/world.js'
import { appClient, refused } from './clients.js'

const sandbox = useSandbox()
const logins = Array.from({ length: 65 }, (_, n) => `user-${String(n).padStart(2, '0')}`)
const github = {
  org: 'acme',
  members: [...logins.map((login) => ({ login })), { login: 'boss', role: 'ADMIN' }, { login: 'gone', suspendedAt: '2026-01-01T00:00:00Z' }],
  teams: [{ name: 'Äll of Us', members: logins }, { name: 'Part', parent: 'all-of-us', members: ['boss', 'user-00'], invitations: ['new'] }],
}

describe('lists', () => {
  test('hold thirty rows, or a hundred at the most, and link to the pages beside them', async () => {
    const acting = await sandbox({ seed: { github } })
    const app = appClient(acting)

    const first = await app.request('GET /orgs/{org}/members', { org: 'acme' })
    const all = await app.request('GET /orgs/{org}/members', { org: 'acme', per_page: 500 })
    const links = [...(first.headers.link ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)].map(([, url = '', rel]) => [rel, new URL(url).searchParams.get('page')])
    const next = await app.request(`GET ${/<([^>]+)>; rel="next"/.exec(first.headers.link ?? '')?.[1] ?? ''}`)

    expect(first.data).toHaveLength(30)
    expect(links).toEqual([['next', '2'], ['last', '3']])
    expect(next.data).toHaveLength(30)
    expect(next.headers.link).toContain('rel="prev"')
    expect(all.data).toHaveLength(67)
    expect(all.headers.link).toBeUndefined()
  })

  test("of a team's members hold those of the teams below it", async () => {
    const app = appClient(await sandbox({ seed: { github } }))

    const { data } = await app.request('GET /orgs/{org}/teams/{team_slug}/members', { org: 'acme', team_slug: 'all-of-us', per_page: 100 })
    const { data: children } = await app.request('GET /orgs/{org}/teams/{team_slug}/teams', { org: 'acme', team_slug: 'all-of-us' })

    expect(data).toHaveLength(66)
    expect(children).toMatchObject([{ slug: 'part', parent: { slug: 'all-of-us' } }])
  })
})

describe('single reads', () => {
  test('find people and teams by their ids', async () => {
    const app = appClient(await sandbox({ seed: { github } }))
    const { data: team } = await app.request('GET /orgs/{org}/teams/{team_slug}', { org: 'acme', team_slug: 'part' })
    const { data: members } = await app.request('GET /orgs/{org}/members', { org: 'acme' })
    const [boss] = members

    expect((await app.request('GET /user/{account_id}', { account_id: boss?.id ?? 0 })).data).toMatchObject({ login: 'boss' })
    expect((await app.request('GET /organizations/{org_id}/team/{team_id}', { org_id: team.organization.id, team_id: team.id })).data).toMatchObject({ slug: 'part' })
    expect(await refused(app.request('GET /user/{account_id}', { account_id: 1 }))).toMatchObject({ status: 404 })
  })

  test("tell an organisation's owners, members, suspended members and strangers apart", async () => {
    const app = appClient(await sandbox({ seed: { github } }))
    const role = async (username: string) => (await app.request('GET /orgs/{org}/memberships/{username}', { org: 'acme', username })).data.role

    expect([await role('boss'), await role('user-01'), await role('gone')]).toEqual(['admin', 'member', 'suspended'])
    expect(await refused(role('nobody'))).toMatchObject({ status: 404 })
  })

  test('tell who was invited from who is in', async () => {
    const app = appClient(await sandbox({ seed: { github } }))
    const membership = async (username: string) => (await app.request('GET /orgs/{org}/teams/{team_slug}/memberships/{username}', { org: 'acme', team_slug: 'part', username })).data

    expect([await membership('new'), await membership('boss'), await membership('user-00')]).toMatchObject([
      { state: 'pending', role: 'member' },
      { state: 'active', role: 'maintainer' },
      { state: 'active', role: 'member' },
    ])
  })
})

test('addresses with a slash at their end are unknown, and everything says how much of the hour is left', async () => {
  const acting = await sandbox({ seed: { github } })
  const app = appClient(acting)
  const { token } = (await app.auth({ type: 'installation' })) as { token: string }

  // The client takes the slash away before it asks.
  expect((await fetch(`${acting.endpoints.github}/orgs/acme/teams/`, { headers: { authorization: `token ${token}` } })).status).toBe(404)
  const { headers } = await app.request('GET /orgs/acme/teams')
  expect(headers).toMatchObject({ 'x-ratelimit-limit': '5000', 'x-ratelimit-resource': 'core', 'x-github-request-id': expect.any(String) as string })
  const free = await app.request('GET /rate_limit')
  expect(free.data.resources.core.used).toBe(Number(headers['x-ratelimit-used']))
})

describe('faults', () => {
  const query = 'query ListTeams($after: String) { organization(login: "acme") { teams(first: 1, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { slug } } } }'
  interface Read {
    organization: { teams: { totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string }; nodes: { slug: string }[] } }
  }

  test('drop a page of the outermost list, and the count stays', async () => {
    const acting = await sandbox({ seed: { github }, faults: [{ api: 'github', operation: 'ListTeams', kind: 'drop-page', at: 1 }] })

    const { organization } = await appClient(acting).graphql<Read>(query)

    expect(organization.teams).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: false }, nodes: [{ slug: 'all-of-us' }] })
  })

  test('drop the last page: its rows are missing', async () => {
    const acting = await sandbox({ seed: { github: { ...github, teams: [github.teams[0]] } }, faults: [{ api: 'github', operation: 'ListTeams', kind: 'drop-page' }] })

    expect((await appClient(acting).graphql<Read>(query)).organization.teams).toMatchObject({ totalCount: 1, nodes: [] })
  })

  test('lead a page back to itself', async () => {
    const acting = await sandbox({ seed: { github }, faults: [{ api: 'github', operation: 'ListTeams', kind: 'repeat-page', at: 1, times: 9 }] })
    const app = appClient(acting)

    const { organization: one } = await app.graphql<Read>(query)
    const { organization: again } = await app.graphql<Read>(query, { after: one.teams.pageInfo.endCursor })

    expect(again).toEqual(one)
  })

  test("say 'slow down' in each of GitHub's ways", async () => {
    const acting = await sandbox({ seed: { github } })
    const app = appClient(acting)
    await app.graphql(query)
    const throttled = async (status: number, retryAfter?: number) => {
      acting.setFaults([{ api: 'github', operation: 'ListTeams', kind: 'throttle', status, ...(retryAfter === undefined ? {} : { retryAfter }) }])
      return refused(app.graphql(query))
    }

    expect(await throttled(200)).toMatchObject({ headers: { 'x-ratelimit-remaining': '0' }, errors: [{ type: 'RATE_LIMITED' }] })
    expect(await throttled(403, 7)).toMatchObject({ status: 403, response: { headers: { 'retry-after': '7' } }, message: expect.stringContaining('secondary rate limit') as string })
    expect(await throttled(429)).toMatchObject({ status: 429 })
  })
})
