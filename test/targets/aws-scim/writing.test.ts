import { afterEach, describe, expect, it } from 'vitest'
import { crew, numbers, person } from '../../support/people.js'
import { openScimWorld, TOKEN, type ScimWorld } from '../../support/scim-world.js'

const worlds: ScimWorld[] = []
const open = async (...args: Parameters<typeof openScimWorld>) => {
  const world = await openScimWorld(...args)
  worlds.push(world)
  return world
}
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.stop()))
})

const free = () => undefined
const one = { users: [{ id: 'user-1', attributes: person(1) }], groups: [{ id: 'group-1', attributes: crew(1) }] }
const renamed = person(1, { displayName: 'Ada' })

describe('writing to aws-scim', () => {
  it('puts 250 people into a group with three requests, one after another', async () => {
    const users = numbers(250).map((n) => ({ id: `user-${n}`, attributes: person(n) }))
    const world = await open({ users, groups: one.groups })

    await world.target.writer(free).addMembers('group-1', users.map(({ id }) => id))

    expect(world.calls()).toEqual({ PatchGroup: 3 })
    expect(world.held().groups[0]?.members).toHaveLength(250)
    // At an assumed 100 people a second, the second hundred cannot start before the first has been paid for.
    expect(world.clock.monotonic()).toBeGreaterThan(1900)
  })

  it('sends nothing where nothing differs', async () => {
    const world = await open(one)

    await world.target.writer(free).updateUser('user-1', person(1), person(1))

    expect(world.calls()).toEqual({})
  })

  it.each(['reset', 'lost-answer', 'truncate-body', 'throttle', 'error'] as const)('repeats a change that met one %s, asking its guard each time', async (kind) => {
    const world = await open(one)
    world.faults({ kind, at: 1 })
    let asked = 0
    const counting = () => {
      asked++
    }

    await world.target.writer(counting).updateUser('user-1', person(1), renamed)

    expect(asked).toBe(2)
    expect(world.calls()).toEqual({ PatchUser: 2 })
  })

  it('takes a delete for done when its answer was lost and its repeat finds nothing', async () => {
    const world = await open(one)
    world.faults({ kind: 'lost-answer', at: 1 })

    await world.target.writer(free).deleteUser('user-1')

    expect(world.held().users).toEqual([])
    expect(world.calls()).toEqual({ DeleteUser: 2 })
  })

  it.each(['reset', 'lost-answer', 'truncate-body', 'error'] as const)('does not repeat a create that met a %s, and does not claim to know', async (kind) => {
    const world = await open()
    world.faults({ kind, at: 1 })

    await expect(world.target.writer(free).createUser(person(1))).rejects.toMatchObject({ code: 'AnswerLost' })

    expect(world.calls()).toEqual({ CreateUser: 1 })
  })

  it('repeats a create that was throttled', async () => {
    const world = await open()
    world.faults({ kind: 'throttle', at: 1, times: 2 })

    const id = await world.target.writer(free).createUser(person(1))

    expect(world.held().users.map((user) => user.id)).toEqual([id])
    expect(world.calls()).toEqual({ CreateUser: 3 })
  })

  it('does not know whose the conflict is when a throttled create clashes on its repeat', async () => {
    const world = await open(one)
    world.faults({ kind: 'throttle', at: 1 })

    await expect(world.target.writer(free).createUser(person(1))).rejects.toMatchObject({ code: 'AnswerLost', facts: { status: 409 } })
  })

  it('waits as long as the server asks, and tells so', async () => {
    const world = await open(one)
    world.faults({ kind: 'throttle', at: 1, retryAfter: 7 })

    await world.target.writer(free).updateUser('user-1', person(1), renamed)

    expect(world.clock.monotonic()).toBeGreaterThanOrEqual(7000)
    expect(world.events).toContainEqual(expect.objectContaining({ type: 'wait', reason: expect.stringContaining('429') as string }))
  })

  it('does not claim to know when a change met a failure first and throttling to the end', async () => {
    const world = await open(one)
    world.faults({ kind: 'lost-answer', at: 1 }, { kind: 'throttle' })

    await expect(world.target.writer(free).updateUser('user-1', person(1), renamed)).rejects.toMatchObject({ code: 'AnswerLost' })
  })

  it('knows that throttling to the end wrote nothing', async () => {
    const world = await open(one)
    world.faults({ kind: 'throttle' })

    await expect(world.target.writer(free).updateUser('user-1', person(1), renamed)).rejects.toMatchObject({ code: 'TargetRefused', retryable: true, facts: { status: 429 } })
    await expect(world.target.writer(free).createUser(person(2))).rejects.toMatchObject({ code: 'AnswerLost' })
  })

  it('knows that nothing was written where nobody listens', async () => {
    const world = await open(one)
    await world.stop()

    await expect(world.target.writer(free).createUser(person(2))).rejects.toMatchObject({ code: 'TargetRefused', retryable: true })
  })

  it('is patient with people who were created a moment ago', async () => {
    const world = await open({ groups: one.groups }, { visibilityDelayMs: 5000 })
    const id = await world.target.writer(free).createUser(person(1))

    await world.target.writer(free).addMembers('group-1', [id])

    expect(world.held().groups[0]?.members.map((member) => member.id)).toEqual([id])
    expect(world.clock.monotonic()).toBeGreaterThanOrEqual(5000)
  })

  it('gives up after about twenty seconds on people who do not appear', async () => {
    const world = await open(one)

    await expect(world.target.writer(free).addMembers('group-1', ['gone'])).rejects.toMatchObject({ code: 'TargetRefused', facts: { missing: true, written: 0 } })

    expect(world.clock.monotonic()).toBeGreaterThanOrEqual(20_000)
    expect(world.clock.monotonic()).toBeLessThan(30_000)
  })

  it('tells the refusal in the server\'s own words, with the request\'s id and without the token', async () => {
    const world = await open(one)

    const error = await world.target.writer(free).createUser(person(1)).catch((caught: unknown) => caught)

    expect(error).toMatchObject({
      code: 'TargetRefused',
      facts: { status: 409, conflict: true, detail: 'Refused to create a new, duplicate resource.', requestId: expect.stringMatching(/.+/) as string },
    })
    expect(JSON.stringify([error, String(error), (error as Error).stack, world.events])).not.toContain(TOKEN)
  })
})
