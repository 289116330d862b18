import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../src/clock.js'
import { applyStack } from '../../src/operations/apply.js'
import { approvePlan, keepApproval } from '../../src/operations/approve.js'
import type { Context } from '../../src/operations/context.js'
import { readPlanFile } from '../../src/operations/files.js'
import { syncStack, type SyncResult } from '../../src/operations/sync.js'
import type { Plan } from '../../src/plan/plan.js'
import { company, range } from '../support/company.js'
import { somebody } from '../support/approvers.js'
import { useSandboxStacks, type SandboxStack } from '../support/sandbox-stack.js'

const start = useSandboxStacks()
const SYNC = { refresh: 'full', allowEmpty: false, samePersons: [] } as const
const alice = somebody('alice')
const SIZE = 30
const LOST = { limit: 'remove_users', reason: 'the Oslo office closed' } as const

const policy = (over: object = {}) => ({ policy: { approval: { keys: [{ name: 'alice', public_key: alice.publicPem }] }, ...over } })
const writes = ({ sandbox }: SandboxStack) => sandbox.requests().filter(({ api, method }) => api === 'scim' && method !== 'GET').map(({ operation }) => operation)
const waiting = ({ sandbox }: SandboxStack) => readdir(join(sandbox.dir, 'pending')).catch(() => [])
const approve = async (context: Context, place: string, plan: Plan, overrides = [LOST]) => keepApproval(place, await approvePlan({ ...context, clock: systemClock }, plan, { signer: alice, overrides }))

/** A stack that is up to date, after which twelve people leave and one group is renamed. */
async function shrunk(over: object = {}): Promise<{ stack: SandboxStack; context: Context }> {
  const stack = await start(company(SIZE, { All: range(0, SIZE), Dev: range(20, 25) }))
  const context = await stack.configured(policy(over))
  await syncStack(context, SYNC)
  stack.sandbox.clearRequests()
  lose(stack, 12)
  return { stack, context }
}

function lose({ sandbox }: SandboxStack, count: number): void {
  const { google } = company(SIZE, { All: range(count, SIZE), Ops: range(20, 25) })
  const groups = google.groups.map((group) => (group.name === 'AWS-Ops' ? { ...group, id: 'gdev', email: 'aws-dev@example.com' } : group))
  sandbox.putState({ ...sandbox.state(), google: { ...google, groups, users: google.users.slice(count) } })
}

function waitsAt({ pending = '' }: SyncResult): string {
  return pending
}

describe('a plan that a sync keeps', () => {
  test('is approved where it lies, and the next sync applies it', async () => {
    const { stack, context } = await shrunk()
    const kept = await syncStack(context, SYNC)
    await approve(context, waitsAt(kept), kept.plan)

    const next = await syncStack(context, SYNC)

    expect(kept).toMatchObject({ blocked: true, pending: join(stack.sandbox.dir, 'pending', `${kept.plan.changesDigest}.json`) })
    expect(next).toMatchObject({ blocked: false, plan: { id: kept.plan.id }, result: { status: 'applied', lifted: [{ rule: 'limits.remove_users', by: 'alice', reason: LOST.reason }] } })
    expect((await syncStack(context, SYNC)).plan.changes).toEqual([])
  })

  test('is applied by its place, once', async () => {
    const { context } = await shrunk()
    const place = waitsAt(await syncStack(context, SYNC))
    await approve(context, place, await readPlanFile(place))

    const applied = await applyStack(context, await readPlanFile(place), {})

    expect(applied.status).toBe('applied')
    await expect(applyStack(context, await readPlanFile(place), {})).rejects.toMatchObject({ code: 'StalePlan', message: expect.stringContaining('this very plan was applied') as string })
  })

  test('is not applied while its approval lifts another limit, or is false', async () => {
    const { stack, context } = await shrunk({ limits: { remove_members: { count: 5 } } })
    const kept = await syncStack(context, SYNC)
    const place = waitsAt(kept)

    await approve(context, place, kept.plan)
    expect(await syncStack(context, SYNC)).toMatchObject({ blocked: true, pending: place, plan: { id: kept.plan.id } })
    await writeFile(place, (await readFile(place, 'utf8')).replace(LOST.reason, 'nothing happened here'))
    await expect(syncStack(context, SYNC)).rejects.toMatchObject({ code: 'BadPlanFile', message: expect.stringContaining('is not genuine') as string })
    expect(writes(stack)).toEqual([])
  })

  test('makes way for the next once its base moved', async () => {
    const { stack, context } = await shrunk()
    const first = await syncStack(context, SYNC)
    stack.sandbox.putState({ ...stack.sandbox.state(), google: company(SIZE, { All: range(0, SIZE) }).google })
    await syncStack(context, SYNC)
    lose(stack, 13)

    const second = await syncStack(context, SYNC)

    expect(second.plan.id).not.toBe(first.plan.id)
    expect(await waiting(stack)).toEqual([`${second.plan.changesDigest}.json`])
  })
})

describe('on_block: hold', () => {
  test('applies what policy does not name and what does not hang on it, and keeps the rest as a plan that can be approved', async () => {
    const { stack, context } = await shrunk({ on_block: 'hold' })

    const held = await syncStack(context, SYNC)
    const done = writes(stack)
    const again = await syncStack(context, SYNC)

    expect(held).toMatchObject({ blocked: true, plan: { policy: { blocked: false }, summary: { groups: { update: 1 }, users: { deactivate: 0 }, memberships: { remove: 0 } } }, result: { status: 'applied' } })
    expect(done).toEqual(['PatchGroup'])
    expect(held.held).toMatchObject({ policy: { blocked: true }, summary: { groups: { update: 0 }, users: { deactivate: 12 }, memberships: { remove: 12 } } })
    expect(again).toMatchObject({ blocked: true, plan: { id: held.held?.id }, pending: held.pending })
    expect(writes(stack)).toEqual(done)
    await approve(context, waitsAt(held), again.plan)
    expect(await syncStack(context, SYNC)).toMatchObject({ blocked: false, result: { status: 'applied' } })
  })

  test('applies nothing where everything is named', async () => {
    const { stack } = await shrunk()
    const context = await stack.configured(policy({ on_block: 'hold', rules: [{ name: 'freeze', when: 'true', deny: true }] }))

    const frozen = await syncStack(context, SYNC)

    expect([frozen.blocked, frozen.result, frozen.held]).toEqual([true, undefined, undefined])
    expect(await waiting(stack)).toHaveLength(1)
    expect(writes(stack)).toEqual([])
  })

  test('stop, the default, applies nothing', async () => {
    const { stack, context } = await shrunk()

    const blocked = await syncStack(context, SYNC)

    expect([blocked.result, blocked.held]).toEqual([undefined, undefined])
    expect(writes(stack)).toEqual([])
  })
})
