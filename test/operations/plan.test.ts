import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { applyStack } from '../../src/operations/apply.js'
import { planStack, type PlanOptions } from '../../src/operations/plan.js'
import { syncStack } from '../../src/operations/sync.js'
import { readStateOf } from '../../src/operations/state.js'
import { company, range } from '../support/company.js'
import { counted } from '../support/scale.js'
import { openStandardWorld, TOKEN } from '../support/scim-world.js'
import { useSandboxStacks, type SandboxStack } from '../support/sandbox-stack.js'

const start = useSandboxStacks()
const FULL: PlanOptions = { refresh: 'full', adopt: 'keys', allowEmpty: false, samePersons: [] }
const SYNC = { refresh: 'full', allowEmpty: false, samePersons: [] } as const

const settled = async (seed: object): Promise<SandboxStack> => {
  const stack = await start(seed)
  await syncStack(stack.context, SYNC)
  stack.sandbox.clearRequests()
  return stack
}
const served = ({ sandbox }: SandboxStack, api: string) => sandbox.requests().filter((request) => request.api === api)
/** The first `count` people leave the company. */
function leave({ sandbox }: SandboxStack, size: number, count: number): void {
  const { google } = company(size, { All: range(count, size) })
  sandbox.putState({ ...sandbox.state(), google: { ...google, users: google.users.slice(count) } })
}

describe('planning', () => {
  test('makes no write, and a second plan of an unchanged world says the same', async () => {
    const stack = await start(company(4, { All: range(0, 4) }))

    const [first, second] = [await planStack(stack.context, FULL), await planStack(stack.context, FULL)]

    expect(second.changesDigest).toBe(first.changesDigest)
    expect(served(stack, 'scim').filter(({ method }) => method !== 'GET')).toEqual([])
  })

  test('from the state alone makes no call to the target when nothing changed, and says so', async () => {
    const stack = await settled(company(4, { All: range(0, 4) }))

    const plan = await planStack(stack.context, { ...FULL, refresh: 'state', adopt: 'all' })

    expect(plan).toMatchObject({ changes: [], drift: [], warnings: [], base: { refresh: 'state' } })
    expect(served(stack, 'scim')).toEqual([])
  })

  test('from the state alone counts what changes cost at a server that alone knows it', async () => {
    const far = await openStandardWorld({}, { patch: false })
    try {
      const stack = await start(company(4, { All: range(0, 4) }))
      await writeFile(join(stack.sandbox.dir, 'far-token'), TOKEN)
      const context = await stack.configured({ target: { type: 'scim', endpoint: far.endpoint, access_token: { file: 'far-token' }, rates: { read: 1000, write: 1000 } } })
      await syncStack(context, SYNC)
      far.calls()
      expect((await planStack(context, { ...FULL, refresh: 'state' })).changes).toEqual([])
      expect(far.requests).toEqual([])
      leave(stack, 4, 1)

      const plan = await planStack(context, { ...FULL, refresh: 'state' })
      far.calls()
      await applyStack(context, plan, {})

      expect(plan.summary).toMatchObject({ users: { deactivate: 1 }, memberships: { remove: 1 } })
      expect(counted(far.requests)).toEqual(plan.estimate.calls['scim'])
    } finally {
      await far.stop()
    }
  })

  test('reads a source that shrank past source_shrinks again before it is believed', async () => {
    const stack = await settled(company(10, { All: range(0, 10) }))
    leave(stack, 10, 3)
    await planStack(stack.context, FULL)
    const once = served(stack, 'google').filter(({ operation }) => operation === 'groups.list').length
    stack.sandbox.clearRequests()
    leave(stack, 10, 4)

    const plan = await planStack(stack.context, FULL)

    expect(served(stack, 'google').filter(({ operation }) => operation === 'groups.list')).toHaveLength(2 * once)
    expect(stack.told).toContainEqual(expect.objectContaining({ type: 'note', level: 'warn', message: expect.stringContaining('40 %') as string }))
    expect(plan.summary.users.deactivate).toBe(4)
  })

  test('of a filter that matches nothing is an error, unless it is meant', async () => {
    const stack = await start(company(4, { All: range(0, 4) }))
    const context = await stack.configured({
      sources: [{ ...(await sourceOf(stack)), groups_filter: ['name:AWS*', 'name:Typo*'] }],
    })

    await expect(planStack(context, FULL)).rejects.toMatchObject({ code: 'SourceEmpty', message: expect.stringContaining('Typo') as string })
    expect((await planStack(context, { ...FULL, allowEmpty: true })).summary.users.create).toBe(4)
  })
})

describe('neighbours', () => {
  test('one that cannot be read means no plan', async () => {
    const stack = await start(company(4, { All: range(0, 4) }))
    const context = await stack.configured({ neighbours: [{ type: 'file', path: join(stack.sandbox.dir, 'nowhere.json') }] })

    await expect(planStack(context, FULL)).rejects.toMatchObject({ code: 'BadStateFile', message: expect.stringContaining('nowhere.json') as string })
  })

  test('one of another target is refused: its ids would mean nothing', async () => {
    const stack = await settled(company(4, { All: range(0, 4) }))
    const state = JSON.parse(await readFile(join(stack.sandbox.dir, 'state.json'), 'utf8')) as object
    const path = join(stack.sandbox.dir, 'far.json')
    await writeFile(path, JSON.stringify({ ...state, stack: 'far', target: 'f'.repeat(64) }), { mode: 0o600 })
    const context = await stack.configured({ neighbours: [{ type: 'file', path }], state: { type: 'file', path: join(stack.sandbox.dir, 'new.json') } })

    await expect(planStack(context, FULL)).rejects.toMatchObject({ code: 'BadConfig', message: expect.stringContaining('far') as string })
  })

  test('what one holds is left alone, and its people may be members of our groups without being read', async () => {
    const stack = await settled(company(4, { All: range(0, 4) }))
    const theirs = { type: 'file', path: join(stack.sandbox.dir, 'state.json') }
    const ours = await stack.configured({ neighbours: [theirs], state: { type: 'file', path: join(stack.sandbox.dir, 'ours.json') } })
    stack.sandbox.putState({ ...stack.sandbox.state(), google: company(4, { Dev: range(0, 2) }).google })
    await syncStack(ours, SYNC)

    const plan = await planStack(ours, { ...FULL, refresh: 'state' })

    expect(plan.changes).toEqual([])
    expect((await readStateOf(ours)).state).toMatchObject({ users: [], groups: [{ key: 'AWS-Dev', members: ['p000@example.com', 'p001@example.com'] }] })
  })
})

describe('a sync that policy blocks', () => {
  test('keeps one plan for a person, the same at every run', async () => {
    const stack = await settled(company(40, { All: range(0, 40) }))
    leave(stack, 40, 12)

    const first = await syncStack(stack.context, SYNC)
    const second = await syncStack(stack.context, SYNC)

    expect(first.plan.policy.blocked).toBe(true)
    expect(first.plan.changes.some(({ action }) => action === 'schedule')).toBe(true)
    expect(first.waited).toBe(false)
    expect(second).toEqual({ ...first, waited: true })
    expect(served(stack, 'scim').filter(({ method }) => method !== 'GET')).toEqual([])
  })
})

describe('a sync from the state alone', () => {
  test('that finds nothing to do leaves target and state as they are', async () => {
    const stack = await settled(company(4, { All: range(0, 4) }))
    const before = await readStateOf(stack.context)

    const { result } = await syncStack(stack.context, { ...SYNC, refresh: 'state' })

    expect(result).toMatchObject({ status: 'applied', done: 0 })
    expect(served(stack, 'scim')).toEqual([])
    expect((await readStateOf(stack.context)).state).toEqual(before.state)
  })

  test('reads the target in full when the last full reading is too old, and remembers that it did', async () => {
    const stack = await settled(company(4, { All: range(0, 4) }))
    const before = (await readStateOf(stack.context)).state?.lastFullRead ?? ''
    const { config } = stack.context

    const { plan } = await syncStack({ ...stack.context, config: { ...config, fullEveryMs: 0 } }, { ...SYNC, refresh: 'state' })

    expect(plan).toMatchObject({ changes: [], base: { refresh: 'full' } })
    expect(((await readStateOf(stack.context)).state?.lastFullRead ?? '') > before).toBe(true)
  })
})

async function sourceOf({ sandbox }: SandboxStack): Promise<object> {
  const { sources } = parse(await readFile(sandbox.configFile, 'utf8')) as { sources: object[] }
  return sources[0] ?? {}
}

describe('a part of a plan', () => {
  test('is planned alone, with what it needs, and the next plan holds exactly the rest', async () => {
    const stack = await start(company(6, { Ops: range(0, 2), Dev: range(2, 6) }))

    const part = await planStack(stack.context, { ...FULL, only: ['group:aws-ops'] })
    await applyStack(stack.context, part, {})
    const rest = await planStack(stack.context, FULL)

    expect(part.summary).toMatchObject({ users: { create: 2 }, groups: { create: 1 }, memberships: { add: 2 } })
    expect(rest.summary).toMatchObject({ users: { create: 4 }, groups: { create: 1 }, memberships: { add: 4 } })
    expect(rest.summary).toEqual(part.narrowed?.[0]?.rest)
  })

  test('of somebody for whom there is nothing to do is empty; nobody whom nobody knows is wrong use', async () => {
    const stack = await settled(company(4, { Ops: range(0, 4) }))

    expect((await planStack(stack.context, { ...FULL, only: ['user:P001@example.com'] })).changes).toEqual([])
    await expect(planStack(stack.context, { ...FULL, exclude: ['user:p0O1@example.com'] })).rejects.toMatchObject({ code: 'BadUsage', suggestions: ['user:p001@example.com', expect.anything()] })
  })
})
