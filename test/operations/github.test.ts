/**
 * What the GitHub half of the Ministry of Justice's two Lambdas got wrong, one test for each way, by the numbers of the list that was made of its code:
 * a stack that reads teams and writes to an identity store that it does not have to itself.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { applyStack } from '../../src/operations/apply.js'
import { planStack, type PlanOptions } from '../../src/operations/plan.js'
import { syncStack } from '../../src/operations/sync.js'
import type { GithubSeed } from '../../src/sandbox/github/github-seed.js'
import { useSandboxStacks, type SandboxStack } from '../support/sandbox-stack.js'

const start = useSandboxStacks()
const FULL: PlanOptions = { refresh: 'full', adopt: 'keys', allowEmpty: false, samePersons: [] }
const SYNC = { refresh: 'full', allowEmpty: false, samePersons: [] } as const

const logins = (count: number) => Array.from({ length: count }, (_, n) => `user-${String(n).padStart(3, '0')}`)
const member = (login: string) => ({ login, email: `${login}@acme.example` })
const mail = (login: string) => `${login}@acme.example`
const acme = (people: readonly string[], teams: GithubSeed['teams'], more: object = {}): { github: GithubSeed } & Record<string, unknown> => ({ github: { org: 'acme', members: people.map(member), teams }, ...more })
const awsUser = (userName: string, more: object = {}) => ({ userName, displayName: userName, name: { givenName: 'Some', familyName: 'Body' }, active: true, ...more })

const writes = ({ sandbox }: SandboxStack) => sandbox.requests().filter(({ api, method }) => api === 'scim' && method !== 'GET')
const target = ({ sandbox }: SandboxStack) => {
  const { users = [], groups = [] } = sandbox.state().aws ?? {}
  return { users: users.map(({ userName }) => userName).sort(), groups: Object.fromEntries(groups.map(({ displayName, members }) => [displayName, [...(members ?? [])].sort()])) }
}
const synced = async (seed: object): Promise<SandboxStack> => {
  const stack = await start(seed)
  await syncStack(stack.context, SYNC)
  stack.sandbox.clearRequests()
  return stack
}

describe('what the stack did not make', () => {
  test('G1: break-glass people, groups made by hand and what other tools made stay as they are', async () => {
    const others = { users: [awsUser('break-glass'), awsUser('entra@acme.example', { externalId: 'azure-1', emails: [{ value: 'entra@acme.example', type: 'EntraId', primary: true }] })], groups: [{ displayName: 'Emergency', members: ['break-glass'] }, { displayName: 'azure-aws-sso-admins', members: ['entra@acme.example'] }] }
    const stack = await synced(acme(['ada'], [{ name: 'ops', members: ['ada'] }], { aws: others }))

    expect(target(stack)).toEqual({ users: [mail('ada'), 'break-glass', 'entra@acme.example'], groups: { ops: [mail('ada')], Emergency: ['break-glass'], 'azure-aws-sso-admins': ['entra@acme.example'] } })
    expect((await planStack(stack.context, FULL)).changes).toEqual([])
  })

  test('G8, G9: an account that merely has the same name is not taken, with or without a suffix', async () => {
    const others = { users: [awsUser('ada'), awsUser(mail('bob'), { externalId: 'azure-2' })] }
    const stack = await start(acme(['ada', 'bob'], [{ name: 'ops', members: ['ada', 'bob'] }], { aws: others }))

    const plan = await planStack(stack.context, FULL)

    expect(plan.changes.map(({ kind, action, key }) => `${action} ${kind} ${key}`)).toEqual([`create user ${mail('ada')}`, 'create group ops', 'add membership ops'])
    expect(plan.warnings).toMatchObject([{ code: 'not-adopted', key: mail('bob') }])
  })
})

describe('what GitHub does not show', () => {
  test('G2: an organisation without teams, as a lost permission looks, is not believed', async () => {
    const stack = await synced(acme(['ada'], [{ name: 'ops', members: ['ada'] }]))
    stack.sandbox.patchState({ github: { teams: [] } })

    await expect(planStack(stack.context, FULL)).rejects.toMatchObject({ code: 'SourceEmpty' })
    await expect(syncStack(stack.context, SYNC)).rejects.toMatchObject({ code: 'SourceEmpty' })
    expect(target(stack)).toEqual({ users: [mail('ada')], groups: { ops: [mail('ada')] } })
  })

  test('G2: a permission that is taken back is an error with its remedy', async () => {
    const stack = await synced(acme(['ada'], [{ name: 'ops', members: ['ada'] }]))
    stack.sandbox.patchState({ github: { installation: { permissions: { metadata: 'read' } } } })

    await expect(planStack(stack.context, FULL)).rejects.toMatchObject({ code: 'SourceRefused', suggestions: [expect.stringContaining('Members: Read-only'), expect.stringContaining('owner of acme')] })
    expect(writes(stack)).toEqual([])
  })

  test('G5: somebody in a team whom the organisation does not have becomes a finding, and no nameless member', async () => {
    const stack = await start(acme(['ada'], [{ name: 'ops', members: ['ada', 'ghost'] }]))

    const { plan } = await syncStack(stack.context, SYNC)

    expect(plan.warnings).toMatchObject([{ code: 'outside-organisation', kind: 'membership', key: 'ops', summary: 'ghost is in the team acme/ops, but no member of the organisation' }])
    expect(target(stack).groups).toEqual({ ops: [mail('ada')] })
  })

  test('the hundred and first team and the hundred and first member are there', async () => {
    const people = logins(101)
    const teams = Array.from({ length: 101 }, (_, n) => ({ name: `team-${String(n).padStart(3, '0')}`, members: n === 100 ? people : people.slice(n, n + 1) }))

    const { context } = await start(acme(people, teams))

    const { summary, changes } = await planStack(context, FULL)

    expect([summary.users.create, summary.groups.create, summary.memberships.add]).toEqual([101, 101, 100 + 101])
    expect(changes.find(({ kind, key }) => kind === 'membership' && key === 'team-100')).toMatchObject({ members: people.map(mail) })
  })
})

describe('what is written', () => {
  test('G3: is all done when the run ends, new people in new groups among it', async () => {
    const people = logins(12)
    const stack = await start(acme(people, [{ name: 'a', members: people }, { name: 'b', members: people.slice(0, 10) }]))

    const { result } = await syncStack(stack.context, SYNC)
    const asked = stack.sandbox.requests().length

    expect(result).toMatchObject({ status: 'applied', failed: [] })
    expect(target(stack)).toEqual({ users: people.map(mail), groups: { a: people.map(mail), b: people.slice(0, 10).map(mail) } })
    await new Promise((resolve) => setImmediate(resolve))
    expect(stack.sandbox.requests()).toHaveLength(asked)
  })

  test('G4: and a refusal is told with its words, and stops only what hangs on it', async () => {
    const stack = await start(acme(['ada', 'bob'], [{ name: 'ops', members: ['ada'] }, { name: 'web', members: ['bob'] }]))
    stack.sandbox.setFaults([{ api: 'scim', operation: 'CreateGroup', kind: 'error', status: 403, at: 1 }])
    const plan = await planStack(stack.context, FULL)

    const result = await applyStack(stack.context, plan, {})

    expect(result).toMatchObject({ status: 'incomplete', failed: [{ change: { kind: 'group' } }] })
    expect(Object.values(target(stack).groups)).toHaveLength(1)
    expect(target(stack).users).toHaveLength(2)
  })

  test('G6: a team that was renamed is the same group under another name', async () => {
    const stack = await synced(acme(['ada'], [{ name: 'ops', members: ['ada'] }]))
    const idOf = () => stack.sandbox.state().aws?.groups?.[0]?.id
    const [before, teams] = [idOf(), stack.sandbox.state().github?.teams]
    stack.sandbox.patchState({ github: { teams: teams?.map((team) => ({ ...team, slug: 'platform', name: 'Platform' })) } })

    const { plan } = await syncStack(stack.context, SYNC)

    expect(plan.changes).toMatchObject([{ kind: 'group', action: 'update', before: { displayName: 'ops' }, after: { displayName: 'Platform' } }])
    expect([idOf(), Object.keys(target(stack).groups)]).toEqual([before, ['Platform']])
  })

  test("G7: a team by the other tool's prefix is a team like any other, once and for all", async () => {
    const stack = await synced(acme(['ada'], [{ name: 'azure-aws-sso-from-github', members: ['ada'] }]))

    expect(Object.keys(target(stack).groups)).toEqual(['azure-aws-sso-from-github'])
    expect((await planStack(stack.context, FULL)).changes).toEqual([])
  })

  test('whoever leaves one team of two stays, and stays in the other', async () => {
    const stack = await synced(acme(['ada', 'bob'], [{ name: 'ops', members: ['ada', 'bob'] }, { name: 'web', members: ['ada'] }]))
    const teams = stack.sandbox.state().github?.teams
    stack.sandbox.patchState({ github: { teams: teams?.map((team) => (team.slug === 'ops' ? { ...team, members: ['bob'] } : team)) } })

    const { plan } = await syncStack(stack.context, SYNC)

    expect(plan.changes.map(({ kind, action, key }) => `${action} ${kind} ${key}`)).toEqual(['remove membership ops'])
    expect(target(stack)).toEqual({ users: [mail('ada'), mail('bob')], groups: { ops: [mail('bob')], web: [mail('ada')] } })
  })

  test('nothing is remembered from one run to the next: a removal between two runs is seen', async () => {
    const stack = await synced(acme(['ada', 'bob'], [{ name: 'ops', members: ['ada', 'bob'] }]))

    for (const members of [['ada'], ['ada', 'bob'], ['bob']]) {
      const teams = stack.sandbox.state().github?.teams
      stack.sandbox.patchState({ github: { teams: teams?.map((team) => ({ ...team, members })) } })
      await syncStack(stack.context, SYNC)
      expect(target(stack).groups).toEqual({ ops: members.map(mail) })
    }
  })
})

describe('looking at what would happen', () => {
  test("writes nothing, whatever the original's variables say", async () => {
    const stack = await start(acme(['ada'], [{ name: 'ops', members: ['ada'] }]))
    for (const value of ['true', '1', 'yes']) {
      process.env['NOT_DRY_RUN'] = value
      try {
        await planStack(stack.context, FULL)
      } finally {
        delete process.env['NOT_DRY_RUN']
      }
    }

    expect(writes(stack)).toEqual([])
    expect(target(stack)).toEqual({ users: [], groups: {} })
  })

  test('G12: shows the memberships of people and groups that are not there yet', async () => {
    const stack = await start(acme(['ada', 'bob'], [{ name: 'ops', members: ['ada', 'bob'] }]))

    const plan = await planStack(stack.context, FULL)

    expect(plan.changes.at(-1)).toMatchObject({ kind: 'membership', action: 'add', key: 'ops', members: [mail('ada'), mail('bob')] })
    expect(plan.summary.memberships).toEqual({ add: 2, remove: 0 })
  })

  test('G11: asks each side for pages, never once for each of its people: twice the people in as many pages is no call more', async () => {
    const asked = async (count: number) => {
      const people = logins(count)
      const stack = await start(acme(people, [{ name: 'a', members: people }, { name: 'b', members: people }]))
      await planStack(stack.context, FULL)
      return stack.sandbox.requests().map(({ operation }) => operation).sort()
    }

    expect(await asked(48)).toEqual(await asked(24))
  })
})

test("the original's way of naming is a configuration: login and suffix, and groups by slug", async () => {
  const stack = await start({ github: { org: 'acme', members: [{ login: 'Ada-L', name: 'Ada' }], teams: [{ name: 'Ops Team', members: ['Ada-L'] }, { name: 'all-org-members', members: ['Ada-L'] }] } })
  const { sources: [source] } = parse(await readFile(join(stack.sandbox.dir, '.idpscim.yaml'), 'utf8')) as { sources: object[] }
  const context = await stack.configured({
    sources: [{ ...source, email: { from: 'login', suffix: '@digital.example' }, ignore_teams: ['all-org-members', 'business-units'], mapping: { group: { displayName: 'group.slug' } } }],
  })

  const plan = await planStack(context, FULL)

  expect(plan.changes.map(({ kind, action, key }) => `${action} ${kind} ${key}`)).toEqual(['create user ada-l@digital.example', 'create group ops-team', 'add membership ops-team'])
})
