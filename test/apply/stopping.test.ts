import { describe, expect, it } from 'vitest'
import { IdpscimError } from '../../src/errors.js'
import type { State } from '../../src/model/state.js'
import { numbers, person } from '../support/people.js'
import { managedUser, planOf, stateWith, userChange } from '../support/plans.js'
import { CHANGES, CONTENT, STATE } from './story.js'
import { aWorld, content, memory, type World } from './world.js'

const create = (n: number) => userChange('create', person(n).userName, { after: person(n) })

/** Stops the run once `count` changes are done. */
function stopAfter(world: World, count: number) {
  const stop = new AbortController()
  let done = 0
  return {
    signal: stop.signal,
    onEvent: (event: World['events'][number]) => {
      world.events.push(event)
      if (event.type === 'change' && event.status === 'done' && ++done === count) stop.abort(new Error('SIGTERM'))
    },
  }
}

describe('a signal', () => {
  it('starts no new change, lets those under way end, saves the state, and lets go', async () => {
    const world = await aWorld()
    const plan = planOf(numbers(20).map(create))

    const result = await world.apply(plan, { ...stopAfter(world, 3), parallelism: 4 })

    expect(result).toMatchObject({ status: 'incomplete', stopped: 'SIGTERM', failed: [] })
    expect(result.done).toBe(world.target.users.size)
    expect(result.done).toBeLessThan(10)
    const started = world.events.filter((event) => event.type === 'change' && event.status === 'running')
    expect(started).toHaveLength(result.done)
    expect(world.events).toContainEqual({ type: 'stopping', reason: 'SIGTERM', inFlight: expect.any(Number) as number })
    expect(await world.state()).toMatchObject({ serial: 2, applying: { planId: plan.id, baseSerial: 0 }, users: [...world.target.users.values()].map(({ userName }) => ({ key: userName })) })
    expect(await world.open().holder()).toBeUndefined()
  })

  it('before the first change leaves everything to the next run', async () => {
    const world = await aWorld()
    const plan = planOf([create(1)])

    const result = await world.apply(plan, { signal: AbortSignal.abort(new Error('deadline')) })

    expect(result).toMatchObject({ status: 'incomplete', stopped: 'deadline', done: 0 })
    await expect(world.apply(plan)).resolves.toMatchObject({ status: 'applied', done: 1 })
  })

  it('while the plan is proven leaves the reading where it stands, and the state as it was', async () => {
    const world = await aWorld()
    const plan = planOf([create(1)])
    const stop = new AbortController()
    const { reader } = world.target
    const look = () => {
      stop.abort(new Error('deadline'))
      return new Promise<never>(() => undefined)
    }

    const result = await world.apply(plan, { target: { ...world.target, reader: { ...reader, look } }, signal: stop.signal })

    expect(result).toMatchObject({ status: 'incomplete', stopped: 'deadline', done: 0, serial: 0 })
    expect(await world.open().read()).toBeUndefined()
    expect(await world.open().holder()).toBeUndefined()
    await expect(world.apply(plan)).resolves.toMatchObject({ status: 'applied', done: 1 })
  })

  it('ends the waiting for a lock that another holds, which is told and never taken', async () => {
    const world = await aWorld()
    const plan = planOf([create(1)])
    const other = await world.open().hold({ purpose: 'a long apply', timeoutMs: 0 })
    const stop = new AbortController()

    const result = world.apply(plan, {
      signal: stop.signal,
      lockTimeoutMs: 10_000_000,
      onEvent: (event) => {
        world.events.push(event)
        setImmediate(() => stop.abort(new Error('SIGINT')))
      },
    })

    await expect(result).rejects.toThrow('SIGINT')
    expect(world.events).toEqual([{ type: 'waiting', holder: expect.stringContaining('(a long apply)') as string, until: expect.any(String) as string, seconds: 10_000 }])
    await expect(other.check()).resolves.toBeUndefined()
    await other.release()
    expect(await world.open().holder()).toBeUndefined()
  })

  it('ends the waiting for another try; whoever resumes reads how it stands', async () => {
    const world = await aWorld()
    const plan = planOf([create(1)])
    const stop = new AbortController()
    const { reader } = world.target
    let looks = 0
    world.target.fault = (call, when) => (call.operation === 'CreateUser' && when === 'after' ? 'lose' : undefined)

    const result = await world.apply(plan, {
      signal: stop.signal,
      target: {
        ...world.target,
        reader: {
          ...reader,
          look: () => {
            if (++looks > 1) setImmediate(() => stop.abort(new Error('SIGINT')))
            return Promise.resolve({ users: [], groups: [], members: new Map() })
          },
        },
      },
    })

    expect(result).toMatchObject({ status: 'incomplete', stopped: 'SIGINT', done: 0, failed: [] })
    await expect(world.apply(plan)).resolves.toMatchObject({ status: 'applied', done: 1 })
    expect(world.target.users.size).toBe(1)
  })

  it('however often it comes, the end is the same, and limits are charged once', async () => {
    const calm = await aWorld(CONTENT, STATE)
    const plan = planOf(CHANGES, STATE)
    await calm.apply(plan)
    const world = await aWorld(CONTENT, STATE)
    const judged: (State | undefined)[] = []

    for (let runs = 0; (await world.state())?.applied === undefined; runs++) {
      await world.apply(plan, { ...stopAfter(world, 2), parallelism: 1, judge: (_, state) => (judged.push(state), []) })
      expect(runs).toBeLessThan(20)
    }

    expect(content(world.target)).toEqual(content(calm.target))
    expect(memory(await world.state(), world.target)).toEqual(memory(await calm.state(), calm.target))
    expect(judged.length).toBeGreaterThan(3)
    for (const state of judged) expect({ users: state?.users, groups: state?.groups, taken: state?.taken }).toEqual({ users: STATE.users, groups: STATE.groups, taken: [] })
    expect(world.backing.papers.history.size).toBe(1)
  })
})

describe('changes that do not depend on each other', () => {
  it.each([1, 3, 8])('run %i at a time and no more', async (parallelism) => {
    const world = await aWorld()
    let now = 0
    let most = 0
    const { target } = world

    await world.apply(planOf(numbers(30).map(create)), {
      parallelism,
      target: {
        reader: target.reader,
        writer: (guard) => ({
          ...target.writer(guard),
          createUser: async (user) => {
            most = Math.max(most, ++now)
            await world.clock.sleep(10)
            now--
            return target.writer(guard).createUser(user)
          },
        }),
      },
    })

    expect(most).toBe(parallelism)
  })
})

describe('a proof', () => {
  const users = numbers(3).map((n) => managedUser(`x${n}`, person(n)))
  const state = stateWith({ users })
  const updates = users.map((user, index) => userChange('update', user.key, { targetId: user.targetId, before: user.attributes, after: { ...user.attributes, title: 'Captain' }, dependsOn: index === 0 ? [] : [`user:update:${person(index).userName}`] }))

  it.each([
    ['four minutes', 240_000, 1],
    ['six minutes', 360_000, 2],
  ])('of %s ago holds or is made again, object by object', async (_, wait, looks) => {
    const world = await aWorld({ users: users.map(({ targetId, attributes }) => ({ id: targetId, attributes })) }, state)
    const slow = slowFirstUpdate(world, wait)

    const result = await world.apply(planOf(updates.slice(0, 2), state), { target: slow })

    expect(result.status).toBe('applied')
    expect(world.target.calls.filter((call) => call.operation === 'look')).toHaveLength(looks)
  })

  it('that no longer holds fails that change alone', async () => {
    const world = await aWorld({ users: users.map(({ targetId, attributes }) => ({ id: targetId, attributes })) }, state)
    const [first, second, third] = updates
    const plan = planOf([first, { ...second, dependsOn: [first?.id ?? ''] }, { ...third, dependsOn: [first?.id ?? ''] }] as typeof updates, state)
    const slow = slowFirstUpdate(world, 360_000, () => world.target.users.set('x2', person(2, { title: 'Cook' })))

    const result = await world.apply(plan, { target: slow })

    expect(result).toMatchObject({ status: 'incomplete', done: 2, failed: [{ change: { key: person(2).userName }, failure: { message: expect.stringContaining('changed since it was proven') as string } }] })
    expect(world.target.users.get('x2')?.title).toBe('Cook')
  })
})

/** The first update takes its time, while the lease is kept alive. */
function slowFirstUpdate({ target, clock }: World, ms: number, meanwhile: () => unknown = () => undefined): World['target'] {
  let slow = true
  return {
    ...target,
    writer: (guard) => {
      const writer = target.writer(guard)
      return {
        ...writer,
        updateUser: async (...update) => {
          await writer.updateUser(...update)
          if (!slow) return
          slow = false
          for (let waited = 0; waited < ms; waited += 10_000) {
            await clock.sleep(10_000)
            await guard()
          }
          meanwhile()
        },
      }
    },
  }
}

describe('--verify', () => {
  it('lists what reads back differently than it was written', async () => {
    const world = await aWorld()
    const { target } = world

    const result = await world.apply(planOf([create(1), create(2)]), {
      verify: true,
      target: {
        reader: target.reader,
        writer: (guard) => ({ ...target.writer(guard), createUser: (user) => target.writer(guard).createUser(user.userName === person(2).userName ? { ...user, title: 'Mangled' } : { ...user, displayName: 'Mangled' }) }),
      },
    })

    expect(result).toMatchObject({
      status: 'incomplete',
      done: 2,
      mismatches: [{ change: create(1).id, summary: 'p1@example.com has displayName "Mangled" instead of "Person 1"' }],
    })
  })

  it('says so when it could not read, and keeps what was done', async () => {
    const world = await aWorld()
    let written = false
    world.target.fault = (call, when) => {
      if (call.operation === 'CreateUser' && when === 'after') written = true
      return call.operation === 'look' && written ? 'lose' : undefined
    }

    const result = await world.apply(planOf([create(1)]), { verify: true })

    expect(result).toMatchObject({ status: 'incomplete', done: 1, stopped: expect.stringContaining('could not be read back') as string })
    expect(await world.state()).toMatchObject({ users: [{ key: person(1).userName }] })
  })
})

describe('a token that the target no longer takes', () => {
  it('stops the run at the first refusal instead of failing every change in turn', async () => {
    const world = await aWorld()
    const plan = planOf(numbers(20).map(create))
    const revoked = new IdpscimError('TargetRefused', 'the access token was refused', { facts: { status: 401 } })
    const { target } = world

    const result = await world.apply(plan, {
      parallelism: 1,
      target: { reader: target.reader, writer: (guard) => ({ ...target.writer(guard), createUser: () => Promise.reject(revoked) }) },
    })

    expect(result).toMatchObject({ status: 'incomplete', stopped: 'the access token was refused', done: 0 })
    expect(result.failed).toHaveLength(1)
    await expect(world.apply(plan)).resolves.toMatchObject({ status: 'applied', done: 20 })
  })
})
