import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { Plan } from '../../src/plan/plan.js'
import { company } from '../support/company.js'
import { awsOnly } from '../support/in-aws.js'
import { run, useStages } from '../support/program.js'

const stage = useStages()

const ACCESS = {
  accounts: [{ id: '111122223333', name: 'Production' }],
  permissionSets: [{ name: 'AdministratorAccess' }, { name: 'ReadOnlyAccess' }],
}
const RULE = { name: 'nobody takes the last administrator', when: 'impact.lastAdministrators.size() > 0', deny: true }

/** A company whose plan was applied, and whose groups then give something. */
async function settled(assignments: object[], policy: object = {}) {
  const stand = await stage({ seed: company(4, { Admins: [0], Readers: [1, 2], Others: [3] }) })
  const config = parse(await readFile(stand.configFile, 'utf8')) as object
  const env = awsOnly(stand.env)
  const idpscim = (...args: string[]) => run([...args, '--config-file', stand.configFile], { cwd: stand.dir, env })
  await idpscim('sync')
  await writeFile(stand.configFile, stringify({ ...config, policy }))
  await stand.patchState({ aws: { ...ACCESS, assignments } })
  const { google } = await stand.state()
  const without = (name: string, member: string) => stand.patchState({ google: { groups: google.groups.map((group) => (group.name === name ? { ...group, members: group.members.filter((one) => one !== member) } : group)) } })
  const withoutGroup = (name: string) => stand.patchState({ google: { groups: google.groups.filter((group) => group.name !== name) } })
  const plan = async () => JSON.parse(await readFile(join(stand.dir, 'plan.json'), 'utf8')) as Plan
  const asked = async () => (await stand.requests()).filter(({ api }) => api === 'sso-admin').length
  return { ...stand, idpscim, without, withoutGroup, plan, asked }
}

describe('what a plan is worth', () => {
  test('is told by plan --impact, and a rule keeps the last administrator', async () => {
    const { idpscim, without, plan, asked } = await settled([{ account: '111122223333', permissionSet: 'AdministratorAccess', group: 'AWS-Admins' }], { rules: [RULE] })
    await without('AWS-Admins', 'p000@example.com')

    const blocked = await idpscim('plan', '--impact')

    expect(blocked.code).toBe(3)
    expect(blocked.stdout).toMatch(/nobody known administrates Production \(111122223333\) any more:\s+p000@example.com did/)
    expect(blocked.stdout).toMatch(/rules\.nobody takes the last administrator/)
    expect((await plan()).impact).toMatchObject({ known: true, scope: 'all' })
    expect((await idpscim('apply', 'plan.json')).code).toBe(3)

    // A reading of a moment ago, kept beside the state, serves the next plan.
    const before = await asked()
    expect((await idpscim('plan')).code).toBe(3)
    expect(await asked()).toBe(before)
  })

  test('is nothing that a group of the same worth does not give, and needs no rule to be known', async () => {
    const { idpscim, without, plan, dir } = await settled([
      { account: '111122223333', permissionSet: 'AdministratorAccess', group: 'AWS-Admins' },
      { account: '111122223333', permissionSet: 'AdministratorAccess', group: 'AWS-Others' },
      { account: '111122223333', permissionSet: 'ReadOnlyAccess', group: 'AWS-Readers' },
    ])
    await without('AWS-Admins', 'p000@example.com')

    const told = await idpscim('plan', '--impact')

    expect(told.code).toBe(0)
    const { impact } = await plan()
    expect(impact?.changes['membership:remove:AWS-Admins']).toMatchObject({ losses: [{ permissionSet: 'AdministratorAccess', people: ['p000@example.com'], left: 1 }], lastAdministrators: [] })
    expect(told.stdout.replace(/\s+/g, ' ')).toContain('loses AdministratorAccess in Production (111122223333), administrator; 1 still has it')
    expect(JSON.parse(await readFile(join(dir, 'cache', 'assignments.json'), 'utf8'))).toMatchObject({ accounts: { '111122223333': 'Production' } })
  })

  test('is told of every group that is deleted, whether anybody asked or not, or that nobody could ask', async () => {
    const { idpscim, withoutGroup, plan, configFile, dir, setFaults } = await settled([{ account: '111122223333', permissionSet: 'ReadOnlyAccess', group: 'AWS-Readers' }])
    await withoutGroup('AWS-Readers')

    const told = await idpscim('plan')
    const withoutCredentials = await run(['plan', '--config-file', configFile, '--out', 'bare.json'], { cwd: dir })
    await setFaults([{ api: 'sso-admin', kind: 'error', status: 403 }])
    const refused = await idpscim('plan', '--impact', '--out', 'refused.json')

    expect(told.stdout).toMatch(/dies with it: ReadOnlyAccess in Production \(111122223333\)/)
    expect((await plan()).impact).toMatchObject({ scope: 'deleted-groups', changes: { 'group:delete:AWS-Readers': { assignments: { accounts: [{ permissionSet: 'ReadOnlyAccess' }] } } } })
    expect(withoutCredentials.stdout).toMatch(/Whether assignments end with the deleted groups was not asked/)
    expect(refused.code).toBe(0)
    expect(refused.stdout).toMatch(/What groups give in AWS could not be read/)
  })
})
