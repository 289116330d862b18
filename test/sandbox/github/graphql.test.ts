import { describe, expect, test } from 'vitest'
import { useSandbox } from '../../support/world.js'
import { appClient, personClient, refused } from './clients.js'

const sandbox = useSandbox()
const numbered = (count: number) => Array.from({ length: count }, (_, n) => `user-${String(n).padStart(4, '0')}`)

/** Engineering above SRE above On-Call. */
const nested = {
  org: 'acme',
  members: ['ada', 'bob', 'cyd', 'dan'].map((login) => ({ login, name: login === 'dan' ? null : login.toUpperCase() })),
  teams: [
    { name: 'Engineering', members: ['ada', { login: 'bob', role: 'MAINTAINER' }] },
    { name: 'SRE', parent: 'engineering', members: ['cyd'] },
    { name: 'On-Call', parent: 'sre', members: ['dan', 'ada'], privacy: 'SECRET', invitations: ['eve'] },
  ],
}

interface People {
  totalCount: number
  nodes: { login: string }[]
}

describe('teams', () => {
  test('hold everybody below them unless immediate members are asked for', async () => {
    const app = appClient(await sandbox({ seed: { github: nested } }))
    const members = (membership: string) => `${membership}: members(first: 10, membership: ${membership}) { totalCount nodes { login } }`

    const { organization } = await app.graphql<{ organization: { team: Record<string, People> } }>(
      `{ organization(login: "ACME") { team(slug: "engineering") { default: members(first: 10) { totalCount nodes { login } } ${['ALL', 'IMMEDIATE', 'CHILD_TEAM'].map(members).join(' ')} } } }`,
    )

    const logins = Object.fromEntries(Object.entries(organization.team).map(([name, { nodes }]) => [name, nodes.map(({ login }) => login)]))
    expect(logins).toEqual({ default: ['ada', 'bob', 'cyd', 'dan'], ALL: ['ada', 'bob', 'cyd', 'dan'], IMMEDIATE: ['ada', 'bob'], CHILD_TEAM: ['ada', 'cyd', 'dan'] })
    expect(organization.team['CHILD_TEAM']?.totalCount).toBe(3)
  })

  test('know what is above and below them, and roles, privacy and slugs', async () => {
    const app = appClient(await sandbox({ seed: { github: nested } }))

    const { organization } = await app.graphql<{ organization: unknown }>(`{ organization(login: "acme") {
      team(slug: "On-Call") { slug combinedSlug privacy parentTeam { slug } ancestors(first: 5) { nodes { slug } } organization { login } }
      top: team(slug: "engineering") { childTeams(first: 5) { nodes { slug } } all: childTeams(first: 5, immediateOnly: false) { totalCount } members(first: 5, role: MAINTAINER) { edges { role node { login } } } }
      none: team(slug: "none") { slug }
      teams(first: 5, rootTeamsOnly: true) { totalCount } } }`)

    expect(organization).toEqual({
      team: { slug: 'on-call', combinedSlug: 'acme/on-call', privacy: 'SECRET', parentTeam: { slug: 'sre' }, ancestors: { nodes: [{ slug: 'sre' }, { slug: 'engineering' }] }, organization: { login: 'acme' } },
      top: { childTeams: { nodes: [{ slug: 'sre' }] }, all: { totalCount: 2 }, members: { edges: [{ role: 'MAINTAINER', node: { login: 'bob' } }] } },
      none: null,
      teams: { totalCount: 1 },
    })
  })

  test('keep their ids and their people when they and the people are renamed', async () => {
    const acting = await sandbox({ seed: { github: nested } })
    const app = appClient(acting)
    const read = () => app.graphql<{ organization: { teams: { nodes: { id: string; slug: string; members: People }[] } } }>('{ organization(login: "acme") { teams(first: 9) { nodes { id slug members(first: 9, membership: IMMEDIATE) { nodes { login id } } } } } }')
    const before = (await read()).organization.teams.nodes
    const { github } = acting.state()

    acting.patchState({ github: { members: github?.members?.map((one) => (one.login === 'ada' ? { ...one, login: 'lovelace' } : one)), teams: github?.teams?.map((one) => (one.slug === 'engineering' ? { ...one, name: 'Builders', slug: 'builders' } : { ...one, parent: null })) } })

    const after = (await read()).organization.teams.nodes
    expect(after.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort())
    expect(after.find(({ slug }) => slug === 'builders')?.members.nodes).toMatchObject([{ login: 'bob' }, { login: 'lovelace' }])
  })
})

describe('pages', () => {
  const crowd = { org: 'acme', members: numbered(230).map((login) => ({ login })), teams: [{ name: 'crowd', members: numbered(230) }, { name: 'pair', members: numbered(2) }] }

  test('of an inner connection are gone through by its own cursor, and all rows come once', async () => {
    const app = appClient(await sandbox({ seed: { github: crowd } }))
    const seen: string[] = []
    for (let after: string | null = null, more = true; more; ) {
      const read: { node: { members: People & { pageInfo: { hasNextPage: boolean; endCursor: string } } } } = await app.graphql(
        'query($id: ID!, $after: String) { node(id: $id) { ... on Team { members(first: 100, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { login } } } } }',
        { id: 'T_' + Buffer.from(String(await crowdId(app))).toString('base64url'), after },
      )
      seen.push(...read.node.members.nodes.map(({ login }) => login))
      ;({ hasNextPage: more, endCursor: after } = read.node.members.pageInfo)
    }

    expect(seen).toEqual(numbered(230))
  })

  test('go backwards too', async () => {
    const app = appClient(await sandbox({ seed: { github: crowd } }))

    const { organization } = await app.graphql<{ organization: { membersWithRole: People & { pageInfo: object } } }>('{ organization(login: "acme") { membersWithRole(last: 2) { pageInfo { hasNextPage hasPreviousPage } nodes { login } } } }')

    expect(organization.membersWithRole).toEqual({ pageInfo: { hasNextPage: false, hasPreviousPage: true }, nodes: [{ login: 'user-0228' }, { login: 'user-0229' }] })
  })

  test.each([
    ['no bounds', 'teams { totalCount }', 'MISSING_PAGINATION_BOUNDARIES'],
    ['more than a hundred', 'teams(first: 101) { totalCount }', 'EXCESSIVE_PAGINATION'],
    ['a cursor from elsewhere', 'teams(first: 1, after: "Zm9v") { totalCount }', 'INVALID_CURSOR_ARGUMENTS'],
  ])('with %s are refused', async (_, field, type) => {
    const app = appClient(await sandbox({ seed: { github: crowd } }))

    expect(await refused(app.graphql(`{ organization(login: "acme") { ${field} } }`))).toMatchObject({ data: { organization: null }, errors: [{ type }] })
  })

  const crowdId = async (app: ReturnType<typeof appClient>) => (await app.request('GET /orgs/{org}/teams/{team_slug}', { org: 'acme', team_slug: 'crowd' })).data.id
})

describe('the limits', () => {
  test('are counted as documented: points by connections, nodes by what may come', async () => {
    const app = appClient(await sandbox({ seed: { github: nested } }))
    const cost = async (fields: string) => (await app.graphql<{ rateLimit: { cost: number; nodeCount: number; used: number } }>(`{ rateLimit { cost nodeCount used } organization(login: "acme") { ${fields} } }`)).rateLimit

    expect(await cost('login')).toMatchObject({ cost: 1, nodeCount: 0, used: 1 })
    // The documentation's own example has 100 × 50 × 60 in it; this is its arithmetic on teams.
    expect(await cost('teams(first: 100) { nodes { childTeams(first: 50) { nodes { members(first: 60) { totalCount } } } } }')).toMatchObject({ cost: 51, nodeCount: 100 + 5000 + 300_000, used: 52 })
  })

  test('refuse a query of more than 500,000 nodes', async () => {
    const app = appClient(await sandbox({ seed: { github: nested } }))

    const error = await refused(app.graphql('{ organization(login: "acme") { teams(first: 100) { nodes { childTeams(first: 100) { nodes { members(first: 100) { totalCount } } } } } } }'))

    expect(error).toMatchObject({ errors: [{ type: 'MAX_NODE_LIMIT_EXCEEDED' }] })
  })

  test('answer 200 to whoever has used up the hour, and only where limits are on', async () => {
    const expensive = '{ organization(login: "acme") { teams(first: 100) { nodes { childTeams(first: 90) { nodes { members(first: 50) { totalCount } } } } } } }'
    const said = (thrown: unknown) => {
      const { errors, headers } = thrown as { headers: Record<string, string>; errors: { type: string }[] }
      return `${errors[0]?.type ?? ''} ${headers['x-ratelimit-remaining'] ?? ''}`
    }
    const spend = async (rateLimits: boolean) => {
      const app = appClient(await sandbox({ seed: { github: nested }, rateLimits }))
      const results = []
      for (let n = 0; n < 58; n++) results.push(await app.graphql(expensive).then(() => 'read', said))
      return results
    }

    expect(new Set(await spend(false))).toEqual(new Set(['read']))
    // 91 points each.
    expect(await spend(true)).toEqual(Array.from({ length: 58 }, (_, n) => (n < Math.floor(5000 / 91) ? 'read' : 'RATE_LIMITED 0')))
  })
})

describe('identities', () => {
  const people = {
    org: 'acme',
    members: [{ login: 'ada', email: 'ada@home.example', organizationVerifiedDomainEmails: ['ada@acme.example'] }, { login: 'bob', email: 'bob@acme.example' }, { login: 'cyd' }],
    samlIdentityProvider: { externalIdentities: [{ login: 'ada', samlIdentity: { nameId: 'ada@acme.example', givenName: 'Ada' } }, { login: null, samlIdentity: { nameId: 'new@acme.example' } }] },
    enterprise: { slug: 'acme-corp', samlIdentityProvider: { externalIdentities: [{ login: 'bob', samlIdentity: { nameId: 'bob@acme.example' } }] } },
  }

  test('come from single sign-on, unclaimed ones without a user; verified and public addresses are two things', async () => {
    const app = appClient(await sandbox({ seed: { github: people } }))

    const { organization } = await app.graphql<{ organization: unknown }>(`{ organization(login: "acme") {
      samlIdentityProvider { externalIdentities(first: 9) { totalCount nodes { user { login } samlIdentity { nameId givenName familyName } scimIdentity { username } } } }
      membersWithRole(first: 9) { nodes { login email organizationVerifiedDomainEmails(login: "acme") } } } }`)

    expect(organization).toEqual({
      samlIdentityProvider: {
        externalIdentities: {
          totalCount: 2,
          nodes: [
            { user: { login: 'ada' }, samlIdentity: { nameId: 'ada@acme.example', givenName: 'Ada', familyName: null }, scimIdentity: null },
            { user: null, samlIdentity: { nameId: 'new@acme.example', givenName: null, familyName: null }, scimIdentity: null },
          ],
        },
      },
      membersWithRole: {
        nodes: [
          { login: 'ada', email: 'ada@home.example', organizationVerifiedDomainEmails: ['ada@acme.example'] },
          { login: 'bob', email: 'bob@acme.example', organizationVerifiedDomainEmails: ['bob@acme.example'] },
          { login: 'cyd', email: '', organizationVerifiedDomainEmails: [] },
        ],
      },
    })
  })

  test("of the enterprise are for its owners' tokens, never for an App", async () => {
    const acting = await sandbox({ seed: { github: people } })
    const query = '{ enterprise(slug: "acme-corp") { ownerInfo { samlIdentityProvider { externalIdentities(first: 1) { nodes { user { login } } } } } } }'

    expect(await personClient(acting).graphql(query)).toMatchObject({ enterprise: { ownerInfo: { samlIdentityProvider: { externalIdentities: { nodes: [{ user: { login: 'bob' } }] } } } } })
    expect(await appClient(acting).graphql(query)).toEqual({ enterprise: { ownerInfo: null } })
  })

  test("of suspended people are told by GitHub Enterprise Server's schema alone", async () => {
    const acting = await sandbox({ seed: { github: { org: 'acme', members: [{ login: 'ada', suspendedAt: '2026-01-01T00:00:00Z' }] } } })
    const query = '{ user(login: "ada") { suspendedAt } }'

    expect(await appClient(acting, { server: true }).graphql(query)).toEqual({ user: { suspendedAt: '2026-01-01T00:00:00Z' } })
    expect(await refused(appClient(acting).graphql(query))).toMatchObject({ errors: [{ message: "Field 'suspendedAt' doesn't exist on type 'User'", extensions: { code: 'undefinedField' } }] })
  })
})

describe('errors', () => {
  test('come with 200, beside what could be read', async () => {
    const app = appClient(await sandbox({ seed: { github: nested } }))

    const { data: team } = await app.request('GET /orgs/{org}/teams/{team_slug}', { org: 'acme', team_slug: 'sre' })
    const error = await refused(app.graphql('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: [team.node_id, 'T_x'] }))

    expect(error).toMatchObject({ data: { nodes: [{ id: team.node_id }, null] }, errors: [{ type: 'NOT_FOUND', path: ['nodes', 1] }] })
  })

  test('name what was not found', async () => {
    const app = appClient(await sandbox({ seed: { github: nested } }))

    expect(await refused(app.graphql('{ organization(login: "nobody") { id } }'))).toMatchObject({
      data: { organization: null },
      errors: [{ type: 'NOT_FOUND', path: ['organization'], message: "Could not resolve to an Organization with the login of 'nobody'." }],
    })
  })

  test('of the document itself leave everything undone', async () => {
    const app = appClient(await sandbox({ seed: { github: nested } }))

    expect(await refused(app.graphql('{ organization(login: "acme") { '))).toMatchObject({ errors: [{ message: expect.stringContaining('Syntax Error') as string }] })
    expect(await refused(app.graphql('{ organization { id } }'))).toMatchObject({ errors: [{ message: expect.stringContaining('login') as string }] })
  })
})
