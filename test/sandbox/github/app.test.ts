import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { useSandbox } from '../../support/world.js'
import { appClient, personClient, refused } from './clients.js'

const sandbox = useSandbox()
const acme = (more: object = {}) => ({ seed: { github: { org: 'acme', members: [{ login: 'ada' }], teams: [{ name: 'Ops', members: ['ada'] }], ...more } } })
const teams = (client: ReturnType<typeof appClient>) => client.request('GET /orgs/{org}/teams', { org: 'acme' })

describe("the vendor's client", () => {
  test('logs in as an App, and reads by REST and by GraphQL, on either kind of address', async () => {
    const acting = await sandbox(acme())

    for (const server of [false, true]) {
      const app = appClient(acting, { server })
      const { data } = await teams(app)
      const read = await app.graphql<{ organization: { teams: { nodes: { slug: string }[] } } }>('{ organization(login: "acme") { teams(first: 1) { nodes { slug } } } }')

      expect(data.map(({ slug }) => slug)).toEqual(['ops'])
      expect(read.organization.teams.nodes).toEqual([{ slug: 'ops' }])
    }
    expect(acting.requests().map(({ operation }) => operation)).toEqual(Array.from({ length: 2 }, () => ['apps/create-installation-access-token', 'teams/list', 'graphql']).flat())
  })

  test('finds the installation, by the numeric id of the App and by its client id', async () => {
    const acting = await sandbox(acme())

    for (const appId of [1001, 'Iv23liSandboxApp00001']) {
      const { token } = (await appClient(acting, { appId }).auth({ type: 'app' })) as { token: string }
      const answer = await fetch(`${acting.endpoints.github}/orgs/acme/installation`, { headers: { authorization: `Bearer ${token}` } })
      expect(await answer.json()).toMatchObject({ id: 2001, permissions: { members: 'read' } })
    }
  })

  test('gets a long token that lives an hour, and as little permission as it asks for', async () => {
    const own = await sandbox(acme())
    const auth = (await appClient(own).auth({ type: 'installation', permissions: { members: 'read' } })) as { token: string; expiresAt: string; permissions: object }

    expect(auth.token.length).toBeGreaterThan(100)
    expect(Date.parse(auth.expiresAt) - Date.now()).toBeGreaterThan(3_590_000)
    expect(auth.permissions).toEqual({ members: 'read' })
  })

  test("reads with a person's token too", async () => {
    const acting = await sandbox(acme())

    expect((await personClient(acting).request('GET /orgs/{org}/members', { org: 'acme' })).data).toMatchObject([{ login: 'ada', type: 'User' }])
  })
})

describe('an App is refused', () => {
  test.each([
    ['with another key', 401, 'A JSON web token could not be decoded', { privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }) as string }, {}],
    ['with another id', 401, "'Issuer' claim", { appId: 77 }, {}],
    ['where it is not installed', 404, 'Not Found', {}, { installation: null }],
    ['while its installation is suspended', 403, 'suspended', {}, { installation: { suspended: true } }],
    ['for another installation', 404, 'Not Found', { installationId: 9 }, {}],
  ])('%s', async (_, status, message, options, more) => {
    const error = await refused(teams(appClient(await sandbox(acme(more)), options)))

    expect(error).toMatchObject({ status, message: expect.stringContaining(message) as string })
  })

  test('what it was not granted: the token at once, the teams with a token that it had before', async () => {
    const acting = await sandbox(acme())
    const app = appClient(acting)
    await teams(app)
    acting.patchState({ github: { installation: { permissions: { members: null, metadata: 'read' } } } })

    const asked = await refused(app.auth({ type: 'installation', permissions: { members: 'read' }, refresh: true }))
    const read = await refused(teams(app))
    const graphql = await refused(app.graphql('{ organization(login: "acme") { login teams(first: 1) { totalCount } } }'))

    expect(asked).toMatchObject({ status: 422, message: expect.stringContaining('not granted to this installation') as string })
    expect(read).toMatchObject({ status: 403, message: expect.stringContaining('Resource not accessible by integration') as string })
    expect(graphql).toMatchObject({ data: { organization: null }, errors: [{ type: 'FORBIDDEN', path: ['organization', 'teams'], message: 'Resource not accessible by integration' }] })
  })
})

describe('a person is refused', () => {
  const query = '{ organization(login: "acme") { teams(first: 1) { totalCount } } }'

  test('without the scope: the whole document, and in REST as if there were nothing', async () => {
    const person = personClient(await sandbox(acme({ token: { scopes: ['repo'] } })))

    expect(await refused(person.graphql(query))).toMatchObject({ errors: [{ type: 'INSUFFICIENT_SCOPES', message: expect.stringContaining("['read:org']") as string }] })
    expect(await refused(teams(person))).toMatchObject({ status: 404 })
  })

  test('without single sign-on: with the address to go to', async () => {
    const person = personClient(await sandbox(acme({ token: { samlAuthorized: false } })))

    const graphql = await refused(person.graphql(query))
    const rest = await refused(teams(person))

    expect(graphql).toMatchObject({ headers: { 'x-github-sso': expect.stringContaining('required; url=') as string }, errors: [{ type: 'FORBIDDEN', extensions: { saml_failure: true } }] })
    expect(rest).toMatchObject({ status: 403, response: { headers: { 'x-github-sso': expect.stringContaining('acme/sso') as string } } })
  })

  test('with a token that GitHub does not know, or none', async () => {
    const acting = await sandbox(acme())

    expect(await refused(teams(personClient(acting, 'ghp_000000000000000000000000000000000000')))).toMatchObject({ status: 401, message: expect.stringContaining('Bad credentials') as string })
    expect((await fetch(`${acting.endpoints.github}/orgs/acme/teams`)).status).toBe(401)
  })
})
