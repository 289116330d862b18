/** A team that ran the original program moves over, and could go back. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { State } from '../../src/model/state.js'
import type { Plan } from '../../src/plan/plan.js'
import { fromOriginal } from '../../src/state/original/from-original.js'
import { company } from '../support/company.js'
import { originalStateOf } from '../support/original-state.js'
import { useStages, type Stage } from '../support/program.js'

const stages = useStages()
const json = async <T>(...path: string[]) => JSON.parse(await readFile(join(...path), 'utf8')) as T
const BESIDE = 'state.json.original-1.0.0.json'

/** Everybody synchronised, and then only what the original would have left behind. */
async function afterTheOriginal(): Promise<Stage & { document: string }> {
  const made = await stages({ seed: company(6, { Red: [0, 1, 2], Blue: [2, 3, 4, 5] }) })
  await made.idpscim('sync')
  await Promise.all(['state.json', 'state.json.lease', 'history'].map((name) => rm(join(made.dir, name), { recursive: true, force: true })))
  const document = `${JSON.stringify(originalStateOf(await made.state()), null, 2)}\n`
  await writeFile(join(made.dir, 'state.json'), document)
  await made.clearRequests()
  return { ...made, document }
}

const writes = async ({ requests }: Stage) => (await requests()).filter(({ api, method }) => api === 'scim' && method !== 'GET').map(({ operation }) => operation)

describe("the original's state at the state's place", () => {
  test('gives an empty plan for an unchanged directory, and is left as it is by planning', async () => {
    const made = await afterTheOriginal()

    const planned = await made.idpscim('plan', '--adopt', 'ids', '--detailed-exitcode')
    const plan = await json<Plan>(made.dir, 'plan.json')

    expect([planned.code, plan.changes, plan.drift, plan.warnings]).toEqual([0, [], [], []])
    expect(planned.stderr).toMatch(/is a state of the original program: 6 users and 2 groups are taken over/)
    expect(await readFile(join(made.dir, 'state.json'), 'utf8')).toBe(made.document)
  })

  test('carries a rename as one update of the same person, and the apply keeps the old document beside', async () => {
    const made = await afterTheOriginal()
    const before = await made.state()
    const renamed = JSON.parse(JSON.stringify(before.google).replaceAll('p002@example.com', 'renamed@example.com')) as typeof before.google
    await made.putState({ ...before, google: renamed })

    await made.idpscim('plan')
    const { changes } = await json<Plan>(made.dir, 'plan.json')
    const applied = await made.idpscim('apply', 'plan.json')
    const again = await made.idpscim('plan', '--detailed-exitcode')

    expect(changes.map(({ kind, action, key }) => [kind, action, key])).toEqual([['user', 'update', 'renamed@example.com']])
    expect([applied.code, again.code]).toEqual([0, 0])
    expect(await writes(made)).toEqual(['PatchUser'])
    const idOf = (all: typeof before.aws.users, userName: string) => all.find((user) => user.userName === userName)?.id
    expect(idOf((await made.state()).aws.users, 'renamed@example.com')).toBe(idOf(before.aws.users, 'p002@example.com'))
    expect(await readFile(join(made.dir, BESIDE), 'utf8')).toBe(made.document)
    expect(await json<State>(made.dir, 'state.json')).toMatchObject({ formatVersion: 1, lineage: expect.stringMatching(/^original-/) as string })
  })

  test('may be written anew by the original between plan and apply: then the plan is stale', async () => {
    const made = await afterTheOriginal()
    await made.idpscim('plan')
    await writeFile(join(made.dir, 'state.json'), made.document.replace('08:00:00Z', '08:15:00Z'))

    const { code, stderr } = await made.idpscim('apply', 'plan.json')

    expect(code).toBe(4)
    expect(stderr).toMatch(/lineage/)
    expect(await writes(made)).toEqual([])
  })

  test('comes back from an export as it was, hashes of the unchanged included', async () => {
    const made = await afterTheOriginal()
    await made.idpscim('plan')
    await made.idpscim('apply', 'plan.json')

    const exported = await made.idpscim('state', 'export', '--out', 'back.json')
    const printed = await made.idpscim('state', 'export')
    const [back, state] = [await json<unknown>(made.dir, 'back.json'), await json<State>(made.dir, 'state.json')]

    expect([exported.code, printed.code]).toEqual([0, 0])
    expect(withoutTimes(JSON.parse(printed.stdout))).toEqual(withoutTimes(back))
    const read = fromOriginal(back, { stack: state.stack, target: state.target, source: state.users[0]?.source ?? '' })
    expect(read.notes).toEqual([])
    expect([read.state.users, read.state.groups]).toEqual([state.users, state.groups])
    expect((back as { resources: unknown }).resources).toEqual((JSON.parse(made.document) as { resources: unknown }).resources)
  })
})

describe('state migrate', () => {
  test('makes the state from a document elsewhere, once', async () => {
    const made = await afterTheOriginal()
    await rm(join(made.dir, 'state.json'))
    await writeFile(join(made.dir, 'old.json'), made.document)

    const migrated = await made.idpscim('state', 'migrate', 'old.json', '--json')
    const planned = await made.idpscim('plan', '--detailed-exitcode')
    const again = await made.idpscim('state', 'migrate', 'old.json')

    expect([migrated.code, planned.code, again.code]).toEqual([0, 0, 64])
    expect(JSON.parse(migrated.stdout)).toMatchObject({ serial: 1, users: 6, groups: 2, notes: [] })
    expect(await readFile(join(made.dir, BESIDE), 'utf8')).toBe(made.document)
    expect(again.stderr).toMatch(/already\s+\(serial 1\)/)
  })

  test('refuses what is no state of the original', async () => {
    const made = await stages()
    await writeFile(join(made.dir, 'old.json'), '{"version": 4, "resources": []}')

    const { code, stderr } = await made.idpscim('state', 'migrate', 'old.json')

    expect(code).toBe(64)
    expect(stderr).toMatch(/old\.json is not a state of the original/)
  })
})

function withoutTimes(document: unknown): unknown {
  return { ...(document as object), lastSync: '' }
}
