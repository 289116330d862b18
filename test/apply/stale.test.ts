import { describe, expect, it } from 'vitest'
import type { Change } from '../../src/model/change.js'
import type { State } from '../../src/model/state.js'
import type { Plan, Verdict } from '../../src/plan/plan.js'
import { crew, person } from '../support/people.js'
import { groupChange, managedGroup, managedUser, membershipChange, planOf, stateWith, userChange } from '../support/plans.js'
import type { Target, TargetWriter } from '../../src/targets/target.js'
import type { ApplyDeps } from '../../src/apply/apply-plan.js'
import { aWorld, type World } from './world.js'

const alice = managedUser('a', person(1))
const bob = managedUser('b', person(2))
const STATE = stateWith({ users: [alice, bob], groups: [managedGroup('g', crew(1), [alice.key])] })
const CONTENT = {
  users: [alice, bob].map(({ targetId, attributes }) => ({ id: targetId, attributes })),
  groups: [{ id: 'g', attributes: crew(1), members: ['a'] }],
}
const retitled = person(1, { title: 'Captain' })
const UPDATE = userChange('update', alice.key, { targetId: 'a', before: person(1), after: retitled })

describe('a plan is refused', () => {
  it.each<[string, string, (plan: Plan) => Partial<Plan>]>([
    ['it expired', 'expired 2025-12-01', () => ({ expiresAt: '2025-12-01T00:00:00.000Z' })],
    ['the state has another serial', "the state's serial is 5, the plan was made from 4", (plan) => ({ base: { ...plan.base, serial: 4 } })],
    ['the state has another lineage', 'the plan was made from another-lineage', (plan) => ({ base: { ...plan.base, lineage: 'another-lineage' } })],
    ['there was no state when it was made', 'there was no state when it was made', (plan) => ({ base: { ...plan.base, lineage: null } })],
    ['it was made for another target', 'the plan was made for elsewhere', (plan) => ({ base: { ...plan.base, target: 'elsewhere' } })],
    ['the configuration changed', 'the configuration (sources', (plan) => ({ base: { ...plan.base, config: 'f'.repeat(64) } })],
    ['it was made for another stack', 'it was made for the stack "another"', () => ({ stack: 'another' })],
  ])('when %s', async (_, message, differing) => {
    const world = await aWorld(CONTENT, STATE)
    const plan = planOf([UPDATE], STATE)

    const applied = world.apply(planOf([UPDATE], STATE, differing(plan)))

    await expect(applied).rejects.toMatchObject({ code: 'StalePlan', message: expect.stringContaining(message) as string })
    await untouched(world)
  })

  it('when the state that it was made from is gone', async () => {
    const world = await aWorld(CONTENT)

    await expect(world.apply(planOf([UPDATE], STATE))).rejects.toMatchObject({ code: 'StalePlan', message: expect.stringContaining('is gone') as string })
  })

  it('when it was applied already', async () => {
    const world = await aWorld(CONTENT, STATE)
    const plan = planOf([UPDATE], STATE)
    await world.apply(plan)

    await expect(world.apply(plan)).rejects.toMatchObject({ code: 'StalePlan', message: expect.stringContaining('this very plan was applied') as string })
  })

  it.each<[string, string, Change, (world: World) => unknown]>([
    ['a user was changed', '"Ana" where the plan saw', UPDATE, ({ target }) => target.users.set('a', person(1, { displayName: 'Ana' }))],
    ['a user is gone', 'p1@example.com is gone', UPDATE, ({ target }) => target.users.delete('a')],
    ['a user is as the plan would leave them', 'has been changed to what the plan would', UPDATE, ({ target }) => target.users.set('a', retitled)],
    ['a user to delete was changed', 'has active false', userChange('delete', bob.key, { targetId: 'b', before: person(2) }), ({ target }) => target.users.set('b', person(2, { active: false }))],
    ['a user to adopt is gone', 'p3@example.com is gone', userChange('adopt', person(3).userName, { targetId: 'c', before: person(3), after: person(3), patch: [] }), () => undefined],
    ['a name to create is taken', 'the name p3@example.com is held by "P3@example.com" (x, external id another)', userChange('create', person(3).userName, { after: person(3) }), ({ target }) => target.users.set('x', person(30, { userName: 'P3@example.com', externalId: 'another' }))],
    ['a mail to create is taken', 'the mail p3@example.com is held', userChange('create', person(3).userName, { after: person(3) }), ({ target }) => target.users.set('x', person(30, { emails: person(3).emails }))],
    ['an external id to create is taken', 'the external id grp-3 is held', groupChange('create', 'crew-3', { after: crew(3) }), ({ target }) => target.groups.set('x', { displayName: 'other', externalId: 'grp-3' })],
    ['a new name is taken', 'the name "crew-9" is held', groupChange('update', 'crew-9', { targetId: 'g', before: crew(1), after: { ...crew(1), displayName: 'crew-9' } }), ({ target }) => target.groups.set('x', { displayName: 'Crew-9' })],
    ['a person to add is in already', 'p2@example.com is in already', membershipChange('add', 'crew-1', { [bob.key]: { id: 'b' } }, { targetId: 'g' }), ({ target }) => target.members.get('g')?.add('b')],
    ['a person to remove is out already', 'p1@example.com is not in any more', membershipChange('remove', 'crew-1', { [alice.key]: { id: 'a' } }, { targetId: 'g' }), ({ target }) => target.members.get('g')?.delete('a')],
    ['a group is gone', 'the group "crew-1" is gone', membershipChange('add', 'crew-1', { [bob.key]: { id: 'b' } }, { targetId: 'g' }), ({ target }) => (target.groups.delete('g'), target.members.delete('g'))],
  ])('when the target moved: %s', async (_, message, change, move) => {
    const world = await aWorld(CONTENT, STATE)
    move(world)

    const applied = world.apply(planOf([change], STATE))

    await expect(applied).rejects.toMatchObject({ code: 'StalePlan', message: expect.stringMatching(/nothing was changed/) as string })
    await expect(applied).rejects.toMatchObject({ message: expect.stringContaining(message) as string })
    await untouched(world)
  })

  it('naming the first twenty objects that moved, and how many more there are', async () => {
    const people = Array.from({ length: 23 }, (_, n) => managedUser(`x${n}`, person(n + 10)))
    const state = stateWith({ users: people })
    const world = await aWorld({}, state)
    const changes = people.map((user) => userChange('delete', user.key, { targetId: user.targetId, before: user.attributes }))

    const refusal = await world.apply(planOf(changes, state)).catch((error: unknown) => error as Error)

    expect((refusal as Error).message.match(/is gone/g)).toHaveLength(20)
    expect((refusal as Error).message).toContain('and 3 more')
  })

  it('when it would change what the state does not hold and the plan does not adopt', async () => {
    const world = await aWorld({ ...CONTENT, users: [...CONTENT.users, { id: 'stranger', attributes: person(7) }] }, STATE)

    const applied = world.apply(planOf([userChange('delete', person(7).userName, { targetId: 'stranger', before: person(7) })], STATE))

    await expect(applied).rejects.toMatchObject({ code: 'BadPlanFile', message: expect.stringContaining('does not manage') as string })
    await untouched(world)
  })

  it.each([
    ['names a change that it does not have', [{ ...UPDATE, dependsOn: ['nowhere'] }], 'depends on nowhere'],
    ['runs in a circle', [{ ...UPDATE, dependsOn: [UPDATE.id] }], 'in a circle'],
  ])('when its order %s', async (_, changes, message) => {
    const world = await aWorld(CONTENT, STATE)

    await expect(world.apply(planOf(changes, STATE))).rejects.toMatchObject({ code: 'BadPlanFile', message: expect.stringContaining(message) as string })
    await untouched(world)
  })
})

describe('a name that the plan itself releases', () => {
  it('may be taken by a change that waits for the release', async () => {
    const world = await aWorld(CONTENT, STATE)
    const release = userChange('delete', bob.key, { targetId: 'b', before: person(2) })
    const taker = userChange('create', bob.key, { sourceId: 'src-new', after: person(2, { externalId: 'src-new' }), dependsOn: [release.id] })

    const result = await world.apply(planOf([release, taker], STATE))

    expect(result.status).toBe('applied')
    expect([...world.target.users.values()].find((user) => user.userName === bob.key)?.externalId).toBe('src-new')
  })

  it('is taken by nobody who does not wait for it', async () => {
    const world = await aWorld(CONTENT, STATE)
    const release = userChange('delete', bob.key, { targetId: 'b', before: person(2) })
    const taker = userChange('create', bob.key, { sourceId: 'src-new', after: person(2, { externalId: 'src-new' }) })

    await expect(world.apply(planOf([release, taker], STATE))).rejects.toMatchObject({ code: 'StalePlan' })
  })
})

describe('policy', () => {
  const no: Verdict = { rule: 'limits.delete_users', ok: false, summary: '3 people would be deleted; 1 is allowed', remedy: 'Find out why.', changes: [] }

  it('is judged anew before anything is written, over the state that the plan was made from', async () => {
    const world = await aWorld(CONTENT, STATE)
    const judged: (State | undefined)[] = []

    const applied = world.apply(planOf([UPDATE], STATE), { judge: (_, state) => (judged.push(state), [no]) })

    await expect(applied).rejects.toMatchObject({ code: 'PolicyBlocked', facts: { verdicts: [no] }, message: expect.stringContaining('3 people would be deleted') as string })
    expect(judged).toEqual([STATE])
    await untouched(world)
  })

  it('is told what was typed at the terminal, by this run and by the one that began', async () => {
    const world = await aWorld(CONTENT, STATE)
    const plan = planOf([UPDATE], STATE)
    const typed = [{ by: 'eve', overrides: [{ limit: 'delete_users' as const, reason: 'a merger' }] }]
    const heard: unknown[] = []
    const judge: ApplyDeps['judge'] = (_, __, ___, given) => (heard.push(given), given.length === 0 ? [no] : [{ ...no, ok: true, lifted: [{ by: 'eve', reason: 'a merger' }] }])
    world.target.fault = (call) => (call.operation === 'PatchUser' ? 'refuse' : undefined)

    await expect(world.apply(plan, { judge })).rejects.toMatchObject({ code: 'PolicyBlocked' })
    const begun = await world.apply(plan, { judge, typed })
    world.target.fault = undefined
    const resumed = await world.apply(plan, { judge })

    expect([begun.status, resumed.status]).toEqual(['incomplete', 'applied'])
    expect(heard).toEqual([[], typed, typed])
    expect(resumed.lifted).toEqual([{ rule: 'limits.delete_users', by: 'eve', reason: 'a merger' }])
    const store = world.open()
    const [paper = ''] = await store.papers('history')
    expect(JSON.parse((await store.paper('history', paper)) ?? '')).toMatchObject({ result: { lifted: [{ rule: 'limits.delete_users', by: 'eve' }] } })
  })
})

describe('the lease', () => {
  it('is waited for not at all, unless asked', async () => {
    const world = await aWorld(CONTENT, STATE)
    const other = await world.open().hold({ purpose: 'another', timeoutMs: 0 })

    await expect(world.apply(planOf([UPDATE], STATE))).rejects.toMatchObject({ code: 'LeaseHeld' })

    await other.release()
    await untouched(world)
  })

  it('is waited for when the plan resumes, for as long as a lease may live', async () => {
    const world = await aWorld(CONTENT, STATE)
    const plan = planOf([UPDATE], STATE)
    world.target.fault = (call) => (call.operation === 'PatchUser' ? 'refuse' : undefined)
    await world.apply(plan)
    world.target.fault = undefined
    // A process on some other host, which nobody can know to be dead.
    await world.open().hold({ purpose: 'never let go', timeoutMs: 0 })

    const result = await world.apply(plan)

    expect(result.status).toBe('applied')
    expect(world.clock.monotonic()).toBeGreaterThan(50_000)
  })

  it('that is lost stops everything, and the state is not written', async () => {
    const world = await aWorld(CONTENT, STATE)
    const create = userChange('create', person(3).userName, { after: person(3), dependsOn: [UPDATE.id] })
    const plan = planOf([UPDATE, create], STATE)
    const { target, clock } = world
    const breaking: Target = {
      reader: target.reader,
      writer: (guard) => {
        const writer = target.writer(guard)
        const updateUser: TargetWriter['updateUser'] = async (...update) => {
          await writer.updateUser(...update)
          const store = world.open()
          await store.breakLease((await store.holder())?.id ?? '')
          await clock.sleep(20_000)
        }
        return { ...writer, updateUser }
      },
    }

    await expect(world.apply(plan, { target: breaking })).rejects.toMatchObject({ code: 'LeaseLost' })

    expect(target.calls.map((call) => call.operation)).toEqual(['look', 'PatchUser'])
    expect(await world.state()).toMatchObject({ serial: 6, applying: { planId: plan.id, baseSerial: 5 } })
    await expect(world.apply(plan)).resolves.toMatchObject({ status: 'applied' })
  })

  it('names the plan to those who wait', async () => {
    const world = await aWorld(CONTENT, STATE)
    const plan = planOf([UPDATE], STATE)
    const purposes: (string | undefined)[] = []
    const store = world.open()

    await world.apply(plan, { judge: () => (void store.holder().then((holder) => purposes.push(holder?.purpose)), []) })

    expect(purposes).toEqual([`apply of plan ${plan.id.slice(0, 12)}`])
  })
})

async function untouched(world: World): Promise<void> {
  expect(await world.state()).toEqual(STATE)
  expect(world.target.calls.filter((call) => call.operation !== 'look')).toEqual([])
  expect(world.backing.journals.size).toBe(0)
  expect(await world.open().holder()).toBeUndefined()
}
