/** The state's commands against the sandbox: what each writes, and what it refuses. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { State } from '../../src/model/state.js'
import type { Plan } from '../../src/plan/plan.js'
import { company } from '../support/company.js'
import { run, useStages, type Stage } from '../support/program.js'

const stages = useStages()
const small = company(3, { Red: [0, 1], Blue: [1, 2] })

async function synced(): Promise<Stage> {
  const made = await stages({ seed: small })
  await made.idpscim('sync')
  await made.clearRequests()
  return made
}

const stateOf = async ({ dir }: Stage) => JSON.parse(await readFile(join(dir, 'state.json'), 'utf8')) as State
const put = (made: Stage, name: string, state: State) => writeFile(join(made.dir, name), JSON.stringify(state))
const scimWrites = async (made: Stage) => (await made.requests()).filter(({ api, method }) => api === 'scim' && method !== 'GET')

describe('state pull and push', () => {
  test('give the state, and take it back edited, once', async () => {
    const made = await synced()

    const pulled = await made.idpscim('state', 'pull')
    const state = JSON.parse(pulled.stdout) as State
    await put(made, 'edited.json', { ...state, serial: state.serial + 1, groups: state.groups.slice(0, 1) })
    const pushed = await made.idpscim('state', 'push', 'edited.json', '--json')
    const again = await made.idpscim('state', 'push', 'edited.json')

    expect([pulled.code, pushed.code, again.code]).toEqual([0, 0, 4])
    expect(JSON.parse(pushed.stdout)).toEqual({ pushed: 'edited.json', lineage: state.lineage, serial: state.serial + 1 })
    expect(await stateOf(made)).toEqual({ ...state, serial: state.serial + 1, groups: state.groups.slice(0, 1) })
    expect(again.stderr).toMatch(/the\s+same/)
  })

  test('refuse another lineage and another target, and go back only by force', async () => {
    const made = await synced()
    const state = await stateOf(made)
    await put(made, 'foreign.json', { ...state, serial: 99, lineage: 'another' })
    await put(made, 'elsewhere.json', { ...state, serial: 99, target: 'another' })
    await put(made, 'older.json', { ...state, serial: 1, users: [] })

    const foreign = await made.idpscim('state', 'push', 'foreign.json')
    const elsewhere = await made.idpscim('state', 'push', 'elsewhere.json', '--force')
    const older = await made.idpscim('state', 'push', 'older.json')
    const unchanged = await stateOf(made)
    const forced = await made.idpscim('state', 'push', 'older.json', '--force')

    expect([foreign.code, elsewhere.code, older.code, forced.code]).toEqual([64, 64, 4, 0])
    expect(unchanged).toEqual(state)
    expect(await stateOf(made)).toEqual({ ...state, serial: state.serial + 1, users: [] })
  })

  test('say so where there is no state, or no such file', async () => {
    const made = await stages({ seed: small })

    const runs = [await made.idpscim('state', 'pull'), await made.idpscim('state', 'export'), await made.idpscim('state', 'rm', 'user', 'x'), await made.idpscim('state', 'push', 'none.json')]

    expect(runs.map(({ code }) => code)).toEqual([64, 64, 64, 64])
  })
})

describe('state rm and import', () => {
  test('forget a person without touching the target, and take them in again by their id', async () => {
    const made = await synced()
    const before = await stateOf(made)
    const held = before.users.find(({ key }) => key === 'p001@example.com')

    const removed = await made.idpscim('state', 'rm', 'user', 'P001@example.com', '--json')
    const forgotten = await stateOf(made)
    const imported = await made.idpscim('state', 'import', 'user', 'p001@example.com', held?.targetId ?? '', '--json')
    const after = await stateOf(made)

    expect([removed.code, imported.code]).toEqual([0, 0])
    expect(JSON.parse(removed.stdout)).toEqual({ kind: 'user', key: 'p001@example.com', targetId: held?.targetId, serial: before.serial + 1 })
    expect(forgotten.users.map(({ key }) => key)).toEqual(['p000@example.com', 'p002@example.com'])
    expect(JSON.parse(imported.stdout)).toMatchObject({ kind: 'user', source: held?.source, sourceId: held?.sourceId, serial: before.serial + 2 })
    expect(after.users).toEqual(before.users)
    expect(await scimWrites(made)).toEqual([])
  })

  test('take in a group with those of our people who are in it, and the next plan is empty', async () => {
    const made = await synced()
    const before = await stateOf(made)
    const group = before.groups.find(({ key }) => key === 'AWS-Red')
    await made.idpscim('state', 'rm', 'group', 'AWS-Red')

    const imported = await made.idpscim('state', 'import', 'group', 'AWS-Red', group?.targetId ?? '')
    const planned = await made.idpscim('plan', '--detailed-exitcode')

    expect([imported.code, planned.code]).toEqual([0, 0])
    expect(imported.stdout).toMatch(/p000@example\.com, p001@example\.com/)
    expect((await stateOf(made)).groups).toEqual(before.groups)
  })

  test('refuse what is held already, what is not there, and what has another name', async () => {
    const made = await synced()
    const state = await stateOf(made)
    const [one, two] = state.users

    const runs = [
      await made.idpscim('state', 'import', 'user', one?.key ?? '', one?.targetId ?? ''),
      await made.idpscim('state', 'import', 'user', one?.key ?? '', '99999999-0000-4000-8000-000000000000'),
      await made.idpscim('state', 'import', 'user', one?.key ?? '', two?.targetId ?? ''),
      await made.idpscim('state', 'import', 'team', 'x', 'y'),
      await made.idpscim('state', 'rm', 'group', 'nobody'),
    ]

    expect(runs.map(({ code }) => code)).toEqual([64, 64, 64, 64, 64])
    expect(runs.map(({ stderr }) => stderr.replace(/\s+/g, ' '))).toEqual([
      expect.stringContaining('holds the user "p000@example.com" already') as string,
      expect.stringContaining('the target has no user with the id') as string,
      expect.stringContaining('is named "p001@example.com" in the target') as string,
      expect.stringContaining('team') as string,
      expect.stringContaining('holds no group "nobody"') as string,
    ])
    expect(await stateOf(made)).toEqual(state)
  })

  test('refuse what policy protects and what a neighbour holds', async () => {
    const made = await stages({ seed: company(2, { Red: [0, 1] }, { users: [], groups: [{ displayName: 'AWSControlTowerAdmins', members: [] }, { displayName: 'Theirs', members: [] }] }) })
    await made.idpscim('sync')
    const groups = (await made.state()).aws.groups
    const idOf = (name: string) => groups.find(({ displayName }) => displayName === name)?.id ?? ''
    const state = await stateOf(made)
    const theirs = { key: 'Theirs', source: 'google', sourceId: 'n-1', targetId: idOf('Theirs'), attributes: { displayName: 'Theirs' }, members: [] }
    await put(made, 'neighbour.json', { ...state, lineage: 'theirs', stack: 'theirs', users: [], groups: [theirs] })
    await writeFile(made.configFile, `${await readFile(made.configFile, 'utf8')}\nneighbours: [{type: file, path: ${join(made.dir, 'neighbour.json')}}]\n`)

    const guarded = await made.idpscim('state', 'import', 'group', 'AWSControlTowerAdmins', idOf('AWSControlTowerAdmins'), '--source-id', 'x')
    const foreign = await made.idpscim('state', 'import', 'group', 'Theirs', idOf('Theirs'), '--source-id', 'x')
    const unnamed = await made.idpscim('state', 'import', 'group', 'Theirs', idOf('Theirs'))

    expect([guarded.code, foreign.code, unnamed.code]).toEqual([64, 64, 64])
    expect(guarded.stderr).toMatch(/protected by policy\s+\(AWSControlTower\*\)/)
    expect(foreign.stderr).toMatch(/held by\s+the\s+stack\s+theirs/)
    expect(unnamed.stderr).toMatch(/does not\s+carry its id/)
    expect(await stateOf(made)).toEqual(state)
  })
})

describe('what was left unfinished', () => {
  test('is settled before the state is changed', async () => {
    const made = await stages({ seed: small })
    await made.idpscim('plan')
    await made.setFaults([{ api: 'scim', operation: 'CreateGroup', kind: 'error', status: 400 }])
    const stopped = await made.idpscim('apply', 'plan.json')
    const unfinished = await stateOf(made)

    const removed = await made.idpscim('state', 'rm', 'user', 'p000@example.com')
    const state = await stateOf(made)

    expect([stopped.code, removed.code]).toEqual([6, 0])
    expect(unfinished.applying).toBeDefined()
    expect(state.applying).toBeUndefined()
    expect(state.users.map(({ key }) => key)).toEqual(['p001@example.com', 'p002@example.com'])
    expect(await readdir(join(made.dir, 'state.json.journal'))).toEqual([])
  })

  test('is said to be under way while another holds the lock', async () => {
    const made = await synced()
    const { code, stderr } = await heldByAnother(made, () => made.idpscim('state', 'rm', 'user', 'p000@example.com'))

    expect(code).toBe(5)
    expect(stderr).toMatch(/held by\s+process/)
  })
})

/** A lease of a process that lives: this one. */
async function heldByAnother<T>(made: Stage, work: () => Promise<T>): Promise<T> {
  const { createFileStore } = await import('../../src/state/file/file-store.js')
  const { systemClock } = await import('../../src/clock.js')
  const lease = await createFileStore({ path: join(made.dir, 'state.json'), clock: systemClock }).hold({ purpose: 'a test', timeoutMs: 0 })
  try {
    return await work()
  } finally {
    await lease.release()
  }
}

describe('state history', () => {
  test('lists what was applied, newest first, and shows one', async () => {
    const made = await stages({ seed: small })
    const none = await made.idpscim('state', 'history')
    await made.idpscim('plan')
    await made.idpscim('apply', 'plan.json')
    const { id } = JSON.parse(await readFile(join(made.dir, 'plan.json'), 'utf8')) as Plan

    const listed = await made.idpscim('state', 'history')
    const asJson = await made.idpscim('state', 'history', '--json')
    const shown = await made.idpscim('state', 'history', id.slice(0, 12))
    const unknown = await made.idpscim('state', 'history', 'ffffffffffff')

    expect([none.code, listed.code, asJson.code, shown.code, unknown.code]).toEqual([0, 0, 0, 0, 64])
    expect(none.stdout).toMatch(/No plan was applied yet/)
    expect(listed.stdout).toMatch(new RegExp(`^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC {2}plan ${id.slice(0, 12)} {2}applied {2}7 of\\s+7 changes done`))
    expect(JSON.parse(asJson.stdout)).toMatchObject([{ planId: id, status: 'applied', done: 7, failed: 0 }])
    expect(shown.stdout).toMatch(/Applied plan/)
  })
})

describe('plans in S3', () => {
  test('are written, shown and applied by their address', async () => {
    const made = await stages({ seed: { ...small, aws: { users: [], groups: [], buckets: ['plans'] } } })
    const env = { AWS_ENDPOINT_URL_S3: made.endpoints['s3'] ?? '', AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }
    const idpscim = (...args: string[]) => run([...args, '--config-file', made.configFile], { cwd: made.dir, env })
    const place = 's3://plans/staff/plan.json'

    const planned = await idpscim('plan', '--out', place)
    const shown = await run(['show', place], { cwd: made.dir, env })
    const applied = await idpscim('apply', place)
    const exported = await idpscim('state', 'export', '--out', 's3://plans/state.json')
    const absent = await idpscim('apply', 's3://plans/none.json')
    const nowhere = await idpscim('plan', '--out', 's3://no-such-bucket/plan.json')
    const wrong = await idpscim('plan', '--out', 's3://plans')

    expect([planned, shown, applied, exported, absent, nowhere, wrong].map(({ code }) => code)).toEqual([0, 0, 0, 0, 64, 64, 64])
    expect(shown.stdout).toMatch(/create user p000@example\.com/)
    expect(absent.stderr).toMatch(/s3:\/\/plans\/none\.json cannot be read: there is no\s+such object/)
    expect(nowhere.stderr).toMatch(/there is no\s+such bucket/)
    expect(wrong.stderr).toMatch(/names no object in S3/)
    expect(await readdir(made.dir)).not.toContain('plan.json')
  })
})
