import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Plan } from '../../src/plan/plan.js'
import { company, range } from '../support/company.js'
import { run, useStages } from '../support/program.js'

const stage = useStages()
const planIn = async (dir: string) => JSON.parse(await readFile(join(dir, 'plan.json'), 'utf8')) as Plan

describe('the first hour', () => {
  test('the demo shows creates, an adoption, a finding, what is left alone, an apply, and an empty second plan', async () => {
    const { code, stdout } = await run(['demo'], { cwd: process.cwd() })

    expect(code).toBe(0)
    expect(stdout).toMatch(/\+ create user /)
    expect(stdout).toMatch(/~ adopt user /)
    expect(stdout).toMatch(/Findings/)
    expect(stdout).toMatch(/Unmanaged in the target, never touched: /)
    expect(stdout).not.toMatch(/failed/)
    expect(stdout.trimEnd()).toMatch(/No changes\. The target matches the desired state/)
  })

  test('plan, apply, plan: the second plan is empty, reads no single user or member, and writes nothing', async () => {
    const { dir, idpscim, requests, clearRequests } = await stage()

    const first = await idpscim('plan')
    const applied = await idpscim('apply', 'plan.json')
    await clearRequests()
    const second = await idpscim('plan', '--detailed-exitcode')

    expect([first.code, applied.code, second.code]).toEqual([0, 0, 0])
    expect((await stat(join(dir, 'plan.json'))).mode & 0o777).toBe(0o600)
    const made = await requests()
    expect(made.filter(({ api, method }) => api !== 'google-token' && method !== 'GET')).toEqual([])
    expect(made.filter(({ operation }) => /get|GetUser|GetGroup/.test(operation))).toEqual([])
    const managed = 7
    expect(made.filter(({ api }) => api === 'scim')).toHaveLength(2 + managed)
  })

  test('planning writes nothing to the target, ever', async () => {
    const { idpscim, requests } = await stage()

    await idpscim('plan')

    expect((await requests()).filter(({ api, method }) => api === 'scim' && method !== 'GET')).toEqual([])
  })

  test('plan --detailed-exitcode says 2 while there are changes', async () => {
    const { idpscim } = await stage()

    expect((await idpscim('plan', '--detailed-exitcode')).code).toBe(2)
  })

  test('with --json stdout is one document and nothing else', async () => {
    const { dir, idpscim } = await stage()

    const planned = await idpscim('plan', '--json')
    const applied = await idpscim('apply', 'plan.json', '--json')

    expect(JSON.parse(planned.stdout)).toEqual(await planIn(dir))
    expect(JSON.parse(applied.stdout)).toMatchObject({ status: 'applied', failed: [] })
  })

  test('a renamed group, a renamed person and two groups that swap names are updates of the same ids, and nothing is deleted', async () => {
    const seed = company(6, { Red: [0, 1], Blue: [2, 3], Green: [4, 5] })
    const { dir, idpscim, state, putState } = await stage({ seed })
    await idpscim('sync')
    const before = await state()
    const group = (name: string) => before.google.groups.find((candidate) => candidate.name === name)
    const renamed = before.google.users.map((user) => (user['primaryEmail'] === 'p000@example.com' ? { ...user, primaryEmail: 'renamed@example.com' } : user))
    const named = (was: string, name: string) => ({ ...group(was), name, members: group(was)?.members.map((member) => JSON.parse(JSON.stringify(member).replace('p000@', 'renamed@')) as unknown) })
    await putState({ ...before, google: { ...before.google, users: renamed, groups: [named('AWS-Red', 'AWS-Blue'), named('AWS-Blue', 'AWS-Red'), named('AWS-Green', 'AWS-Emerald')] } })

    const planned = await idpscim('plan')
    const plan = await planIn(dir)
    const applied = await idpscim('apply', 'plan.json')
    const after = await state()

    expect([planned.code, applied.code]).toEqual([0, 0])
    expect(new Set(plan.changes.map(({ action }) => action))).toEqual(new Set(['update']))
    const idOf = (groups: typeof after.aws.groups, name: string) => groups.find(({ displayName }) => displayName === name)?.id
    expect(idOf(after.aws.groups, 'AWS-Blue')).toBe(idOf(before.aws.groups, 'AWS-Red'))
    expect(idOf(after.aws.groups, 'AWS-Red')).toBe(idOf(before.aws.groups, 'AWS-Blue'))
    expect(idOf(after.aws.groups, 'AWS-Emerald')).toBe(idOf(before.aws.groups, 'AWS-Green'))
    expect(after.aws.users.find(({ userName }) => userName === 'renamed@example.com')?.id).toBe(before.aws.users.find(({ userName }) => userName === 'p000@example.com')?.id)
    expect((await idpscim('plan', '--detailed-exitcode')).code).toBe(0)
  })

  test('a sync that finds nothing to do leaves the state as it is, so that plans waiting for a person stay applicable', async () => {
    const { dir, idpscim } = await stage({ seed: company(4, { Ops: range(0, 4) }) })
    await idpscim('sync')
    const state = await readFile(join(dir, 'state.json'), 'utf8')

    const { code } = await idpscim('sync')

    expect(code).toBe(0)
    expect(await readFile(join(dir, 'state.json'), 'utf8')).toBe(state)
  })

  test('the original command line works by environment alone, and bare without a terminal is a sync', async () => {
    const { dir, env, state } = await stage({ seed: company(4, { Ops: range(0, 4) }) })

    const { code } = await run([], { cwd: dir + '/..', env: { ...env, HOME: '/nonexistent', IDPSCIM_AWS_S3_BUCKET_KEY: join(dir, 'flat-state.json') } })

    expect(code).toBe(0)
    expect((await state()).aws.users).toHaveLength(4)
  })
})
