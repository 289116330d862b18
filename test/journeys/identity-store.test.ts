import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { Plan } from '../../src/plan/plan.js'
import { IdentityStoreId, raw } from '../sandbox/identitystore/client.js'
import { company, range } from '../support/company.js'
import { awsOnly } from '../support/in-aws.js'
import { run, useStages, type Stage } from '../support/program.js'

const stage = useStages()

/** The stage's configuration with another target, and AWS's own variables around the program. */
async function on(target: (written: Record<string, unknown>) => object, seed: unknown) {
  const stand = await stage({ seed })
  const config = parse(await readFile(stand.configFile, 'utf8')) as { target: Record<string, unknown> }
  await writeFile(stand.configFile, stringify({ ...config, target: target(config.target) }))
  const idpscim = (...args: string[]) => run([...args, '--config-file', stand.configFile], { cwd: stand.dir, env: awsOnly(stand.env) })
  const plan = async () => {
    const { code } = await idpscim('plan', '--detailed-exitcode')
    return { code, plan: JSON.parse(await readFile(join(stand.dir, 'plan.json'), 'utf8')) as Plan }
  }
  const apply = async () => (await idpscim('apply', 'plan.json')).code
  return { ...stand, idpscim, plan, apply }
}

const told = ({ changes }: Plan) => changes.map(({ kind, action, key }) => `${kind} ${action} ${key}`)
const memberOf = async ({ state }: Pick<Stage, 'state'>, name: string) => (await state()).aws.groups.find(({ displayName }) => displayName === name)?.members

describe('a stack on the Identity Store API', () => {
  test('plans, applies, has nothing left to do, and keeps up with renames, moves, drift and leavers', async () => {
    const stand = await on(() => ({ type: 'aws-identity-store' }), company(6, { Red: [0, 1, 2], Blue: [3, 4, 5] }))

    expect((await stand.plan()).code).toBe(2)
    expect(await stand.apply()).toBe(0)
    expect((await stand.requests()).filter(({ api }) => api === 'scim')).toEqual([])
    expect((await stand.plan()).code).toBe(0)
    expect(await memberOf(stand, 'AWS-Red')).toEqual(['p000@example.com', 'p001@example.com', 'p002@example.com'])

    // A new name for a person and a group, somebody moves; and by hand, somebody else is renamed and taken out of a group.
    const { google, aws } = await stand.state()
    const renamed = google.users.map((user) => (user['primaryEmail'] === 'p000@example.com' ? { ...user, primaryEmail: 'renamed@example.com' } : user))
    const groups = google.groups.map((group) => (group.name === 'AWS-Red' ? { ...group, name: 'AWS-Crimson', members: ['renamed@example.com', 'p002@example.com'] } : { ...group, members: [1, 3, 4, 5].map((n) => `p00${n}@example.com`) }))
    const users = aws.users.map((user) => (user.userName === 'p002@example.com' ? { ...user, displayName: 'By Hand' } : user))
    const crews = aws.groups.map((group) => (group.displayName === 'AWS-Blue' ? { ...group, members: ['p003@example.com', 'p005@example.com'] } : group))
    await stand.putState({ google: { ...google, users: renamed, groups }, aws: { ...aws, users, groups: crews } })
    const moved = await stand.plan()
    expect(told(moved.plan).sort()).toEqual(['group update AWS-Crimson', 'membership add AWS-Blue', 'membership remove AWS-Crimson', 'user update p002@example.com', 'user update renamed@example.com'])
    expect(moved.plan.drift.map(({ kind, key, what }) => `${kind} ${key} ${what}`).sort()).toEqual(['membership AWS-Blue member-removed', 'user p002@example.com changed'])
    expect(await stand.apply()).toBe(0)
    expect((await memberOf(stand, 'AWS-Crimson'))?.sort()).toEqual(['p002@example.com', 'renamed@example.com'])
    expect((await memberOf(stand, 'AWS-Blue'))?.sort()).toEqual(['p001@example.com', 'p003@example.com', 'p004@example.com', 'p005@example.com'])

    // Who is suspended loses the groups; who left loses them too, and the account when the clock has run out.
    const before = await stand.state()
    const people = before.google.users.flatMap((user) => (user['primaryEmail'] === 'p004@example.com' ? [] : [{ ...user, suspended: user['primaryEmail'] === 'p003@example.com' }]))
    await stand.patchState({ google: { users: people, groups: before.google.groups.map((group) => ({ ...group, members: group.members.filter((member) => member !== 'p004@example.com') })) } })
    const gone = await stand.plan()
    expect(told(gone.plan)).toEqual(['membership remove AWS-Blue', 'user schedule p004@example.com'])
    expect(gone.plan.changes[0]?.reason).toContain('this target cannot switch people off')
    expect(await stand.apply()).toBe(0)
    expect((await memberOf(stand, 'AWS-Blue'))?.sort()).toEqual(['p001@example.com', 'p005@example.com'])
    expect((await stand.plan()).code).toBe(0)
  }, 60_000)

  test('tells by whom an administrator was put in by hand, and when; a plan from the saved reading tells the same', async () => {
    const stand = await on(() => ({ type: 'aws-identity-store' }), company(3, { Admins: [0], Ops: [0, 1, 2] }))
    expect((await stand.idpscim('sync')).code).toBe(0)
    const { users, groups } = (await stand.state()).aws
    const [GroupId, UserId] = [groups.find(({ displayName }) => displayName === 'AWS-Admins')?.id, users.find(({ userName }) => userName === 'p002@example.com')?.['id']]
    const byHand = await raw(stand.env['AWS_ENDPOINT_URL_IDENTITYSTORE'] ?? '', 'AWSIdentityStore.CreateGroupMembership', { IdentityStoreId, GroupId, MemberId: { UserId } })
    expect(byHand.status).toBe(200)

    const drift = await stand.idpscim('drift')
    await stand.idpscim('plan', '--save-snapshots', 'reading')
    const live = JSON.parse(await readFile(join(stand.dir, 'plan.json'), 'utf8')) as Plan
    await stand.idpscim('plan', '--from-snapshots', 'reading')
    const replayed = JSON.parse(await readFile(join(stand.dir, 'plan.json'), 'utf8')) as Plan

    expect(drift.code).toBe(2)
    expect(drift.stdout.replace(/\s+/g, ' ')).toMatch(/AWS-Admins: 1 member added: p002@example\.com \(by arn:aws:iam::123456789012:user\/AKID at \d{4}-\d\d-\d\d \d\d:\d\d UTC\)/)
    expect(live.drift).toMatchObject([{ what: 'member-added', members: ['p002@example.com'], by: 'arn:aws:iam::123456789012:user/AKID', at: expect.stringMatching(/Z$/) as string }])
    expect(replayed.drift).toEqual(live.drift)
    expect(replayed.changesDigest).toBe(live.changesDigest)
  })

  test('runs the example as it is, but for the address of the source and its administrator', async () => {
    const { dir, endpoints, env } = await stage()
    const example = await readFile('examples/identity-store.yaml', 'utf8')
    await writeFile(join(dir, 'example.yaml'), example.replace('customer: my_customer', `customer: my_customer\n    endpoint: ${endpoints['google'] ?? ''}`).replace('idpscim@example.com', 'admin@example.com'))
    const idpscim = (...args: string[]) => run([...args, '--config-file', 'example.yaml'], { cwd: dir, env: awsOnly(env) })

    const codes = [(await idpscim('validate')).code, (await idpscim('sync', '--adopt', 'keys')).code, (await idpscim('plan', '--detailed-exitcode')).code]

    expect(codes).toEqual([0, 0, 0])
  })
})

describe('a stack that is written by SCIM', () => {
  test('is read by the Identity Store API where that is asked for, under the same state', async () => {
    const stand = await on((scim) => ({ ...scim, read: 'identity-store' }), company(5, { Red: range(0, 5) }))

    const first = await stand.idpscim('sync')
    const second = await stand.plan()

    expect([first.code, second.code]).toEqual([0, 0])
    expect(second.plan.base.snapshots.find(({ role }) => role === 'target')?.evidence.by).toBe('the Identity Store API, group by group')
    const asked = await stand.requests()
    const by = (api: string, writes: boolean) => asked.filter((request) => request.api === api && (request.method === 'GET' || /^(List|Get|Describe|Is)/.test(request.operation)) !== writes)
    expect(by('identitystore', true)).toEqual([])
    expect(by('scim', true).length).toBeGreaterThan(0)
    // One question to each reading's other door: whether both lead to one store.
    expect(by('scim', false).map(({ operation }) => operation)).toEqual(['GetUser'])
    expect((await stand.state()).aws.users[0]).toMatchObject({ externalId: expect.any(String) as string, active: true })

    const config = parse(await readFile(stand.configFile, 'utf8')) as { target: object }
    await writeFile(stand.configFile, stringify({ ...config, target: { ...config.target, read: 'auto' } }))
    expect((await stand.plan()).code).toBe(0)
  })
})
