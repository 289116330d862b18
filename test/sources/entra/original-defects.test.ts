/** What the Lambda that this source succeeds did wrong to people: one test for each of its defects, over plan, apply and the next plan. */
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Context } from '../../../src/operations/context.js'
import { planStack, type PlanOptions } from '../../../src/operations/plan.js'
import { syncStack } from '../../../src/operations/sync.js'
import type { Plan } from '../../../src/plan/plan.js'
import { openSources } from '../../../src/operations/wiring.js'
import { useSandboxStacks, type SandboxStack } from '../../support/sandbox-stack.js'
import { guid } from '../../support/entra-world.js'

const start = useSandboxStacks()
const FULL: PlanOptions = { refresh: 'full', adopt: 'keys', allowEmpty: false, samePersons: [] }
const SYNC = { refresh: 'full', adopt: 'keys', allowEmpty: false, samePersons: [] } as const
const FILTER = "startswith(displayName,'azure-aws-sso-')"

const user = (name: string, more: object = {}) => ({ id: guid(name), userPrincipalName: `${name}@example.com`, givenName: name, surname: 'Doe', mail: `${name}@example.com`, ...more })
const group = (name: string, members: readonly string[], more: object = {}) => ({ id: guid(`group ${name}`), displayName: `azure-aws-sso-${name}`, members: members.map(guid), ...more })
const numbered = (count: number) => Array.from({ length: count }, (_, n) => `p${String(n).padStart(3, '0')}`)

interface Entra {
  users: readonly object[]
  groups: readonly object[]
}

/** A stack that is up to date, its requests forgotten. */
async function settled(entra: Entra & Record<string, unknown>, source: object = {}): Promise<SandboxStack> {
  const stack = await start({ entra, aws: { users: [], groups: [] } })
  const { sources } = parse(await readFile(stack.sandbox.configFile, 'utf8')) as { sources: object[] }
  const context = await stack.configured({ sources: [{ ...sources[0], groups_filter: [FILTER], ...source }] })
  const { result } = await syncStack(context, SYNC)
  expect(result?.status).toBe('applied')
  stack.sandbox.clearRequests()
  return { ...stack, context }
}
const change = ({ sandbox }: SandboxStack, entra: Entra) => sandbox.putState({ ...sandbox.state(), entra })
const accounts = ({ sandbox }: SandboxStack) => (sandbox.state().aws?.users ?? []).map(({ userName, active }) => ({ userName, active }))
const members = ({ sandbox }: SandboxStack) => Object.fromEntries((sandbox.state().aws?.groups ?? []).map((one) => [one.displayName.replace('azure-aws-sso-', ''), [...(one.members ?? [])].sort()]))
const brief = ({ changes }: Plan) => changes.map(({ kind, action, key, ...rest }) => `${kind} ${action} ${key}${'members' in rest && rest.members ? `: ${rest.members.join(', ')}` : ''}`)
const writes = ({ sandbox }: SandboxStack) => sandbox.requests().filter(({ api, method }) => api === 'scim' && method !== 'GET')
const plan = (context: Context) => planStack(context, FULL)

const everyone = ['ada', 'ben', 'cleo'].map((name) => user(name))

test('leaving one group takes that membership, and neither the account nor the others (E1)', async () => {
  const stack = await settled({ users: everyone, groups: [group('a', ['ada', 'ben']), group('b', ['ada', 'cleo'])] })
  change(stack, { users: everyone, groups: [group('a', ['ben']), group('b', ['ada', 'cleo'])] })

  expect(brief(await plan(stack.context))).toEqual(['membership remove azure-aws-sso-a: ada@example.com'])
  await syncStack(stack.context, SYNC)

  expect(accounts(stack)).toContainEqual({ userName: 'ada@example.com', active: true })
  expect(members(stack)).toEqual({ a: ['ben@example.com'], b: ['ada@example.com', 'cleo@example.com'] })
})

test('no plan writes, however it is asked for: there is no dry run to get wrong (E2)', async () => {
  const stack = await settled({ users: everyone, groups: [group('a', ['ada', 'ben'])] })
  change(stack, { users: everyone, groups: [group('a', ['cleo'])] })
  for (const dry_run of [true, 'true', 'True', 'False', false]) await planStack(stack.context, { ...FULL, dry_run } as PlanOptions)

  expect(writes(stack)).toEqual([])
})

test('a plan says all that its apply does, the end of an account included (E3)', async () => {
  const stack = await settled({ users: everyone, groups: [group('a', ['ada', 'ben'])] })
  change(stack, { users: everyone, groups: [group('a', ['ben'])] })

  const said = brief(await plan(stack.context))
  expect(said).toEqual(['membership remove azure-aws-sso-a: ada@example.com', 'user deactivate ada@example.com', 'user schedule ada@example.com'])

  await syncStack(stack.context, SYNC)
  expect(writes(stack).map(({ operation }) => operation).sort()).toEqual(['PatchGroup', 'PatchUser'])
})

test('group 101, member 101 and owner 101 are read as all others, and so is whoever lies behind the largest page (E4)', async () => {
  const people = numbered(1_005)
  const groups = [group('all', people), group('owned', [], { owners: people.slice(0, 101).map(guid) }), ...numbered(100).map((name) => group(name, [name]))]
  const stack = await start({ entra: { users: people.map((name) => user(name)), groups }, aws: { users: [], groups: [] } })
  const { sources } = parse(await readFile(stack.sandbox.configFile, 'utf8')) as { sources: object[] }

  const { summary } = await plan(await stack.configured({ sources: [{ ...sources[0], groups_filter: [FILTER], include_owners: true }] }))

  expect(summary).toMatchObject({ users: { create: 1_005 }, groups: { create: 102 }, memberships: { add: 1_005 + 101 + 100 } })
  expect(stack.sandbox.requests().filter(({ operation }) => operation === 'groups.ListMembers')).toHaveLength(102 + 1)
})

test('who is in no group any more goes, though a whole group went with them and the holding group held them (E5)', async () => {
  const stack = await settled({ users: everyone, groups: [group('a', ['ada']), group('b', ['ben'])] }, { holding_group: 'azure-aws-sso-all-members' })
  expect(members(stack)).toMatchObject({ 'all-members': ['ada@example.com', 'ben@example.com'] })
  change(stack, { users: everyone, groups: [group('a', ['ada'])] })

  await syncStack(stack.context, SYNC)

  expect(accounts(stack)).toEqual([{ userName: 'ada@example.com', active: true }, { userName: 'ben@example.com', active: false }])
  expect(members(stack)).toEqual({ a: ['ada@example.com'], 'all-members': ['ada@example.com'] })
})

test('a nested group gives its members, a device and a service principal nothing, and neither stops the run (E6)', async () => {
  const [laptop, robot] = [guid('laptop'), guid('robot')]
  const inner = { id: guid('group inner'), displayName: 'Platform', members: [guid('ben')] }
  const stack = await settled({
    users: everyone,
    groups: [{ ...group('a', ['ada']), members: [guid('ada'), inner.id, laptop, robot] }, inner],
    devices: [{ id: laptop, displayName: 'laptop' }],
    servicePrincipals: [{ id: robot, displayName: 'robot' }],
  })

  expect(members(stack)).toEqual({ a: ['ada@example.com', 'ben@example.com'] })
})

test('a person without names gets them from the display name, and stops nobody else (E7)', async () => {
  const nameless = { givenName: null, surname: null }
  const stack = await settled({ users: [user('ada', { ...nameless, displayName: 'Ada Maria Obi' }), user('robot', { ...nameless, displayName: 'robot' }), user('ben', { surname: null, displayName: 'Ben Castillo' })], groups: [group('a', ['ada', 'robot', 'ben'])] })

  const names = Object.fromEntries((stack.sandbox.state().aws?.users ?? []).map(({ userName, name }) => [userName, `${name?.givenName ?? ''} / ${name?.familyName ?? ''}`]))
  expect(names).toEqual({ 'ada@example.com': 'Ada / Maria Obi', 'robot@example.com': 'robot / robot', 'ben@example.com': 'ben / Castillo' })
})

test('properties that are null for want of a permission are no people without names: there is no plan (E7)', async () => {
  const stack = await settled({ users: everyone, groups: [group('a', ['ada'])] })
  stack.sandbox.patchState({ entra: { app: { permissions: ['GroupMember.Read.All'] } } })

  await expect(plan(stack.context)).rejects.toMatchObject({ code: 'SourceIncomplete', message: expect.stringContaining('permission') as string })
  expect(writes(stack)).toEqual([])
})

test('nothing of one reading is in the next: a process that lives on sees who left (E8, E9)', async () => {
  const stack = await settled({ users: everyone, groups: [group('a', ['ada', 'ben'])] })
  const [source] = await openSources(stack.context)
  const read = async () => (await source?.read({ known: { users: [], groups: [] } }))?.groups[0]?.members.map(({ id }) => id)

  expect(await read()).toEqual([guid('ada'), guid('ben')].sort())
  change(stack, { users: everyone, groups: [group('a', ['cleo'])] })
  expect(await read()).toEqual([guid('cleo')])
})

test('a run that fails says so, and is no success to whoever started it (E11)', async () => {
  const stack = await settled({ users: everyone, groups: [group('a', ['ada'])] })
  stack.sandbox.setFaults([{ api: 'graph', operation: 'groups.ListMembers', kind: 'error', status: 403 }])

  await expect(syncStack(stack.context, SYNC)).rejects.toMatchObject({ code: 'SourceIncomplete', message: expect.stringContaining('azure-aws-sso-a') as string })
})

test('one token serves all groups, and a 429 is waited off as Graph wishes (E12)', async () => {
  const stack = await settled({ users: everyone, groups: [group('a', ['ada']), group('b', ['ben']), group('c', ['cleo'])] })
  stack.sandbox.setFaults([{ api: 'graph', operation: 'groups.ListMembers', kind: 'throttle', times: 1, retryAfter: 0 }])

  expect(brief(await plan(stack.context))).toEqual([])
  expect(stack.sandbox.requests().filter(({ api }) => api === 'graph-token')).toHaveLength(1)
})

test('a user principal name that changes its case is an update of the same person (E13)', async () => {
  const stack = await settled({ users: everyone, groups: [group('a', ['ada', 'ben'])] })
  change(stack, { users: [user('ada', { userPrincipalName: 'Ada@Example.com' }), ...everyone.slice(1)], groups: [group('a', ['ada', 'ben'])] })

  expect(brief(await plan(stack.context))).toEqual(['user update Ada@Example.com'])
})

test('the holding group gains people who do not exist yet in the very plan that makes them (E14, E16)', async () => {
  const stack = await settled({ users: everyone, groups: [group('a', ['ada'])] }, { holding_group: 'azure-aws-sso-all-members' })
  change(stack, { users: everyone, groups: [group('a', ['ada', 'ben'])] })

  expect(brief(await plan(stack.context))).toEqual([
    'user create ben@example.com',
    'membership add azure-aws-sso-a: ben@example.com',
    'membership add azure-aws-sso-all-members: ben@example.com',
  ])
})

test('a guest is nobody unless invited in, and then by the mail that is theirs (E15)', async () => {
  const eve = { id: guid('eve'), userPrincipalName: 'eve_partner.example#EXT#@example.onmicrosoft.com', displayName: 'Eve Partner', mail: 'eve@partner.example', userType: 'Guest' }
  const entra = { users: [...everyone, eve], groups: [group('a', ['ada', 'eve'])] }

  expect(accounts(await settled(entra)).map(({ userName }) => userName)).toEqual(['ada@example.com'])
  const stack = await settled(entra, { guests: 'use_mail' })
  expect(stack.sandbox.state().aws?.users?.find(({ userName }) => userName === 'eve@partner.example')).toMatchObject({ emails: [{ value: 'eve@partner.example' }] })
  expect(JSON.stringify(stack.sandbox.state().aws)).not.toContain('#EXT#')
})

test('a filter that finds nothing, a directory that answers nothing: no plan, and nobody loses anything (E17)', async () => {
  const stack = await settled({ users: everyone, groups: [group('a', ['ada', 'ben'])] })
  change(stack, { users: everyone, groups: [] })

  await expect(plan(stack.context)).rejects.toMatchObject({ code: 'SourceEmpty', message: expect.stringContaining(FILTER) as string })
  expect(writes(stack)).toEqual([])
})

test('an owner is a member where the configuration says so, once, and not otherwise', async () => {
  const entra = { users: everyone, groups: [group('a', ['ada'], { owners: [guid('ada'), guid('ben')] })] }

  expect(members(await settled(entra))).toEqual({ a: ['ada@example.com'] })
  expect(members(await settled(entra, { include_owners: true }))).toEqual({ a: ['ada@example.com', 'ben@example.com'] })
})
