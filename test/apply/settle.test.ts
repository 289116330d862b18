import { describe, expect, it } from 'vitest'
import { settle } from '../../src/apply/settle.js'
import type { TargetReader } from '../../src/targets/target.js'
import { person } from '../support/people.js'
import { planOf, userChange } from '../support/plans.js'
import { applyUntil } from './mortal.js'
import { CHANGES, CONTENT, STATE } from './story.js'
import { aWorld, content, type World } from './world.js'

const plan = planOf(CHANGES, STATE)

async function settleWith(world: World, reader: TargetReader = world.target.reader): Promise<void> {
  const store = world.open()
  const lease = await store.hold({ purpose: 'settling', timeoutMs: 0 })
  try {
    await settle({ store, reader, clock: world.clock, lease })
  } finally {
    await lease.release()
  }
}

describe('settling', () => {
  it('does nothing where no apply is unfinished, or there is no state', async () => {
    const world = await aWorld(CONTENT, STATE)
    const empty = await aWorld()

    await settleWith(world)
    await settleWith(empty)

    expect(await world.state()).toEqual(STATE)
    expect(await empty.state()).toBeUndefined()
    expect(world.target.calls).toEqual([])
  })

  it('is done by the apply of another plan, which is stale afterwards', async () => {
    const world = await aWorld(CONTENT, STATE)
    await applyUntil(30, world, plan)
    const left = content(world.target)
    const other = planOf([userChange('create', person(20).userName, { after: person(20) })], STATE)

    await expect(world.apply(other)).rejects.toMatchObject({ code: 'StalePlan', message: expect.stringContaining(`another plan (${plan.id.slice(0, 12)}`) as string })

    expect(content(world.target)).toEqual(left)
    expect((await world.state())?.applying).toBeUndefined()
    expect(world.backing.journals.size).toBe(0)
  })

  it('charges what was taken', async () => {
    const world = await aWorld(CONTENT, STATE)
    world.target.fault = (call, when) => (call.operation === 'DeleteUser' && when === 'before' ? 'refuse' : undefined)
    await world.apply(plan)
    world.target.fault = undefined

    await settleWith(world)

    const state = await world.state()
    expect(state?.taken.map(({ limit, count, group }) => [limit, count, group])).toEqual([
      ['remove_members', 2, 'crew-a'],
      ['remove_users', 2, undefined],
      ['delete_groups', 1, undefined],
    ])
    expect(state?.users.map((user) => user.key)).toContain(person(7).userName)
  })

  it('asks for what was begun without an outcome, and for nothing else', async () => {
    const world = await aWorld(CONTENT, STATE)
    const create = userChange('create', person(20).userName, { after: person(20) })
    world.target.fault = (call, when) => (call.operation === 'CreateUser' && when === 'after' ? 'stop' : undefined)
    await world.apply(planOf([create], STATE)).catch(() => undefined)
    world.target.fault = undefined
    const asked: unknown[] = []

    await settleWith(world, { ...world.target.reader, look: (questions) => (asked.push(questions), world.target.reader.look(questions)) })

    expect(asked).toEqual([{ users: [{ name: person(20).userName, externalId: 'src-20' }], groups: [], members: [], expected: { users: 6, groups: 2 } }])
    expect((await world.state())?.users.map((user) => user.key)).toContain(person(20).userName)
  })

  it('refuses to read another target than the one that was written to', async () => {
    const world = await aWorld(CONTENT, STATE)
    await applyUntil(24, world, plan)

    await expect(settleWith(world, { ...world.target.reader, fingerprint: 'elsewhere' })).rejects.toMatchObject({ code: 'BadConfig' })
    expect((await world.state())?.applying).toBeDefined()
  })

  it('refuses a journal that is not one, and leaves everything as it is', async () => {
    const world = await aWorld(CONTENT, STATE)
    await applyUntil(30, world, plan)
    const name = (await world.state())?.applying?.journal ?? ''
    await world.open().journal(name).append([{ type: 'ended', change: 'user:create:nobody', status: 'done', outcome: {} }])

    await expect(settleWith(world)).rejects.toMatchObject({ code: 'BadStateFile', message: expect.stringContaining('user:create:nobody') as string })
    expect((await world.state())?.applying).toBeDefined()
  })
})
