import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Plan } from '../../src/plan/plan.js'
import { company, range } from '../support/company.js'
import { useStages, type Stage } from '../support/program.js'

const stage = useStages()
const planIn = async (dir: string) => JSON.parse(await readFile(join(dir, 'plan.json'), 'utf8')) as Plan
const writes = async ({ requests }: Stage) => (await requests()).filter(({ api, method }) => api === 'scim' && method !== 'GET')

/** A stack that is up to date, its request log empty and no plan on disk. */
async function upToDate(seed: ReturnType<typeof company>): Promise<Stage> {
  const made = await stage({ seed })
  const { code, stderr } = await made.idpscim('sync')
  if (code !== 0) throw new Error(stderr)
  await made.clearRequests()
  return made
}

describe('a directory that cannot be read whole', () => {
  /** People fill two pages of 500, the largest group three of 200. */
  const big = company(620, { All: range(150, 600), Ops: range(0, 20), Dev: range(20, 40) })
  const faults: Record<string, object> = {
    'the first page of people dropped': { api: 'google', operation: 'users.list', kind: 'drop-page', at: 1 },
    'the second page of people dropped': { api: 'google', operation: 'users.list', kind: 'drop-page', at: 2 },
    'a page of groups dropped': { api: 'google', operation: 'groups.list', kind: 'drop-page', at: 1 },
    'every page of members dropped': { api: 'google', operation: 'members.list', kind: 'drop-page' },
    'a page of members repeated for ever': { api: 'google', operation: 'members.list', kind: 'repeat-page' },
    'the members of one group forbidden': { api: 'google', operation: 'members.list', kind: 'error', status: 403, at: 2 },
    'a page of accounts of the target dropped': { api: 'scim', operation: 'ListUsers', kind: 'drop-page', at: 2 },
  }

  test('gives no plan, a clear error, and not one write', async () => {
    const made = await upToDate(big)

    for (const [name, fault] of Object.entries(faults)) {
      await made.setFaults([fault])
      const { code, stderr } = await made.idpscim('plan', '--out', 'cut.json')

      expect({ name, code }).toEqual({ name, code: 1 })
      expect(stderr, name).toMatch(/incomplete|whole|missing|lack|forbidden|403|comes back|came back|again/i)
      expect(stderr, name).not.toMatch(/\n\s+at /)
    }
    await expect(readFile(join(made.dir, 'cut.json'))).rejects.toThrow()
    expect(await writes(made)).toEqual([])
    await made.setFaults([])
    expect((await made.idpscim('plan', '--detailed-exitcode')).code).toBe(0)
  }, 240_000)

  test('an empty directory is an error unless --allow-empty says that it is meant', async () => {
    const made = await upToDate(company(4, { Ops: range(0, 4) }))
    await made.putState({ ...(await made.state()), google: { domain: 'example.com', users: [], groups: [] } })

    const refused = await made.idpscim('plan', '--out', 'empty.json')

    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(/--allow-empty/)
    await expect(readFile(join(made.dir, 'empty.json'))).rejects.toThrow()
    expect((await made.idpscim('plan', '--allow-empty')).code).toBe(0)
  })
})

describe('limits', () => {
  const crowd = () => company(40, { All: range(0, 40), Ops: range(0, 10) })
  const lose = async (made: Stage, count: number) => {
    const before = await made.state()
    const gone = new Set(range(0, count).map((index) => `p${String(index).padStart(3, '0')}@example.com`))
    const groups = before.google.groups.map((group) => ({ ...group, members: group.members.filter((member) => ![...gone].some((mail) => JSON.stringify(member).includes(mail))) }))
    await made.putState({ ...before, google: { ...before.google, users: before.google.users.filter((user) => !gone.has(String(user['primaryEmail']))), groups } })
  }

  test('thirty percent of the people gone: exit 3, the plan is written and says blocked, nothing is changed', async () => {
    const made = await upToDate(crowd())
    await lose(made, 12)

    const planned = await made.idpscim('plan')
    const applied = await made.idpscim('apply', 'plan.json')
    const synced = await made.idpscim('sync')

    expect([planned.code, applied.code, synced.code]).toEqual([3, 3, 3])
    expect((await planIn(made.dir)).policy.blocked).toBe(true)
    expect(planned.stdout).toMatch(/remove_users/)
    expect(synced.stderr + synced.stdout).toMatch(/pending/)
    expect(await writes(made)).toEqual([])
  })

  test('small steps in a row are stopped where one big step would be', async () => {
    const made = await upToDate(crowd())
    const codes: (number | null)[] = []
    for (const step of [4, 8, 12]) {
      await lose(made, step)
      codes.push((await made.idpscim('sync')).code)
    }

    expect(codes).toEqual([0, 0, 3])
  })
})

describe('refusing', () => {
  test('a plan whose base moved: exit 4, nothing changed', async () => {
    const made = await upToDate(company(4, { Ops: range(0, 4) }))
    const before = await made.state()
    await made.putState({ ...before, google: { ...before.google, groups: before.google.groups.map((group) => ({ ...group, name: 'AWS-Renamed' })) } })
    await made.idpscim('plan', '--out', 'old.json')
    await made.idpscim('sync')
    await made.clearRequests()

    const { code, stderr } = await made.idpscim('apply', 'old.json')

    expect(code).toBe(4)
    expect(stderr).toMatch(/serial/)
    expect(await writes(made)).toEqual([])
  })

  test('a target that moved since the plan: exit 4, nothing changed', async () => {
    const made = await stage({ seed: company(4, { Ops: range(0, 4) }) })
    await made.idpscim('plan')
    const before = await made.state()
    await made.putState({ ...before, aws: { users: [{ userName: 'p001@example.com' }], groups: [] } })

    const { code, stderr } = await made.idpscim('apply', 'plan.json')

    expect(code).toBe(4)
    expect(stderr).toMatch(/p001@example\.com/)
    expect(await writes(made)).toEqual([])
  })

  test.each([
    ['a value', (text: string) => text.replace('"active":true', '"active":false')],
    ['a byte too few', (text: string) => text.slice(0, -10)],
    ['another format', (text: string) => text.replace('"formatVersion":1', '"formatVersion":9')],
  ])('a plan file with %s changed: exit 64, nothing changed', async (_, damage) => {
    const made = await stage({ seed: company(3, { Ops: range(0, 3) }) })
    await made.idpscim('plan')
    const file = join(made.dir, 'plan.json')
    await writeFile(file, damage(await readFile(file, 'utf8')))

    const { code } = await made.idpscim('apply', 'plan.json')

    expect(code).toBe(64)
    expect(await writes(made)).toEqual([])
  })

  test('a lease that another process holds: exit 5, and the message says who, for what, since when and until when', async () => {
    const made = await stage({ seed: company(30, { Ops: range(0, 30) }), flags: ['--latency', '300'] })
    await made.idpscim('plan')
    const busy = made.start('apply', 'plan.json', '--parallelism', '1')
    for (let seen = false; !seen; ) seen = (await writes(made)).length > 0

    const refused = await made.idpscim('apply', 'plan.json', '--lock-timeout', '0s')
    const planned = await made.idpscim('plan', '--out', 'other.json')
    busy.child.kill('SIGTERM')

    expect([refused.code, planned.code]).toEqual([5, 5])
    expect(refused.stderr).toMatch(new RegExp(`${busy.child.pid ?? 0}`))
    expect(refused.stderr).toMatch(/since .*until /s)
    expect((await busy.ended).code).toBe(6)
  })
})

describe('secrets', () => {
  test('appear nowhere: not on stdout, stderr, in the plan, the state, the journal or the history, even with --debug and faults', async () => {
    const made = await stage({ seed: company(5, { Ops: range(0, 5) }) })
    const token = (await readFile(join(made.dir, 'scim-token'), 'utf8')).trim()
    const { private_key: key } = JSON.parse(await readFile(join(made.dir, 'google-credentials.json'), 'utf8')) as { private_key: string }
    const body = key.split('\n').slice(1, 3)

    const outputs = [await made.idpscim('plan', '--debug')]
    await made.setFaults([{ api: 'scim', operation: 'CreateUser', kind: 'error', status: 400, at: 1 }, { api: 'scim', operation: 'PatchGroup', kind: 'reset', at: 1 }])
    outputs.push(await made.idpscim('apply', 'plan.json', '--debug'))
    await made.setFaults([{ api: 'scim', kind: 'error', status: 401 }, { api: 'google-token', kind: 'error', status: 401 }])
    outputs.push(await made.idpscim('plan', '--debug'), await made.idpscim('sync', '--debug', '--log-format', 'json'))
    const found = spawnSync('grep', ['-rlF', '--exclude=scim-token', '--exclude=google-credentials.json', '-e', token, ...body.flatMap((line) => ['-e', line]), '.'], { cwd: made.dir, encoding: 'utf8' })

    const said = outputs.map(({ stdout, stderr }) => stdout + stderr).join('\n')
    for (const secret of [token, ...body]) expect(said).not.toContain(secret)
    expect(found.stdout).toBe('')
    expect(outputs.map(({ code }) => code)).toEqual([0, 6, 1, 1])
  })
})
