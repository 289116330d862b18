import { afterEach, describe, expect, it } from 'vitest'
import { openIdentityStoreWorld, type IdentityStoreWorld } from '../../support/identity-store-world.js'
import { crew, numbers, person } from '../../support/people.js'
import type { WorldContent } from '../../contracts/target-contract.js'

const worlds: IdentityStoreWorld[] = []
const open = async (...args: Parameters<typeof openIdentityStoreWorld>) => {
  const world = await openIdentityStoreWorld(...args)
  worlds.push(world)
  return world
}
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.stop()))
})

const free = () => undefined
const small: WorldContent = {
  users: numbers(3).map((n) => ({ id: `user-${n}`, attributes: person(n) })),
  groups: [{ id: 'group-1', attributes: crew(1), members: ['user-1', 'user-2'] }],
}
const ask = { users: [], groups: [], members: [], expected: { users: 5000, groups: 5000 } }

describe('writing to the identity store', () => {
  it('carries the revision that was seen, and refuses to overwrite what somebody else changed since', async () => {
    const world = await open(small)
    const { target } = world
    await target.reader.look({ ...ask, users: [{ id: 'user-1' }], groups: [{ id: 'group-1' }] })
    const other = await world.again()
    await other.writer(free).updateUser('user-1', person(1), person(1, { title: 'Chief' }))
    await other.writer(free).updateGroup('group-1', crew(1), crew(1, { displayName: 'theirs' }))

    await expect(target.writer(free).updateUser('user-1', person(1), person(1, { nickName: 'Ada' }))).rejects.toMatchObject({
      code: 'TargetRefused', facts: { conflict: true, reason: 'CONCURRENT_MODIFICATION' },
    })
    await expect(target.writer(free).deleteGroup('group-1')).rejects.toMatchObject({ facts: { conflict: true, reason: 'CONCURRENT_MODIFICATION' } })

    const { users: [user] } = await target.reader.look({ ...ask, users: [{ id: 'user-1' }] })
    expect(user?.attributes).toEqual(person(1, { title: 'Chief' }))
    await target.writer(free).updateUser('user-1', person(1, { title: 'Chief' }), person(1, { title: 'Chief', nickName: 'Ada' }))
    await target.writer(free).updateUser('user-1', person(1, { title: 'Chief', nickName: 'Ada' }), person(1, { nickName: 'Ada' }))
  })

  it('needs no revision from a service that tells none', async () => {
    const world = await open(small, {}, { revisions: false })
    const { target } = world
    await target.reader.look({ ...ask, users: [{ id: 'user-1' }] })

    await target.writer(free).updateUser('user-1', person(1), person(1, { title: 'Chief' }))
    await target.writer(free).deleteUser('user-1')

    expect(world.held().users.map(({ id }) => id)).toEqual(['user-2', 'user-3'])
  })

  it('removes by the id that looking told, and asks for it otherwise', async () => {
    const world = await open(small)
    const { target } = world
    await target.reader.look({ ...ask, members: [{ groupId: 'group-1', userIds: ['user-1', 'user-2'] }] })
    world.calls()

    await target.writer(free).removeMembers('group-1', ['user-1', 'user-2'])
    expect(world.calls()).toEqual({ DeleteGroupMembership: 2 })

    await target.writer(free).removeMembers('group-1', ['user-1'])
    expect(world.calls()).toEqual({ GetGroupMembershipId: 1 })
  })

  it('removes somebody who left and came back since they were seen', async () => {
    const world = await open(small)
    const { target } = world
    await target.reader.look({ ...ask, members: [{ groupId: 'group-1', userIds: ['user-1'] }] })
    const other = (await world.again()).writer(free)
    await other.removeMembers('group-1', ['user-1'])
    await other.addMembers('group-1', ['user-1'])

    await target.writer(free).removeMembers('group-1', ['user-1'])

    expect(world.held().groups[0]?.members.map(({ id }) => id)).toEqual(['user-2'])
  })

  it('adds somebody whom nobody knows yet, once they are known', async () => {
    const world = await open(small, {}, { visibilityDelayMs: 5000 })
    const writer = world.target.writer(free)

    const id = await writer.createUser(person(9))
    await writer.addMembers('group-1', [id])

    expect(world.held().groups[0]?.members.map((member) => member.id)).toContain(id)
  })

  it('tells how many were done before the first who was not', async () => {
    const world = await open(small)

    await expect(world.target.writer(free).addMembers('group-1', ['user-3', 'gone'])).rejects.toMatchObject({ code: 'TargetRefused', facts: { missing: true, written: 1 } })
  })

  it('never repeats a create whose answer was lost, and does not take a clash after throttling for somebody else', async () => {
    const world = await open()
    world.faults({ operation: 'CreateUser', kind: 'error', status: 500, at: 1 })
    await expect(world.target.writer(free).createUser(person(1))).rejects.toMatchObject({ code: 'AnswerLost' })
    expect(world.calls()).toEqual({ CreateUser: 1 })

    world.faults({ operation: 'CreateUser', kind: 'throttle', at: 2 })
    await world.target.writer(free).createUser(person(1))
    await expect(world.target.writer(free).createUser(person(1))).rejects.toMatchObject({ code: 'AnswerLost' })
    expect(world.calls()).toEqual({ CreateUser: 3 })
  })

  it('sends nothing for what does not differ, nor for what this API cannot hold', async () => {
    const world = await open(small)

    await world.target.writer(free).updateUser('user-1', person(1), person(1, { externalId: 'other', active: false }))
    await world.target.writer(free).updateGroup('group-1', crew(1), crew(1, { externalId: 'other' }))

    expect(world.calls()).toEqual({})
  })
})
