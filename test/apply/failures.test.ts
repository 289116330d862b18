import { describe, expect, it } from 'vitest'
import { IdpscimError } from '../../src/errors.js'
import type { ApplyDeps } from '../../src/apply/apply-plan.js'
import type { UserAttributes } from '../../src/model/user.js'
import type { Target, TargetWriter } from '../../src/targets/target.js'
import { crew, numbers, person } from '../support/people.js'
import { groupChange, managedGroup, managedUser, membershipChange, planOf, stateWith, userChange } from '../support/plans.js'
import { aWorld, type World } from './world.js'

const key = (n: number) => person(n).userName
const create = (n: number) => userChange('create', key(n), { after: person(n) })
const by = (n: number) => ({ by: create(n).id })

describe('one change that fails', () => {
  it('stops only what depends on it, and is told in the server\'s own words', async () => {
    const world = await aWorld()
    const group = groupChange('create', 'crew-1', { after: crew(1) })
    const join = membershipChange('add', 'crew-1', { [key(1)]: by(1) }, { dependsOn: [group.id] })
    world.target.fault = (call) => (call.operation === 'CreateGroup' ? 'refuse' : undefined)

    const result = await world.apply(planOf([create(1), group, join]))

    expect(result).toMatchObject({
      status: 'incomplete',
      stopped: '1 change failed, 1 skipped',
      done: 1,
      failed: [{ change: { id: group.id }, failure: { message: 'the target refused CreateGroup: refused by a fault', requestId: 'memory', status: 400 } }],
      skipped: [{ change: { id: join.id }, because: `${group.id} failed` }],
    })
    expect((await world.state())?.users.map((user) => user.key)).toEqual([key(1)])
  })

  it('leaves one person out of a group, and the others go on', async () => {
    const world = await aWorld()
    const group = groupChange('create', 'crew-1', { after: crew(1) })
    const join = membershipChange('add', 'crew-1', { [key(1)]: by(1), [key(2)]: by(2), [key(3)]: by(3) }, { dependsOn: [group.id] })
    world.target.fault = (call) => (call.key === key(2) ? 'refuse' : undefined)

    const result = await world.apply(planOf([create(1), create(2), create(3), group, join]))

    expect(result.leftOut).toEqual([{ change: join.id, members: [key(2)], because: `${create(2).id} failed` }])
    expect(result).toMatchObject({ status: 'incomplete', skipped: [], done: 4 })
    expect((await world.state())?.groups[0]?.members).toEqual([key(1), key(3)])
    expect(world.events).toContainEqual({ type: 'change', change: join, status: 'done', membersLeftOut: [key(2)] })
  })

  it('skips a membership that nobody is left for, and what depends on that', async () => {
    const world = await aWorld({ groups: [{ id: 'g', attributes: crew(1) }] }, stateWith({ groups: [managedGroup('g', crew(1))] }))
    const join = membershipChange('add', 'crew-1', { [key(1)]: by(1), [key(2)]: by(2) }, { targetId: 'g' })
    const after = groupChange('update', 'crew-9', { targetId: 'g', before: crew(1), after: crew(9), dependsOn: [join.id] })
    world.target.fault = (call) => (call.operation === 'CreateUser' ? 'refuse' : undefined)

    const result = await world.apply(planOf([create(1), create(2), join, after], stateWith()))

    expect(result.failed).toHaveLength(2)
    expect(result.skipped).toEqual([
      { change: join, because: `${create(2).id} failed` },
      { change: after, because: `${join.id} was skipped` },
    ])
  })

  it('is tried again by the same command, which does only what is left', async () => {
    const world = await aWorld()
    const group = groupChange('create', 'crew-1', { after: crew(1) })
    const join = membershipChange('add', 'crew-1', { [key(1)]: by(1), [key(2)]: by(2) }, { dependsOn: [group.id] })
    const plan = planOf([create(1), create(2), group, join])
    world.target.fault = (call) => (call.key === key(2) ? 'refuse' : undefined)
    await world.apply(plan)
    world.target.fault = undefined
    world.target.calls.length = 0

    const result = await world.apply(plan)

    expect(result).toMatchObject({ status: 'applied', done: 4, failed: [], leftOut: [] })
    expect(world.target.calls.map(({ operation, members }) => [operation, members?.length])).toEqual([
      ['look', undefined],
      ['CreateUser', undefined],
      ['AddMembers', 1],
    ])
    expect(await world.state()).toMatchObject({ applied: { planId: plan.id }, groups: [{ members: [key(1), key(2)] }] })
    expect(world.events.filter((event) => event.type === 'started')).toMatchObject([
      { resumed: false, alreadyDone: 0 },
      { resumed: true, alreadyDone: 2 },
    ])
  })

  it('fails alone when a person of a batch is unknown to the target', async () => {
    const people = numbers(9)
    const users = people.map((n) => managedUser(`x${n}`, person(n)))
    const state = stateWith({ users, groups: [managedGroup('g', crew(1))] })
    const world = await aWorld({ users: users.filter((user) => user.targetId !== 'x4').map(({ targetId, attributes }) => ({ id: targetId, attributes })), groups: [{ id: 'g', attributes: crew(1) }] }, state)
    const join = membershipChange('add', 'crew-1', Object.fromEntries(people.map((n) => [key(n), { id: `x${n}` }])), { targetId: 'g' })

    const result = await world.apply(planOf([join], state))

    expect(result.failed).toMatchObject([{ failure: { message: expect.stringMatching(/^p4@example\.com: .*no user x4/) as string } }])
    expect((await world.state())?.groups[0]?.members).toEqual(people.filter((n) => n !== 4).map(key))
    expect(world.clock.monotonic()).toBeGreaterThan(20_000)
  })
})

describe('what an answer leaves open', () => {
  it('is a clash with somebody else: nothing is adopted silently', async () => {
    const world = await aWorld()
    world.target.fault = (call, when) => {
      if (call.operation === 'CreateUser' && when === 'before') world.target.users.set('x', person(1, { externalId: 'another' }))
      return undefined
    }

    const result = await world.apply(planOf([create(1)]))

    expect(result.failed[0]?.failure).toEqual({
      message: 'the name p1@example.com is held by "p1@example.com" (x, external id another), the mail p1@example.com is held by "p1@example.com" (x, external id another): what is not ours is never adopted silently: a duplicate',
      requestId: 'memory',
      status: 409,
    })
    expect((await world.state())?.users).toEqual([])
  })

  it('is a clash with what we made ourselves: it is ours, and nothing is created twice', async () => {
    const world = await aWorld()
    world.target.fault = (call, when) => {
      if (call.operation === 'CreateUser' && when === 'before') world.target.users.set('ours', person(1))
      return undefined
    }

    const result = await world.apply(planOf([create(1)]))

    expect(result.status).toBe('applied')
    expect((await world.state())?.users[0]?.targetId).toBe('ours')
  })

  it('is waited for while a clash cannot be seen yet', async () => {
    const world = await aWorld()
    const { reader } = world.target
    let looks = 0
    const late: Partial<ApplyDeps> = {
      target: {
        ...world.target,
        reader: { ...reader, look: async (questions) => (looks++ < 5 ? { users: [], groups: [], members: new Map() } : reader.look(questions)) },
      },
    }
    world.target.fault = (call, when) => (call.operation === 'CreateUser' && when === 'after' ? 'lose' : undefined)

    const result = await world.apply(planOf([create(1)]), late)

    expect(result.status).toBe('applied')
    expect([...world.target.users]).toHaveLength(1)
    expect(world.clock.sleeps).toEqual([500, 1000, 2000, 4000])
  })

  it('stays open when even reading cannot tell: the next run finds it', async () => {
    const world = await aWorld()
    const plan = planOf([create(1)])
    let blind = false
    world.target.fault = (call, when) => {
      if (call.operation === 'CreateUser' && when === 'after') blind = true
      return blind ? 'lose' : undefined
    }
    const first = await world.apply(plan)
    world.target.fault = undefined

    const second = await world.apply(plan)

    expect(first).toMatchObject({ status: 'incomplete', failed: [{ change: { id: create(1).id } }] })
    expect(second).toMatchObject({ status: 'applied', done: 1 })
    expect([...world.target.users]).toHaveLength(1)
  })

  it('is success when what shall be deleted is missing', async () => {
    const state = stateWith({ users: [managedUser('a', person(1))] })
    const world = await aWorld({ users: [{ id: 'a', attributes: person(1) }] }, state)
    const gone: TargetWriter['deleteUser'] = () => Promise.reject(new IdpscimError('TargetRefused', 'no such user', { facts: { status: 404, missing: true } }))

    const result = await world.apply(planOf([userChange('delete', key(1), { targetId: 'a', before: person(1) })], state), { target: withWriter(world, { deleteUser: gone }) })

    expect(result.status).toBe('applied')
    expect((await world.state())?.users).toEqual([])
  })

  it('is read when members are refused after a part of them went in', async () => {
    const users = numbers(3).map((n) => managedUser(`x${n}`, person(n)))
    const state = stateWith({ users, groups: [managedGroup('g', crew(1))] })
    const world = await aWorld({ users: users.map(({ targetId, attributes }) => ({ id: targetId, attributes })), groups: [{ id: 'g', attributes: crew(1) }] }, state)
    const join = membershipChange('add', 'crew-1', Object.fromEntries(numbers(3).map((n) => [key(n), { id: `x${n}` }])), { targetId: 'g' })
    const asked: string[][] = []
    const addMembers: TargetWriter['addMembers'] = (_, ids) => {
      asked.push([...ids])
      world.target.members.get('g')?.add(ids[0] ?? '')
      return ids.length > 1 ? Promise.reject(new IdpscimError('TargetRefused', 'only one', { facts: { status: 400 } })) : Promise.resolve()
    }

    const result = await world.apply(planOf([join], state), { target: withWriter(world, { addMembers }) })

    expect(result.status).toBe('applied')
    expect(asked).toEqual([['x1', 'x2', 'x3'], ['x2'], ['x3']])
  })

  it.each<[string, Partial<UserAttributes>, string]>([
    ['as before is tried again', {}, 'applied'],
    ['like neither fails', { title: 'Somebody else\'s' }, 'incomplete'],
  ])('of an update is settled by reading: what reads %s', async (_, found, status) => {
    const state = stateWith({ users: [managedUser('a', person(1))] })
    const world = await aWorld({ users: [{ id: 'a', attributes: person(1) }] }, state)
    let lost = 0
    world.target.fault = (call, when) => {
      if (call.operation !== 'PatchUser' || when !== 'before' || lost++ > 0) return undefined
      world.target.users.set('a', person(1, found))
      return 'lose'
    }

    const result = await world.apply(planOf([userChange('update', key(1), { targetId: 'a', before: person(1), after: person(1, { title: 'Captain' }) })], state))

    expect(result.status).toBe(status)
    expect(world.target.calls.filter((call) => call.operation === 'PatchUser')).toHaveLength(status === 'applied' ? 2 : 1)
  })
})

describe('a bug', () => {
  it('stops the apply, and what was done is not lost', async () => {
    const world = await aWorld()
    const plan = planOf([create(1), create(2)])
    let calls = 0
    const createUser: TargetWriter['createUser'] = (user) => {
      if (++calls === 2) throw new TypeError('undefined is not a function')
      return world.target.writer(() => undefined).createUser(user)
    }

    await expect(world.apply(plan, { parallelism: 1, target: withWriter(world, { createUser }) })).rejects.toThrow(TypeError)

    await expect(world.apply(plan)).resolves.toMatchObject({ status: 'applied', done: 2 })
    expect([...world.target.users]).toHaveLength(2)
  })
})

function withWriter({ target }: World, differing: Partial<TargetWriter>): Target {
  return { reader: target.reader, writer: (guard) => ({ ...target.writer(guard), ...differing }) }
}
