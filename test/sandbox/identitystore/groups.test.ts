import {
  CreateGroupCommand, CreateGroupMembershipCommand, DeleteGroupCommand, DeleteGroupMembershipCommand, DescribeGroupCommand, DescribeGroupMembershipCommand,
  GetGroupIdCommand, GetGroupMembershipIdCommand, IsMemberInGroupsCommand, paginateListGroupMemberships, paginateListGroupMembershipsForMember,
  paginateListGroups, paginateListUsers, UpdateGroupCommand,
} from '@aws-sdk/client-identitystore'
import { describe, expect, test } from 'vitest'
import { useSandbox } from '../../support/world.js'
import { clientsOf, IdentityStoreId, raw, refusalOf } from './client.js'

const sandbox = useSandbox()
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)

async function start({ people = 2, groups = 1 } = {}) {
  const users = numbers(people).map((n) => ({ id: `u-${n}`, userName: `p${n}@example.com` }))
  const crews = numbers(groups).map((n) => ({ id: `g-${n}`, displayName: `crew-${n}`, ...(n === 0 ? { externalId: 'x-0', members: users.slice(1).map(({ userName }) => userName) } : {}) }))
  const running = await sandbox({ seed: { aws: { users, groups: crews } } })
  const { store } = clientsOf(running)
  const pair = (user: string, group = 'g-0') => ({ IdentityStoreId, GroupId: group, MemberId: { UserId: user } })
  return { running, store, pair }
}

/** Everything that a paginator of AWS's own client gives. */
async function all<Page, Row>(pages: AsyncIterable<Page>, rows: (page: Page) => Row[] | undefined): Promise<{ rows: Row[]; pages: number }> {
  const found: Row[] = []
  let count = 0
  for await (const page of pages) {
    found.push(...(rows(page) ?? []))
    count++
  }
  return { rows: found, pages: count }
}

describe("AWS's paginators", () => {
  test('read every list to its end', async () => {
    const { store } = await start({ people: 205, groups: 101 })
    const config = { client: store, pageSize: 100 }

    const users = await all(paginateListUsers(config, { IdentityStoreId }), ({ Users }) => Users)
    const groups = await all(paginateListGroups(config, { IdentityStoreId }), ({ Groups }) => Groups)
    const members = await all(paginateListGroupMemberships(config, { IdentityStoreId, GroupId: 'g-0' }), ({ GroupMemberships }) => GroupMemberships)
    const ofMember = await all(paginateListGroupMembershipsForMember({ ...config, pageSize: 1 }, { IdentityStoreId, MemberId: { UserId: 'u-7' } }), ({ GroupMemberships }) => GroupMemberships)

    expect([users, groups, members, ofMember].map(({ rows, pages }) => [rows.length, pages])).toEqual([[205, 3], [101, 2], [204, 3], [1, 1]])
    expect(new Set(users.rows.map(({ UserId }) => UserId)).size).toBe(205)
    expect(members.rows[0]).toEqual({ IdentityStoreId, GroupId: 'g-0', MembershipId: expect.any(String) as string, MemberId: { UserId: 'u-1' } })
    expect(groups.rows[0]).toMatchObject({ DisplayName: 'crew-0', ExternalIds: [{ Id: 'x-0' }] })
  })

  test('see accidents with pages as those of other lists: one repeated for ever, one passed over', async () => {
    const { running, store } = await start({ people: 250 })
    running.setFaults([{ api: 'identitystore', operation: 'ListUsers', kind: 'repeat-page', at: 2 }])

    await expect(all(paginateListUsers({ client: store, pageSize: 100, stopOnSameToken: true }, { IdentityStoreId }), ({ Users }) => Users)).resolves.toMatchObject({ pages: 4 })

    running.setFaults([{ api: 'identitystore', operation: 'ListUsers', kind: 'drop-page', at: 2 }])
    expect((await all(paginateListUsers({ client: store, pageSize: 100 }, { IdentityStoreId }), ({ Users }) => Users)).rows).toHaveLength(150)
  })
})

describe('what was done', () => {
  test('says when, and by the key that it was signed with, by whom; what came with the seed says nobody', async () => {
    const { running, store, pair } = await start()
    const by = 'arn:aws:sts::123456789012:assumed-role/idpscim/sandbox'
    await raw(running.endpoints.identitystore, 'AWSIdentityStore.CreateGroupMembership', pair('u-0'))
    await store.send(new UpdateGroupCommand({ IdentityStoreId, GroupId: 'g-0', Operations: [{ AttributePath: 'description', AttributeValue: 'by hand' }] }))

    const { rows } = await all(paginateListGroupMemberships({ client: store }, { IdentityStoreId, GroupId: 'g-0' }), ({ GroupMemberships }) => GroupMemberships)
    const group = await store.send(new DescribeGroupCommand({ IdentityStoreId, GroupId: 'g-0' }))

    expect(rows.map((row) => [row.MemberId?.UserId, (row as { CreatedBy?: string }).CreatedBy])).toEqual([['u-1', undefined], ['u-0', 'arn:aws:iam::123456789012:user/AKID']])
    expect(group).toMatchObject({ CreatedAt: expect.any(Date) as Date, UpdatedAt: expect.any(Date) as Date, UpdatedBy: by })
    expect(group).not.toHaveProperty('CreatedBy')
  })
})

describe('a group', () => {
  test('is made, described, found, renamed and deleted', async () => {
    const { running, store } = await start()

    const { GroupId = '' } = await store.send(new CreateGroupCommand({ IdentityStoreId, DisplayName: 'ops', Description: 'Operators' }))
    await store.send(new UpdateGroupCommand({ IdentityStoreId, GroupId, Operations: [{ AttributePath: 'displayName', AttributeValue: 'operators' }] }))

    expect(await store.send(new DescribeGroupCommand({ IdentityStoreId, GroupId }))).toMatchObject({ GroupId, DisplayName: 'operators', Description: 'Operators' })
    expect(running.state().aws?.groups).toContainEqual({ id: GroupId, displayName: 'operators', description: 'Operators', members: [] })
    const found = await store.send(new GetGroupIdCommand({ IdentityStoreId, AlternateIdentifier: { UniqueAttribute: { AttributePath: 'displayName', AttributeValue: 'operators' } } }))
    expect(found.GroupId).toBe(GroupId)
    running.putState(running.state())
    expect(await store.send(new DescribeGroupCommand({ IdentityStoreId, GroupId }))).toMatchObject({ Description: 'Operators' })

    await store.send(new DeleteGroupCommand({ IdentityStoreId, GroupId }))
    expect(await refusalOf(store.send(new DescribeGroupCommand({ IdentityStoreId, GroupId })))).toEqual({
      status: 400, name: 'ResourceNotFoundException', message: 'GROUP not found.', ResourceType: 'GROUP', ResourceId: GroupId,
    })
  })

  test("is refused with another's name, and without one", async () => {
    const { store } = await start()

    expect(await refusalOf(store.send(new CreateGroupCommand({ IdentityStoreId, DisplayName: 'Crew-0' })))).toMatchObject({
      name: 'ConflictException', message: 'Duplicate GroupDisplayName', Reason: 'UNIQUENESS_CONSTRAINT_VIOLATION',
    })
    expect(await refusalOf(store.send(new CreateGroupCommand({ IdentityStoreId })))).toMatchObject({ name: 'ValidationException', message: 'displayname: The attribute displayname is required' })
  })
})

describe('a membership', () => {
  test('is made once, found by its pair, and another one after it ended', async () => {
    const { store, pair } = await start()

    const { MembershipId } = await store.send(new CreateGroupMembershipCommand(pair('u-0')))
    expect(await refusalOf(store.send(new CreateGroupMembershipCommand(pair('u-0'))))).toMatchObject({ name: 'ConflictException', message: 'Member and Group relationship already exists' })
    expect((await store.send(new GetGroupMembershipIdCommand(pair('u-0')))).MembershipId).toBe(MembershipId)
    expect(await store.send(new DescribeGroupMembershipCommand({ IdentityStoreId, MembershipId }))).toMatchObject({ GroupId: 'g-0', MemberId: { UserId: 'u-0' } })

    await store.send(new DeleteGroupMembershipCommand({ IdentityStoreId, MembershipId }))
    expect(await refusalOf(store.send(new DeleteGroupMembershipCommand({ IdentityStoreId, MembershipId })))).toMatchObject({ name: 'ResourceNotFoundException', ResourceType: 'GROUP_MEMBERSHIP' })
    expect(await refusalOf(store.send(new GetGroupMembershipIdCommand(pair('u-0'))))).toMatchObject({ name: 'ResourceNotFoundException', ResourceType: 'GROUP_MEMBERSHIP' })
    expect((await store.send(new CreateGroupMembershipCommand(pair('u-0')))).MembershipId).not.toBe(MembershipId)
  })

  test('of nobody, and in no group, is refused by which of them is missing', async () => {
    const { store, pair } = await start()

    expect(await refusalOf(store.send(new CreateGroupMembershipCommand(pair('gone'))))).toMatchObject({ ResourceType: 'USER', ResourceId: 'gone' })
    expect(await refusalOf(store.send(new CreateGroupMembershipCommand(pair('u-0', 'gone'))))).toMatchObject({ ResourceType: 'GROUP', ResourceId: 'gone' })
  })

  test('is tested for many groups at once, in their order', async () => {
    const { store } = await start({ groups: 3 })

    const { Results } = await store.send(new IsMemberInGroupsCommand({ IdentityStoreId, MemberId: { UserId: 'u-1' }, GroupIds: ['g-2', 'g-0', 'g-1'] }))

    expect(Results?.map(({ GroupId, MembershipExists }) => [GroupId, MembershipExists])).toEqual([['g-2', false], ['g-0', true], ['g-1', false]])
  })
})

test('20 requests a second of each operation are let through, and the next is throttled as AWS words it', async () => {
  const running = await sandbox({ seed: { aws: { groups: [{ id: 'g-0', displayName: 'crew' }] } }, rateLimits: true })
  const { store } = clientsOf(running)

  const refusals = await Promise.all(numbers(25).map(() => refusalOf(store.send(new DescribeGroupCommand({ IdentityStoreId, GroupId: 'g-0' })))))

  const throttled = refusals.filter((refusal) => refusal !== undefined)
  expect(throttled.length).toBeGreaterThan(0)
  expect(throttled.length).toBeLessThanOrEqual(5)
  expect(throttled[0]).toEqual({ status: 400, name: 'ThrottlingException', message: 'Rate exceeded' })
  expect(await refusalOf(store.send(new IsMemberInGroupsCommand({ IdentityStoreId, MemberId: { UserId: 'x' }, GroupIds: ['g-0'] })))).toMatchObject({ name: 'ResourceNotFoundException' })
})
