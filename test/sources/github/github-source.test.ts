import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isIdpscimError, type IdpscimError } from '../../../src/errors.js'
import type { ProgressEvent } from '../../../src/model/progress.js'
import { Secret } from '../../../src/model/secret.js'
import type { SourceSnapshot } from '../../../src/model/snapshot.js'
import { startGithubWorld, type GithubWorld } from '../../support/github-world.js'

let world: GithubWorld
beforeAll(async () => {
  world = await startGithubWorld()
})
afterAll(() => world.end())

const nobody = { known: { users: [], groups: [] } }
const logins = (count: number, from = 0) => Array.from({ length: count }, (_, n) => `user-${String(from + n).padStart(5, '0')}`)
const member = (login: string, more: object = {}) => ({ login, email: `${login}@acme.example`, ...more })
const namesOf = ({ groups }: SourceSnapshot) => groups.map(({ name }) => name)
const membersOf = ({ groups, users }: SourceSnapshot, name: string) => {
  const labels = new Map(users.map(({ id, label }) => [id, label]))
  return groups.find((one) => one.name === name)?.members.map(({ id }) => labels.get(id)).sort()
}
const idsOf = ({ users, groups }: SourceSnapshot) => ({ known: { users: users.map(({ id }) => id), groups: groups.map(({ id }) => id) } })

async function failureOf(reading: Promise<unknown>): Promise<IdpscimError & { text: string }> {
  const error = await reading.then(() => new Error('it succeeded'), (thrown: unknown) => thrown)
  if (!isIdpscimError(error)) throw error
  return Object.assign(error, { text: [error.message, ...error.suggestions].join('\n') })
}

describe('calls', () => {
  test('are one token, a page of people and of teams for every hundred, and one question for the members of fifty teams', async () => {
    const everybody = logins(250)
    world.put({ members: everybody.map((login) => member(login)), teams: Array.from({ length: 120 }, (_, n) => ({ name: `t${n}`, members: everybody.slice(n, n + 90) })) })
    const source = world.source()
    const first = await source.read(nobody)
    expect(world.calls()).toEqual({ 'apps/get-org-installation': 1, 'apps/create-installation-access-token': 1, ListPeople: 3, ListTeams: 2, ListTeamMembers: 3 })

    world.sandbox.clearRequests()
    await source.read(idsOf(first))

    expect(world.calls()).toEqual({ ListPeople: 3, ListTeams: 2, ListTeamMembers: 3 })
  })

  test('for large teams are shared between them: the pages of the largest are all there are', async () => {
    const everybody = logins(450)
    world.put({ members: everybody.map((login) => member(login)), teams: Array.from({ length: 20 }, (_, n) => ({ name: `t${n}`, members: everybody.slice(0, 450 - n) })) })

    await world.source().read(nobody)

    expect(world.calls()).toMatchObject({ ListTeamMembers: 5 })
  })

  test('are none about teams that no filter selects', async () => {
    world.put({ members: [member('ada')], teams: [...Array.from({ length: 99 }, (_, n) => ({ name: `other-${n}`, members: ['ada'] })), { name: 'aws-ops', members: ['ada'] }] })

    const { evidence } = await world.source({ teams: ['aws-*'] }).read(nobody)

    expect(world.calls()).toMatchObject({ ListTeams: 1, ListTeamMembers: 1 })
    expect(evidence).toMatchObject({ groups: 1, filter: ['aws-*'], matched: [1] })
  })

  test("cost few of the hour's points", async () => {
    const everybody = logins(500)
    world.put({ members: everybody.map((login) => member(login)), teams: Array.from({ length: 300 }, (_, n) => ({ name: `t${n}`, members: everybody.slice(0, 150) })) })
    const before = await used()

    await world.source().read(nobody)

    // 5 pages of people, 3 of teams, 6 questions for first pages of members and 6 for second ones.
    expect((await used()) - before).toBe(20)
  })

  async function used(): Promise<number> {
    const asked = await fetch(`${world.sandbox.endpoints.github}/rate_limit`, { headers: { authorization: `Bearer ${world.person.token.reveal()}` } })
    const { resources } = (await asked.json()) as { resources: { graphql: { used: number } } }
    return resources.graphql.used
  }
})

describe('teams', () => {
  const nested = { members: ['ada', 'bob', 'cyd'].map((login) => member(login)), teams: [{ name: 'Eng', members: ['ada'] }, { name: 'SRE', parent: 'eng', members: ['bob'] }, { name: 'On Call', parent: 'sre', members: ['cyd'], privacy: 'SECRET' }] }

  test('hold the people of the teams below them, and say by which way', async () => {
    world.put(nested)

    const { groups, users } = await world.source().read(nobody)

    const cyd = users.find(({ label }) => label.startsWith('cyd'))?.id
    expect(groups.find(({ name }) => name === 'Eng')?.members.find(({ id }) => id === cyd)).toEqual({ id: cyd, via: ['acme/sre', 'acme/on-call'] })
    expect(groups.map(({ label }) => label)).toEqual(['acme/eng', 'acme/on-call', 'acme/sre'])
  })

  test('hold their own people alone where that is asked for', async () => {
    world.put(nested)

    const snapshot = await world.source({ membership: 'immediate' }).read(nobody)

    expect(['Eng', 'SRE', 'On Call'].map((name) => membersOf(snapshot, name))).toEqual([['ada@acme.example'], ['bob@acme.example'], ['cyd@acme.example']])
  })

  test('count the people of nested teams that are themselves ignored, or that no filter selects', async () => {
    world.put(nested)

    for (const options of [{ ignoreTeams: ['sre', 'on-*'] }, { teams: ['eng'] }]) {
      const snapshot = await world.source(options).read(nobody)

      expect(namesOf(snapshot)).toEqual(['Eng'])
      expect(membersOf(snapshot, 'Eng')).toHaveLength(3)
    }
  })

  test('are selected by slug, each filter counted, each team once', async () => {
    world.put({ members: [member('ada')], teams: ['aws-a', 'aws-b', 'ops'].map((name) => ({ name, members: ['ada'] })) })

    const { groups, evidence } = await world.source({ teams: ['OPS', 'aws-*', '*-b', 'none'] }).read(nobody)

    expect(groups.map(({ name }) => name)).toEqual(['ops', 'aws-a', 'aws-b'])
    expect(evidence).toMatchObject({ filter: ['OPS', 'aws-*', '*-b', 'none'], matched: [1, 2, 1, 0] })
  })

  test('keep their id when they are renamed, and their record is what GitHub answers', async () => {
    world.put(nested)
    const before = await world.source().read(nobody)
    const { github } = world.sandbox.state()
    world.sandbox.patchState({ github: { teams: github?.teams?.map((team) => (team.slug === 'eng' ? { ...team, slug: 'builders', name: 'Builders' } : { ...team, parent: team.slug === 'sre' ? 'builders' : team.parent })) } })

    const after = await world.source().read(idsOf(before))

    expect(after.groups.find(({ name }) => name === 'Builders')?.id).toBe(before.groups.find(({ name }) => name === 'Eng')?.id)
    expect(after.groups.find(({ name }) => name === 'SRE')?.record).toMatchObject({ slug: 'sre', combinedSlug: 'acme/sre', privacy: 'VISIBLE', parentTeam: { slug: 'builders' } })
  })

  test('that the list lacks, though they are there, end the reading; those that are gone do not', async () => {
    const both = { members: [member('ada')], teams: [{ name: 'aws-a', members: ['ada'] }, { name: 'aws-b', members: ['ada'] }] }
    world.put({ ...both, quirks: { unlisted: ['aws-b'] } })
    const { groups } = await world.source().read(nobody)
    world.put(both)
    const all = idsOf(await world.source().read(nobody))
    world.put({ ...both, quirks: { unlisted: ['aws-b'] } })

    expect(groups.map(({ name }) => name)).toEqual(['aws-a'])
    expect(await failureOf(world.source().read(all))).toMatchObject({ code: 'SourceIncomplete', message: expect.stringContaining('"aws-b" (aws-b), which is there when asked for by its id') as string })
    expect(namesOf(await world.source({ teams: ['aws-a'] }).read(all))).toEqual(['aws-a'])

    world.put({ members: [member('ada')], teams: [{ name: 'aws-a', members: ['ada'] }, { name: 'aws-b', members: ['ada'] }] })
    const known = idsOf(await world.source().read(nobody))
    world.put({ members: [member('ada')], teams: [{ name: 'aws-a', members: ['ada'] }] })

    expect(namesOf(await world.source().read(known))).toEqual(['aws-a'])
    expect(world.calls()).toMatchObject({ 'teams/get-by-id': 1 })
  })

  test('hold nobody who was only invited', async () => {
    world.put({ members: [member('ada')], teams: [{ name: 'ops', members: ['ada'], invitations: ['eve'] }] })

    expect(membersOf(await world.source().read(nobody), 'ops')).toEqual(['ada@acme.example'])
  })
})

describe('people', () => {
  test('are known by the address of the rule, and named by their login where they have none', async () => {
    world.put({ members: [member('ada'), { login: 'bob' }], teams: [{ name: 'ops', members: ['ada', 'bob'] }] })

    const { users } = await world.source().read(nobody)

    expect(Object.fromEntries(users.map(({ label, draft, nameless }) => [label, draft.userName ?? nameless]))).toEqual({
      'ada@acme.example': 'ada@acme.example',
      bob: 'it has no verified e-mail address in a domain that the organisation has verified',
    })
  })

  test('are known by single sign-on, whatever their profile says, and their record has the identity beside', async () => {
    world.put({
      members: [member('ada', { email: 'fake@acme.example', name: 'A. L.' })],
      teams: [{ name: 'ops', members: ['ada'] }],
      samlIdentityProvider: { externalIdentities: [{ login: 'ada', samlIdentity: { nameId: 'ada.lovelace@acme.example', givenName: 'Ada', familyName: 'Lovelace' } }, { login: null, samlIdentity: { nameId: 'new@acme.example' } }] },
    })

    const { users } = await world.source({ email: { from: 'saml' } }).read(nobody)

    expect(users).toMatchObject([{ label: 'ada.lovelace@acme.example', draft: { userName: 'ada.lovelace@acme.example', displayName: 'A. L.', name: { givenName: 'Ada', familyName: 'Lovelace' } }, record: { login: 'ada', role: 'MEMBER', externalIdentity: { samlIdentity: { nameId: 'ada.lovelace@acme.example' } } } }])
    expect(JSON.stringify(users)).not.toContain('fake@')
  })

  test("are known by the enterprise's single sign-on, which its owners may read", async () => {
    world.put({ members: [member('ada')], teams: [{ name: 'ops', members: ['ada'] }], enterprise: { slug: 'acme-corp', samlIdentityProvider: { externalIdentities: [{ login: 'ada', samlIdentity: { nameId: 'ada@corp.example' } }] } } })
    const email = { from: 'saml', enterprise: 'acme-corp' } as const

    expect((await world.source({ email, credentials: world.person }).read(nobody)).users.map(({ label }) => label)).toEqual(['ada@corp.example'])
    expect(await failureOf(world.source({ email }).read(nobody))).toMatchObject({ code: 'SourceRefused', text: expect.stringContaining('a GitHub App cannot read them') as string })
    expect(await failureOf(world.source({ email: { from: 'saml' } }).read(nobody))).toMatchObject({ code: 'SourceRefused', text: expect.stringContaining('email: {from: verified_domain}') as string })
  })

  test('are incomplete without a page of identities', async () => {
    const everybody = logins(150)
    world.put({ members: everybody.map((login) => member(login)), teams: [{ name: 'ops', members: everybody }], samlIdentityProvider: { externalIdentities: everybody.map((login) => ({ login, samlIdentity: { nameId: `${login}@acme.example` } })) } })
    for (const at of [1, 2]) {
      world.sandbox.setFaults([{ api: 'github', operation: 'ListIdentities', kind: 'drop-page', at }])

      expect(await failureOf(world.source({ email: { from: 'saml' } }).read(nobody))).toMatchObject({ code: 'SourceIncomplete', message: expect.stringContaining('150 by GitHub') as string })
    }
  })

  test('who are ignored are nobody: no user, no member, no finding', async () => {
    world.put({ members: [member('ada'), { login: 'deploy-bot' }], teams: [{ name: 'ops', members: ['ada', 'deploy-bot'] }] })

    const snapshot = await world.source({ ignoreUsers: ['*-BOT'] }).read(nobody)

    expect(membersOf(snapshot, 'ops')).toEqual(['ada@acme.example'])
    expect([snapshot.users.length, snapshot.findings]).toEqual([1, []])
  })

  test('who are in no team are left out, unless all are asked for', async () => {
    world.put({ members: [member('ada'), member('bob')], teams: [{ name: 'ops', members: ['ada'] }] })

    expect((await world.source({ includeUsers: 'all' }).read(nobody)).users).toHaveLength(2)
  })

  test('keep their id when they are renamed', async () => {
    world.put({ members: [member('ada')], teams: [{ name: 'ops', members: ['ada'] }] })
    const [before] = (await world.source().read(nobody)).users
    const [record] = world.sandbox.state().github?.members ?? []
    world.sandbox.patchState({ github: { members: [{ ...record, login: 'lovelace' }] } })

    const [after] = (await world.source({ email: { from: 'login', suffix: '@x.example' } }).read(nobody)).users

    expect([after?.id, after?.label]).toEqual([before?.id, 'lovelace@x.example'])
  })

  test('who are fewer in the list than GitHub counts end the reading', async () => {
    world.put({ members: [member('ada'), member('bob')], teams: [{ name: 'ops', members: ['ada', 'bob'] }] })
    world.sandbox.setFaults([{ api: 'github', operation: 'ListPeople', kind: 'drop-page' }])

    expect(await failureOf(world.source().read(nobody))).toMatchObject({ code: 'SourceIncomplete', message: "the people of acme are 2 by GitHub's count, but its list gives 0" })
  })

  test('who are members when asked for by name, but neither listed nor counted, end the reading: in a team, or known', async () => {
    const people = { members: [member('ada'), member('bob', { databaseId: 79 })], quirks: { unlisted: ['bob'] } }

    for (const [members, known] of [[['ada', 'bob'], []], [['ada'], ['79']]] as const) {
      world.put({ ...people, teams: [{ name: 'ops', members }] })
      expect(await failureOf(world.source().read({ known: { users: known, groups: [] } }))).toMatchObject({ code: 'SourceIncomplete', message: "GitHub's list of people lacks bob, who is a member when asked for by name: the list is not whole" })
    }
  })
})

describe('somebody who is suspended', () => {
  const hash = 'f4a1c0ffee00badc0de5_acme'
  const suspended = { suspendedAt: '2026-01-01T00:00:00Z' }

  test('keeps their memberships and their address, under the hash that GitHub gives deprovisioned accounts', async () => {
    world.put({ members: [member('ada'), member(hash, { ...suspended, organizationVerifiedDomainEmails: ['bob@acme.example'] })], teams: [{ name: 'ops', members: ['ada', hash] }] })

    const snapshot = await world.source().read(nobody)

    expect(snapshot.users.map(({ label, suspended: is }) => [label, is]).sort()).toEqual([['ada@acme.example', false], ['bob@acme.example', true]])
    expect(membersOf(snapshot, 'ops')).toEqual(['ada@acme.example', 'bob@acme.example'])
    expect(world.calls()).toMatchObject({ 'orgs/get-membership-for-user': 1 })
  })

  test('and has no address any more has left, and is no new person', async () => {
    world.put({ members: [member('ada'), { login: hash, databaseId: 77, name: '', ...suspended }], teams: [{ name: 'ops', members: ['ada', hash] }] })

    for (const known of [[], ['77']]) {
      const snapshot = await world.source().read({ known: { users: known, groups: [] } })

      expect(snapshot.users.map(({ label }) => label)).toEqual(['ada@acme.example'])
      expect(membersOf(snapshot, 'ops')).toEqual(['ada@acme.example'])
      expect(snapshot.findings).toEqual([])
    }
  })

  test("and was known by their login has left as well: the hash in its place is nobody's name", async () => {
    world.put({ members: [member('ada'), member(hash, suspended)], teams: [{ name: 'ops', members: ['ada', hash] }] })

    const { users, groups } = await world.source({ email: { from: 'login', suffix: '@x.example' } }).read(nobody)

    expect([users.map(({ label }) => label), groups[0]?.members.length]).toEqual([['ada@x.example'], 1])
  })

  test('is told from somebody who merely lost their address: that one stays, with a reason', async () => {
    world.put({ members: [{ login: 'ada', databaseId: 78 }], teams: [{ name: 'ops', members: ['ada'] }] })

    const snapshot = await world.source().read({ known: { users: ['78'], groups: [] } })

    expect(snapshot.users).toMatchObject([{ id: '78', suspended: false, nameless: expect.any(String) as string }])
    expect(snapshot.groups[0]?.members).toEqual([{ id: '78' }])
  })

  test('is told by GitHub Enterprise Server in its list, without a single read', async () => {
    world.put({ members: [member('ada'), member('bob', suspended)], teams: [{ name: 'ops', members: ['ada', 'bob'] }] })

    const { users } = await world.source({ endpoint: `${world.sandbox.endpoints.github}/api/v3/` }).read(nobody)

    expect(users.map(({ label, suspended: is }) => [label, is]).sort()).toEqual([['ada@acme.example', false], ['bob@acme.example', true]])
    expect(world.calls()).not.toHaveProperty('orgs/get-membership-for-user')
  })
})

describe('credentials', () => {
  beforeEach(() => {
    world.put(ops)
  })
  const ops = { members: [member('ada')], teams: [{ name: 'ops', members: ['ada'] }] }
  const otherKey = new Secret(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }) as string, 'file other.pem')

  test("are an App's id or client id, the installation known or found, or somebody's token", async () => {
    for (const credentials of [world.app, { ...world.app, appId: 'Iv23liSandboxApp00001' }, { ...world.app, installationId: '2001' }, world.person]) {
      expect(namesOf(await world.source({ credentials }).read(nobody))).toEqual(['ops'])
    }
  })

  test.each([
    ['another key', () => ({ credentials: { ...world.app, privateKey: otherKey } }), {}, 'not, or no longer, a key of the App 1001'],
    ['another id', () => ({ credentials: { ...world.app, appId: '77' } }), {}, 'There is no App 77'],
    ['another organisation', () => ({ organization: 'other' }), {}, 'Install the App on other'],
    ['another installation', () => ({ credentials: { ...world.app, installationId: '9' } }), {}, 'Leave installation_id out'],
    ['an App that is not installed', () => ({}), { installation: null }, 'Install the App on acme'],
    ['an installation that is suspended', () => ({}), { installation: { suspended: true } }, 'end the suspension'],
    ['a permission that is missing', () => ({}), { installation: { permissions: { metadata: 'read' } } }, 'Members: Read-only'],
    ['a token without the scope', () => ({ credentials: world.person }), { token: { scopes: ['repo'] } }, 'the scope read:org'],
    ['a token without single sign-on', () => ({ credentials: world.person }), { token: { samlAuthorized: false } }, 'https://github.com/orgs/acme/sso'],
    ['a token for another organisation', () => ({ credentials: world.person, organization: 'other' }), {}, 'organization is "other" now'],
    ['a token that is none', () => ({ credentials: { as: 'token' as const, token: new Secret('ghp_nobodyknowsthisone', 'the test') } }), {}, 'has expired or was revoked'],
  ])('that are %s are refused with the remedy', async (_, options, more, remedy) => {
    world.put({ ...ops, ...more })

    const { code, text } = await failureOf(world.source(options()).read(nobody))

    expect(code).toBe('SourceRefused')
    expect(text).toContain(remedy)
    expect(text).not.toContain('nobodyknows')
  })

  test('that are taken back half-way make the reading incomplete, never smaller', async () => {
    world.sandbox.setFaults([{ api: 'github', operation: 'ListTeamMembers', kind: 'error', status: 403 }])

    expect(await failureOf(world.source().read(nobody))).toMatchObject({ code: 'SourceIncomplete', text: expect.stringMatching(/acme\/ops[\s\S]*Members: Read-only/) as string })
  })

  test('that GitHub forgets once are made anew once, and refused the second time', async () => {
    world.sandbox.setFaults([{ api: 'github', operation: 'ListTeams', kind: 'error', status: 401, at: 1 }])
    expect(namesOf(await world.source().read(nobody))).toEqual(['ops'])
    expect(world.calls()).toMatchObject({ 'apps/create-installation-access-token': 2 })

    world.sandbox.setFaults([{ api: 'github', operation: 'ListTeams', kind: 'error', status: 401 }])
    expect(await failureOf(world.source().read(nobody))).toMatchObject({ code: 'SourceRefused', message: expect.stringContaining('Bad credentials') as string })
  })

  test("are asked for by the clock of GitHub where the machine's is wrong", async () => {
    const wrong = { ...world.clock, now: () => world.clock.now() - 3_600_000 }

    expect(namesOf(await world.source({ clock: wrong }).read(nobody))).toEqual(['ops'])
  })

  test('survive an App endpoint that stumbles, and are given up when it stays down', async () => {
    world.sandbox.setFaults([{ api: 'github', operation: 'apps/create-installation-access-token', kind: 'error', status: 503, at: 1, times: 2 }])
    expect(namesOf(await world.source().read(nobody))).toEqual(['ops'])

    world.sandbox.setFaults([{ api: 'github', operation: 'apps/create-installation-access-token', kind: 'error', status: 503 }])
    expect(await failureOf(world.source().read(nobody))).toMatchObject({ code: 'SourceIncomplete', retryable: true })
  })
})

test('tells its progress page by page, and each wait with its reason', async () => {
  const everybody = logins(150)
  world.put({ members: everybody.map((login) => member(login)), teams: [{ name: 'ops', members: everybody }] })
  world.sandbox.setFaults([{ api: 'github', operation: 'ListTeams', kind: 'error', status: 503, at: 1 }])
  const events: ProgressEvent[] = []

  await world.source({ onProgress: (event) => events.push(event) }).read(nobody)

  const pages = (operation: string) => events.flatMap((event) => (event.type === 'read' && event.operation === operation ? [[event.pages, event.rows]] : []))
  expect([pages('ListPeople'), pages('ListTeamMembers')]).toEqual([[[1, 100], [2, 150]], [[1, 100], [2, 150]]])
  expect(events.filter((event) => event.type === 'wait')).toMatchObject([{ system: 'GitHub', reason: expect.stringContaining('ListTeams') as string }])
})
