/** What `doctor` asks of sources that are not Google's: for each right that is taken away, the line that fails. */
import { X509Certificate } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { systemClock } from '../../src/clock.js'
import { Secret } from '../../src/model/secret.js'
import type { Network } from '../../src/http/reach.js'
import { ok } from '../../src/model/check.js'
import { entraChecks } from '../../src/sources/entra/checks.js'
import { CERTIFICATE, PRIVATE_KEY } from '../support/certificate.js'
import { examined, refusing, type Removal, wrong } from '../support/examined.js'
import { useSandboxStacks, type SandboxStack } from '../support/sandbox-stack.js'

const start = useSandboxStacks()

describe('a tenant of Entra', () => {
  const ENTRA = { entra: { users: [{ userPrincipalName: 'ada@example.com', givenName: 'Ada', surname: 'Obi' }], groups: [{ displayName: 'AWS-Dev', members: ['ada@example.com'] }] } }
  const granted = (...permissions: string[]) => ({ entra: { app: { permissions } } })

  test('nothing is wrong where both permissions are granted; when the secret ends is not told', async () => {
    const checks = await examined(await start(ENTRA))

    expect(wrong(checks)).toEqual([])
    expect(checks.filter(({ status, subject }) => status === 'unknown' && subject.startsWith('source')).map(({ check }) => check)).toEqual(['credential'])
  })

  test.each<Removal>([
    ['User.Read.All', ({ sandbox }) => sandbox.patchState(granted('GroupMember.Read.All')), ['failed source: User.Read.All']],
    ['all of a person but their name', ({ sandbox }) => sandbox.patchState(granted('GroupMember.Read.All', 'User.ReadBasic.All')), ['failed source: User.Read.All']],
    ['GroupMember.Read.All', ({ sandbox }) => sandbox.patchState(granted('User.Read.All')), ['failed source: GroupMember.Read.All']],
    ['the secret', ({ sandbox }) => sandbox.patchState({ entra: { app: { secrets: [{ value: 'another' }] } } }), ['failed source: token']],
    ['the time of the secret', ({ sandbox }) => sandbox.setFaults(refusing('graph-token', 'token', 401)), ['failed source: token']],
    ['reading members', ({ sandbox }) => sandbox.setFaults(refusing('graph', 'groups.ListMembers')), ['failed source: reads members']],
  ])('without %s exactly one line fails, and says what to do', async (_, remove, fails) => {
    const stack = await start(ENTRA)
    remove(stack)

    const checks = await examined(stack)

    expect(wrong(checks)).toEqual(fails)
    expect(checks.filter(({ status }) => status === 'failed').every(({ remedies }) => remedies.length > 0)).toBe(true)
  })
})

describe('an organisation on GitHub', () => {
  const GITHUB = { github: { org: 'acme', members: [{ login: 'ada', email: 'ada@acme.example' }], teams: [{ name: 'Platform', members: ['ada'] }] } }
  const byToken = async (stack: SandboxStack) => {
    const written = parse(await readFile(stack.sandbox.configFile, 'utf8')) as { sources: [Record<string, unknown>] }
    const { app_id: _, private_key: __, ...source } = written.sources[0]
    return { ...stack, context: await stack.configured({ sources: [{ ...source, token: { file: join(stack.sandbox.dir, 'github-token') } }] }) }
  }

  test('nothing is wrong where the App has what it needs', async () => {
    expect(wrong(await examined(await start(GITHUB)))).toEqual([])
  })

  test.each<Removal>([
    ['the permission members: read', ({ sandbox }) => sandbox.patchState({ github: { installation: { permissions: { metadata: 'read', members: null } } } }), ['failed source: permission members: read']],
    ['the installation', ({ sandbox }) => sandbox.putState({ ...sandbox.state(), github: { ...GITHUB.github, installation: null } }), ['failed source: installation']],
    ['an installation that is not suspended', ({ sandbox }) => sandbox.patchState({ github: { installation: { suspended: true } } }), ['failed source: installation']],
    ['reading people', ({ sandbox }) => sandbox.setFaults(refusing('github', 'ListPeople')), ['failed source: reads people']],
    ['an address of anybody', ({ sandbox }) => sandbox.patchState({ github: { members: [{ login: 'ada' }] } }), ['warning source: verified addresses']],
  ])('without %s exactly one line is wrong, and says what to do', async (_, remove, fails) => {
    const stack = await start(GITHUB)
    remove(stack)

    const checks = await examined(stack)

    expect(wrong(checks)).toEqual(fails)
    expect(checks.filter(({ status }) => status === 'failed').every(({ remedies }) => remedies.length > 0)).toBe(true)
  })

  test.each<Removal>([
    ['nothing', () => undefined, []],
    ['read:org', ({ sandbox }) => sandbox.patchState({ github: { token: { scopes: ['repo'] } } }), ['failed source: scope read:org']],
    ['single sign-on', ({ sandbox }) => sandbox.patchState({ github: { token: { samlAuthorized: false } } }), ['failed source: single sign-on']],
    ['a token that still stands', ({ sandbox }) => sandbox.setFaults([{ api: 'github', kind: 'error', status: 401 }]), ['failed source: token']],
    ['the right name', ({ sandbox }) => sandbox.patchState({ github: { org: 'renamed' } }), ['failed source: organisation']],
  ])("a person's token without %s", async (_, remove, fails) => {
    const stack = await byToken(await start(GITHUB))
    remove(stack)

    expect(wrong(await examined(stack))).toEqual(fails)
  })

  test('no single sign-on where addresses are taken from it', async () => {
    const stack = await start(GITHUB)
    const written = parse(await readFile(stack.sandbox.configFile, 'utf8')) as { sources: [Record<string, unknown>] }
    const context = await stack.configured({ sources: [{ ...written.sources[0], email: { from: 'saml' } }] })

    expect(wrong(await examined({ context }))).toEqual(['failed source: single sign-on identities'])
  })
})

describe('people in files', () => {
  test('files that are not there, and faults in them, are told with their place', async () => {
    const stack = await start({})
    const context = await stack.configured({ sources: [{ type: 'file', paths: ['people.csv'] }] })

    const missing = await examined({ context })
    await writeFile(join(stack.sandbox.dir, 'people.csv'), 'userName,nam\nada@example.com,Ada\n')
    const faulty = await examined({ context })
    await writeFile(join(stack.sandbox.dir, 'people.csv'), 'userName,name.givenName,name.familyName\nada@example.com,Ada,Obi\n')
    const good = await examined({ context })

    expect(wrong(missing)).toEqual(['failed source: files'])
    expect(wrong(faulty)).toEqual(['failed source: files'])
    expect(faulty.find(({ check }) => check === 'files')?.says).toContain('people.csv')
    expect(wrong(good)).toEqual([])
  })
})

describe("an app's certificate", () => {
  const network: Network = () => ({ name: 'network', ask: () => Promise.resolve(ok('answers')) })
  const answer = (daysLeft: number) => {
    const clock = { ...systemClock, now: () => Date.parse(new X509Certificate(CERTIFICATE).validTo) - daysLeft * 86_400_000 }
    const certificate = new Secret(CERTIFICATE + PRIVATE_KEY, 'the test')
    const [, credential] = entraChecks({ name: 'staff', tenant: 't', clientId: 'c', credential: { kind: 'certificate', certificate }, groupsFilter: [], clock }, network)
    return credential?.ask()
  }

  test('tells until when it lasts, warns a month before, and fails once it is over', async () => {
    expect(await answer(31)).toMatchObject({ status: 'ok' })
    expect(await answer(29)).toMatchObject({ status: 'warning' })
    await expect(answer(-1)).rejects.toThrow(/ran out/)
  })
})
