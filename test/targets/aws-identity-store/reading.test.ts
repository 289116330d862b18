import { afterEach, describe, expect, it } from 'vitest'
import { parseMembership } from '../../../src/targets/aws-identity-store/memberships.js'
import { toGroup, toUser } from '../../../src/targets/aws-identity-store/resource.js'
import type { WorldContent } from '../../contracts/target-contract.js'
import { openIdentityStoreWorld, type IdentityStoreWorld } from '../../support/identity-store-world.js'
import { crew, numbers, person } from '../../support/people.js'

const worlds: IdentityStoreWorld[] = []
const open = async (...args: Parameters<typeof openIdentityStoreWorld>) => {
  const world = await openIdentityStoreWorld(...args)
  worlds.push(world)
  return world
}
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.stop()))
})

const content = (users: number, groups: number): WorldContent => ({
  users: numbers(users).map((n) => ({ id: `user-${n}`, attributes: person(n) })),
  groups: numbers(groups).map((n) => ({ id: `group-${n}`, attributes: crew(n), members: n === 1 ? numbers(users).map((m) => `user-${m}`) : [] })),
})
const nothingKnown = { users: [], groups: [] }
const all = { membersOf: () => true, known: nothingKnown }
const none = { membersOf: () => false, known: nothingKnown }
const ask = { users: [], groups: [], members: [], expected: { users: 5000, groups: 5000 } }

describe('reading the identity store', () => {
  it('costs one call for each page and each group, none more, and says which way', async () => {
    const world = await open(content(205, 3))

    const { evidence } = await world.target.reader.read(all)

    expect(world.calls()).toEqual({ ListUsers: 3, ListGroups: 1, ListGroupMemberships: 3 + 2 })
    expect(evidence).toMatchObject({ pages: 9, memberships: 205, by: 'the Identity Store API, group by group' })
  })

  it('asks person by person where that is fewer calls, and finds the same', async () => {
    const world = await open(content(4, 30))

    const byPerson = await world.target.reader.read(all)

    expect(world.calls()).toEqual({ ListUsers: 1, ListGroups: 1, ListGroupMembershipsForMember: 4 })
    const byGroup = await (await world.again({ read: 'groups' })).reader.read(all)
    expect(world.calls()).toEqual({ ListUsers: 1, ListGroups: 1, ListGroupMemberships: 30 })
    expect(byPerson.groups).toEqual(byGroup.groups)
    expect(byPerson.evidence.by).toBe('the Identity Store API, person by person')
  })

  it('tells people who were switched off by SCIM, and the ids that came by it', async () => {
    const world = await open({ users: [{ id: 'user-1', attributes: person(1, { active: false, enterprise: { department: 'Engines' } }) }] })

    const { users } = await world.target.reader.read(none)

    expect(users).toMatchObject([{ id: 'user-1', attributes: person(1, { active: false, enterprise: { department: 'Engines' } }) }])
  })

  it('tells when and by whom an object was last changed, and how people came into a group, whichever way it is read', async () => {
    const world = await open(content(3, 1))
    const writer = world.target.writer(() => undefined)
    const [by, at] = ['arn:aws:iam::123456789012:user/AKIAIOSFODNN7EXAMPLE', expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string]
    const id = await writer.createUser(person(9))
    await writer.updateUser('user-1', person(1), person(1, { title: 'Boss' }))
    await writer.addMembers('group-1', [id])

    const byGroup = await (await world.again({ read: 'groups' })).reader.read(all)
    const byPerson = await (await world.again({ read: 'members' })).reader.read(all)

    expect(byGroup.users.map((user) => [user.id, user.changed])).toEqual(expect.arrayContaining([[id, { at, by }], ['user-1', { at, by }], ['user-2', { at }]]))
    expect(byGroup.groups[0]).toMatchObject({ changed: { at }, joined: [{ at, by, members: [id] }] })
    expect(byPerson.groups).toEqual(byGroup.groups)
  })

  it('takes stamps of another form for none, and the object as it is', () => {
    const user = { UserId: 'u', UserName: 'ann', CreatedAt: 'yesterday', CreatedBy: 7, UpdatedAt: 1e300, UpdatedBy: { id: 'x' } }

    expect(toUser(user)).toEqual({ id: 'u', attributes: { userName: 'ann', active: true } })
    expect(toUser({ ...user, CreatedAt: 1_767_225_600.75, CreatedBy: 'setup', UpdatedAt: null, UpdatedBy: '' }).changed).toEqual({ at: '2026-01-01T00:00:00Z', by: 'setup' })
    expect(toGroup({ GroupId: 'g', DisplayName: 'Ops', CreatedAt: 1_767_225_600, CreatedBy: 'setup', UpdatedAt: 1_767_225_700 }).changed).toEqual({ at: '2026-01-01T00:01:40Z' })
    expect(parseMembership({ MembershipId: 'm', GroupId: 'g', MemberId: { UserId: 'u' }, CreatedAt: {}, CreatedBy: 1 })).toMatchObject({ GroupId: 'g' })
  })

  it('is whole when what we know is really gone', async () => {
    const world = await open(content(3, 1))

    const { users } = await world.target.reader.read({ membersOf: () => false, known: { users: ['user-1', 'gone'], groups: ['gone'] } })

    expect(users).toHaveLength(3)
    expect(world.calls()).toEqual({ ListUsers: 1, ListGroups: 1, DescribeUser: 1, DescribeGroup: 1 })
  })

  it('refuses a list that lost a page: with somebody we know on it, or somebody who turns up in a group', async () => {
    const world = await open(content(205, 1))
    world.faults({ operation: 'ListUsers', kind: 'drop-page', at: 2 })
    await expect(world.target.reader.read({ membersOf: () => false, known: { users: numbers(205).map((n) => `user-${n}`), groups: [] } })).rejects.toMatchObject({ code: 'TargetIncomplete' })

    world.faults({ operation: 'ListUsers', kind: 'drop-page', at: 2 })
    await expect(world.target.reader.read(all)).rejects.toMatchObject({ code: 'TargetIncomplete', facts: { resource: 'User' } })
  })

  it('refuses a token that comes back instead of walking in circles', async () => {
    const world = await open(content(205, 1))
    world.faults({ operation: 'ListUsers', kind: 'repeat-page' })

    await expect(world.target.reader.read(none)).rejects.toMatchObject({ code: 'TargetIncomplete', message: expect.stringMatching(/same token twice/) as string })
  })

  it('refuses an answer that was cut off, after trying again', async () => {
    const world = await open(content(2, 1))
    world.faults({ operation: 'ListUsers', kind: 'truncate-body' })

    await expect(world.target.reader.read(none)).rejects.toMatchObject({ code: 'TargetIncomplete' })
    expect(world.calls()['ListUsers']).toBe(5)
  })

  it('slows down where it is throttled, and ends', async () => {
    const world = await open(content(3, 40))
    world.faults({ operation: 'ListGroupMembershipsForMember', kind: 'throttle', at: 1, times: 2 })

    await world.target.reader.read(all)

    expect(world.calls()['ListGroupMembershipsForMember']).toBe(5)
    expect(world.events).toContainEqual(expect.objectContaining({ type: 'wait', system: 'AWS Identity Store' }))
  })

  it('never asks faster than 20 a second for each operation', async () => {
    const world = await open(content(90, 60))

    await world.target.reader.read(all)

    const seconds = world.clock.monotonic() / 1000
    expect(world.calls()['ListGroupMemberships']).toBe(60)
    expect(seconds).toBeGreaterThanOrEqual(60 / 20 - 1)
  })
})

describe('looking into the identity store', () => {
  it('describes by id, finds by name, and lists where that is fewer calls', async () => {
    const world = await open(content(3, 3))

    await world.target.reader.look({ ...ask, users: [{ id: 'user-1' }, { name: 'p2@example.com' }, { name: 'nobody' }], groups: [{ name: 'crew-1' }] })
    expect(world.calls()).toEqual({ DescribeUser: 2, GetUserId: 2, GetGroupId: 1, DescribeGroup: 1 })

    await world.target.reader.look({ ...ask, users: numbers(3).map((n) => ({ id: `user-${n}` })), expected: { users: 3, groups: 3 } })
    expect(world.calls()).toEqual({ ListUsers: 1 })
  })

  it('tests many groups of one person in one call, and falls back where one of them is gone', async () => {
    const world = await open(content(3, 4))
    const pairs = (...groups: string[]) => groups.map((groupId) => ({ groupId, userIds: ['user-1'] }))

    const { members } = await world.target.reader.look({ ...ask, members: pairs('group-1', 'group-2', 'group-3') })

    expect(members).toEqual(new Map([['group-1', new Set(['user-1'])], ['group-2', new Set()], ['group-3', new Set()]]))
    expect(world.calls()).toEqual({ IsMemberInGroups: 1 })
    const second = await world.target.reader.look({ ...ask, members: pairs('group-1', 'gone') })
    expect(second.members).toEqual(new Map([['group-1', new Set(['user-1'])]]))
  })

  it('gives up listing a large group once asking singly costs no more', async () => {
    const world = await open(content(1000, 1))

    const { members } = await world.target.reader.look({ ...ask, members: [{ groupId: 'group-1', userIds: ['user-990', 'nobody'] }] })

    expect(members.get('group-1')).toEqual(new Set(['user-990']))
    expect(world.calls()).toEqual({ ListGroupMemberships: 2, GetGroupMembershipId: 2 })
  })
})
