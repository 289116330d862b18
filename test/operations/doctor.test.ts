/** What `doctor` asks of a stack on the sandbox: for each right that is taken away, the lines that fail. */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../src/clock.js'
import { diagnose } from '../../src/operations/doctor.js'
import { DEFAULT_SCOPES } from '../../src/sources/google/google-source.js'
import { examined, refusing, type Removal, wrong } from '../support/examined.js'
import { useSandboxStacks } from '../support/sandbox-stack.js'

const start = useSandboxStacks()
const SCOPE = 'https://www.googleapis.com/auth/admin.directory.'

const GOOGLE = {
  google: {
    users: [{ primaryEmail: 'boss@example.com', name: { givenName: 'The', familyName: 'Boss' }, isAdmin: true }, { primaryEmail: 'ada@example.com', name: { givenName: 'Ada', familyName: 'Obi' } }],
    groups: [{ name: 'AWS-Dev', email: 'aws-dev@example.com', members: ['ada@example.com'] }],
  },
}

const without = (scope: string) => ({ google: { delegatedScopes: DEFAULT_SCOPES.filter((one) => one !== `${SCOPE}${scope}`) } })

describe('a stack of Google Workspace and a SCIM endpoint', () => {
  test('nothing is wrong where everything is granted; nobody tells how old the token is', async () => {
    const checks = await examined(await start(GOOGLE))

    expect(wrong(checks)).toEqual([])
    expect(checks.filter(({ status }) => status !== 'ok').map(({ check, status }) => [check, status])).toEqual([['token age', 'unknown']])
  })

  test.each<Removal>([
    ['group.readonly', ({ sandbox }) => sandbox.patchState(without('group.readonly')), ['failed source: scope group.readonly']],
    ['group.member.readonly', ({ sandbox }) => sandbox.patchState(without('group.member.readonly')), ['failed source: scope group.member.readonly']],
    ['user.readonly', ({ sandbox }) => sandbox.patchState(without('user.readonly')), ['failed source: scope user.readonly']],
    ['domain-wide delegation', ({ sandbox }) => sandbox.patchState({ google: { delegatedScopes: [] } }), ['failed source: delegation']],
    ["the administrator's role", ({ sandbox }) => sandbox.patchState({ google: { users: [{ primaryEmail: 'boss@example.com' }, { primaryEmail: 'ada@example.com', isAdmin: true }] } }), ['failed source: administrator']],
    ['the account that is acted for', ({ sandbox }) => sandbox.patchState({ google: { domain: 'elsewhere.com', users: [{ primaryEmail: 'boss@elsewhere.com', isAdmin: true }] } }), ['failed source: token']],
    ['reading groups', ({ sandbox }) => sandbox.setFaults(refusing('google', 'groups.list')), ['failed source: reads groups']],
    ['reading users', ({ sandbox }) => sandbox.setFaults(refusing('google', 'users.list')), ['failed source: reads users']],
    ['reading members', ({ sandbox }) => sandbox.setFaults(refusing('google', 'members.list')), ['failed source: reads members']],
    ['the SCIM token', ({ sandbox }) => sandbox.setFaults([{ api: 'scim', kind: 'error', status: 401 }]), ['failed target: token']],
    ['ListUsers', ({ sandbox }) => sandbox.setFaults(refusing('scim', 'ListUsers')), ['failed target: ListUsers']],
    ['ListGroups', ({ sandbox }) => sandbox.setFaults(refusing('scim', 'ListGroups')), ['failed target: ListGroups']],
  ])('without %s exactly one line fails, and says what to do', async (_, remove, fails) => {
    const stack = await start(GOOGLE)
    remove(stack)

    const checks = await examined(stack)

    expect(wrong(checks)).toEqual(fails)
    expect(checks.filter(({ status }) => status === 'failed').every(({ remedies }) => remedies.length > 0)).toBe(true)
  })

  test('what waits for a failed check is skipped, and names it', async () => {
    const stack = await start(GOOGLE)
    stack.sandbox.patchState({ google: { delegatedScopes: [] } })

    const checks = await examined(stack)

    expect(checks.filter(({ status }) => status === 'skipped').map(({ check, says }) => [check, says])).toEqual(
      ['scope group.readonly', 'scope group.member.readonly', 'scope user.readonly', 'Admin SDK API', 'administrator', 'customer', 'reads groups', 'reads users', 'reads members'].map((check) => [check, 'needs delegation']),
    )
  })

  test('nothing is written, and nothing secret is said', async () => {
    const stack = await start(GOOGLE)
    stack.sandbox.setFaults([{ api: 'scim', kind: 'error', status: 401 }, { api: 'google-token', kind: 'error', status: 401 }])

    const told = JSON.stringify(await examined(stack))

    expect(stack.sandbox.requests().filter(({ api, method }) => api === 'scim' && !['GET', 'HEAD'].includes(method))).toEqual([])
    const token = await readFile(join(stack.sandbox.dir, 'scim-token'), 'utf8')
    expect(token.length).toBeGreaterThan(100)
    expect(told).not.toContain(token)
    expect(told).not.toContain('PRIVATE KEY')
  })

  test('however many people there are, each system is asked a few questions, and no list is read', async () => {
    const users = Array.from({ length: 1_200 }, (_, n) => ({ primaryEmail: `p${n}@example.com`, name: { givenName: 'P', familyName: String(n) } }))
    const stack = await start({ google: { users: [...GOOGLE.google.users, ...users], groups: [{ ...GOOGLE.google.groups[0], members: users.map(({ primaryEmail }) => primaryEmail) }] } })

    await examined(stack)

    const asked = stack.sandbox.requests().flatMap(({ operation }) => (operation === 'unknown' ? [] : [operation])).sort()
    expect(asked).toEqual(['ListGroups', 'ListUsers', 'ServiceProviderConfig', 'groups.list', 'members.list', 'token', 'token', 'token', 'users.list'])
  })

  test('a wrong customer and a filter that matches nothing are told as themselves', async () => {
    const stack = await start(GOOGLE)
    const [source] = stack.context.config.sources
    const context = (change: object) => ({ ...stack.context, config: { ...stack.context.config, sources: [{ ...source, ...change }] } }) as typeof stack.context

    expect(wrong(await examined({ context: context({ customer: 'C0wrong' }) }))).toEqual(['failed source: customer'])
    expect(wrong(await examined({ context: context({ groupsFilter: ['name:GCP*'] }) }))).toEqual(['warning source: filter name:GCP*'])
  })

  test('a server that is not there is told once, and in seconds', async () => {
    const stack = await start(GOOGLE)
    const target = { ...stack.context.config.target, endpoint: 'http://127.0.0.1:9/5f0c1d2e-7a3b-4c6d-9e8f-0a1b2c3d4e5f/scim/v2/' }

    const checks = await examined({ context: { ...stack.context, config: { ...stack.context.config, target } } })

    expect(wrong(checks)).toEqual(['failed target: network'])
    expect(checks.find(({ status }) => status === 'failed')?.says).toMatch(/^127\.0\.0\.1:9 is not reached \(/)
  })

  test.each([
    [90_000, 'warning', '90 s ahead of'],
    [-400_000, 'failed', '400 s behind'],
    [20_000, 'ok', '20 s ahead of'],
  ])('a clock that is %i ms off is a %s', async (offMs, status, says) => {
    const stack = await start(GOOGLE)
    const clock = { ...systemClock, now: () => systemClock.now() + offMs }

    const checks = await examined({ context: { ...stack.context, clock } })

    const line = checks.find(({ check }) => check === 'clock')
    expect(line?.status).toBe(status)
    expect(line?.says).toMatch(new RegExp(`^${says.replace(/\d+/, (seconds) => `(${seconds}|${Number(seconds) - 1}|${Number(seconds) + 1})`)}`))
  })
})

describe('secrets', () => {
  test('one that may not be read fails alone, and what needs it is skipped', async () => {
    const { context } = await start(GOOGLE)
    const lacking = [{ path: 'target.access_token', secret: 'my/scim', problem: 'may not be read with these AWS credentials', remedy: 'Allow it.' }]

    const { checks } = await diagnose({ context, secrets: { ids: ['my/scim', 'my/other'], lacking } })

    expect(wrong(checks)).toEqual(['failed AWS: secret my/scim'])
    expect(checks.find(({ subject }) => subject.startsWith('target'))).toMatchObject({ status: 'skipped', says: 'needs the secret my/scim' })
    expect(checks.filter(({ subject, status }) => subject.startsWith('source') && status === 'skipped')).toEqual([])
  })
})

describe('a state in a file', () => {
  test('a folder that is not there yet is made later; one that is no folder is told', async () => {
    const stack = await start(GOOGLE)
    const at = (path: string) => ({ context: { ...stack.context, config: { ...stack.context.config, state: { type: 'file' as const, path, leaseTtlMs: 60_000 } } } })
    await rm(join(stack.sandbox.dir, 'state.json'), { force: true })

    expect((await examined(at(join(stack.sandbox.dir, 'new', 'state.json')))).find(({ check }) => check === 'folder')?.says).toContain('will be made in')
    expect(wrong(await examined(at('/proc/1/state.json')))).toContain('failed state: folder')
  })
})
