import { CreateUserCommand, DeleteUserCommand, DescribeUserCommand, GetUserIdCommand, ListUsersCommand, UpdateUserCommand, type AttributeOperation } from '@aws-sdk/client-identitystore'
import { describe, expect, test } from 'vitest'
import { useSandbox } from '../../support/world.js'
import { clientsOf, IdentityStoreId, raw, refusalOf } from './client.js'

const sandbox = useSandbox()
const ENTERPRISE = 'aws:identitystore:enterprise'

async function start(users: object[] = []) {
  const running = await sandbox({ seed: { aws: { users } } })
  const { store } = clientsOf(running)
  const ada = { IdentityStoreId, UserName: 'ada@example.com', DisplayName: 'Ada Obi', Name: { GivenName: 'Ada', FamilyName: 'Obi' } }
  const update = (UserId: string, ...Operations: AttributeOperation[]) => store.send(new UpdateUserCommand({ IdentityStoreId, UserId, Operations }))
  const describeUser = async (UserId: string) => {
    const { $metadata: _, ...user } = await store.send(new DescribeUserCommand({ IdentityStoreId, UserId, Extensions: [ENTERPRISE] }))
    return user
  }
  return { running, store, ada, update, describeUser }
}

describe('a user', () => {
  test('is made, and read back with all that was given', async () => {
    const { store, ada, describeUser } = await start()
    const full = {
      ...ada,
      Emails: [{ Value: 'ada@example.com', Type: 'work', Primary: true }],
      Addresses: [{ Formatted: '1 Street', Country: 'UK', Type: 'work' }],
      PhoneNumbers: [{ Value: '+44 1', Type: 'work' }],
      NickName: 'Ada', Title: 'Engineer', UserType: 'employee', Locale: 'en_GB', Timezone: 'Europe/London', PreferredLanguage: 'en',
      Extensions: { [ENTERPRISE]: { department: 'Engines', manager: { value: 'm-1' } } },
    }

    const { UserId = '' } = await store.send(new CreateUserCommand(full))

    expect(await describeUser(UserId)).toMatchObject({ ...full, UserId, UserStatus: 'ENABLED', CreatedAt: expect.any(Date) as Date })
  })

  test('is the same one over SCIM, which alone can write externalId and status', async () => {
    const { running, describeUser } = await start([{ id: 'u-1', userName: 'bob@example.com', externalId: 'g-1', active: false }])

    expect(await describeUser('u-1')).toMatchObject({
      UserName: 'bob@example.com',
      UserStatus: 'DISABLED',
      ExternalIds: [{ Issuer: expect.stringMatching(/^https:\/\/scim\.aws\.com\//) as string, Id: 'g-1' }],
    })
    expect(running.state().aws?.users).toMatchObject([{ id: 'u-1', externalId: 'g-1', active: false }])
  })

  test.each([
    ['userName', { UserName: 'BOB@example.com' }, 'Duplicate UserName'],
    ['mail', { Emails: [{ Value: 'bob@example.com', Primary: true }] }, 'Duplicate Email'],
  ])("is refused with the %s of another's", async (_, fields, message) => {
    const { store, ada } = await start([{ userName: 'bob@example.com' }])

    expect(await refusalOf(store.send(new CreateUserCommand({ ...ada, ...fields })))).toEqual({ status: 400, name: 'ConflictException', message, Reason: 'UNIQUENESS_CONSTRAINT_VIOLATION' })
  })

  test.each([
    ['no family name', { Name: { GivenName: 'Ada' } }, /name\.familyName/],
    ['a name with a space', { UserName: 'ada obi' }, /userName/],
    ['a reserved name', { UserName: 'Administrator' }, /reserved/],
    ['two mails', { Emails: [{ Value: 'a@b.c' }, { Value: 'd@e.f' }] }, /emails/],
    ['an empty title', { Title: '' }, /title/],
  ])('is refused with %s', async (_, fields, why) => {
    const { store, ada } = await start()

    expect(await refusalOf(store.send(new CreateUserCommand({ ...ada, ...fields })))).toMatchObject({ status: 400, name: 'ValidationException', message: expect.stringMatching(why) as string })
  })

  test('is found by its exact name, mail or external id, and by nothing else', async () => {
    const { store } = await start([{ id: 'u-1', userName: 'bob@example.com', externalId: 'g-1' }])
    const idBy = async (AttributePath: string, AttributeValue: string) =>
      (await store.send(new GetUserIdCommand({ IdentityStoreId, AlternateIdentifier: { UniqueAttribute: { AttributePath, AttributeValue } } }))).UserId

    expect(await idBy('userName', 'bob@example.com')).toBe('u-1')
    expect(await idBy('emails.value', 'bob@example.com')).toBe('u-1')
    expect(await refusalOf(idBy('userName', 'Bob@example.com'))).toMatchObject({ name: 'ResourceNotFoundException', message: 'USER not found.', ResourceType: 'USER' })
    expect(await refusalOf(idBy('title', 'x'))).toMatchObject({ name: 'ValidationException', message: 'The attribute title is not a unique attribute' })
  })

  test('goes, with its memberships, and deleting it again is refused', async () => {
    const running = await sandbox({ seed: { aws: { users: [{ id: 'u-1', userName: 'bob@example.com' }], groups: [{ displayName: 'ops', members: ['bob@example.com'] }] } } })
    const { store } = clientsOf(running)

    await store.send(new DeleteUserCommand({ IdentityStoreId, UserId: 'u-1' }))

    expect(running.state().aws).toMatchObject({ users: [], groups: [{ members: [] }] })
    expect(await refusalOf(store.send(new DeleteUserCommand({ IdentityStoreId, UserId: 'u-1' })))).toMatchObject({ name: 'ResourceNotFoundException', ResourceId: 'u-1' })
  })
})

describe('UpdateUser', () => {
  const bob = { id: 'u-1', userName: 'bob@example.com', displayName: 'Bob Castle', title: 'Clerk', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Books', division: 'North' } }

  test('sets and takes away by paths, lists as a whole in either spelling', async () => {
    const { update, describeUser } = await start([bob])

    await update(
      'u-1',
      { AttributePath: 'name.familyName', AttributeValue: 'Knight' },
      { AttributePath: 'title' },
      { AttributePath: 'nickName', AttributeValue: 'Bobby' },
      { AttributePath: 'phoneNumbers', AttributeValue: [{ value: '+1', type: 'work' }] },
      { AttributePath: 'emails', AttributeValue: [{ Value: 'b@example.com', Primary: true }] },
      { AttributePath: `${ENTERPRISE}.department`, AttributeValue: 'Notes' },
      { AttributePath: `${ENTERPRISE}.division` },
    )

    const { Title, ...user } = await describeUser('u-1')
    expect(Title).toBeUndefined()
    expect(user).toMatchObject({
      Name: { FamilyName: 'Knight', GivenName: 'Bob' }, NickName: 'Bobby', PhoneNumbers: [{ Value: '+1', Type: 'work' }], Emails: [{ Value: 'b@example.com', Primary: true }],
    })
    expect(user.Extensions).toEqual({ [ENTERPRISE]: { department: 'Notes' } })
  })

  test.each<[string, AttributeOperation, string]>([
    ['an empty value', { AttributePath: 'title', AttributeValue: '' }, 'attribute value cannot be empty or null for attribute path title'],
    ['an empty list', { AttributePath: 'emails', AttributeValue: [] }, 'attribute value cannot be empty or null for attribute path emails'],
    ['taking away what is required', { AttributePath: 'displayName' }, 'displayName is a required attribute'],
    ['an external id', { AttributePath: 'externalIds', AttributeValue: [{ Id: 'x' }] }, 'externalIds is not a valid attribute path'],
    ['a status, which AWS documents no way to write', { AttributePath: 'userStatus', AttributeValue: 'DISABLED' }, 'userStatus is not a valid attribute path'],
  ])('refuses %s, and changes nothing then', async (_, operation, message) => {
    const { update, describeUser } = await start([bob])

    expect(await refusalOf(update('u-1', { AttributePath: 'nickName', AttributeValue: 'Bobby' }, operation))).toMatchObject({ status: 400, name: 'ValidationException', message })

    expect((await describeUser('u-1')).NickName).toBeUndefined()
  })

  test('changes the revision that was named, or nothing', async () => {
    const { running } = await start([bob])
    const call = (Revision?: unknown) =>
      raw(running.endpoints.identitystore, 'AWSIdentityStore.UpdateUser', { IdentityStoreId, UserId: 'u-1', Operations: [{ AttributePath: 'title', AttributeValue: 'Chief' }], ...(Revision === undefined ? {} : { Revision }) })

    expect(await call('1')).toMatchObject({ status: 200, body: { UserId: 'u-1', UserArn: 'arn:aws:identitystore:::user/u-1', Revision: '2' } })
    expect(await call('1')).toMatchObject({ status: 400, body: { __type: 'ConflictException', Reason: 'CONCURRENT_MODIFICATION', RequestId: expect.any(String) as string } })
    expect(await call()).toMatchObject({ status: 200, body: { Revision: '3' } })
  })
})

describe('the store', () => {
  test('is none in another Region, and none under another id', async () => {
    const running = await sandbox()
    const far = clientsOf(running, 'eu-west-1').store

    const missing = { status: 400, name: 'ResourceNotFoundException', ResourceType: 'IDENTITY_STORE' }
    expect(await refusalOf(far.send(new ListUsersCommand({ IdentityStoreId })))).toEqual({ ...missing, message: `IdentityStore not present for IdentityStoreId: ${IdentityStoreId}`, ResourceId: IdentityStoreId })
    expect(await refusalOf(clientsOf(running).store.send(new ListUsersCommand({ IdentityStoreId: 'd-0000000000' })))).toMatchObject(missing)
  })

  test('does not know a new user in its lists before the delay is over, but by id', async () => {
    const running = await sandbox({ seed: {}, scim: { visibilityDelayMs: 60_000 } })
    const { store } = clientsOf(running)

    const { UserId } = await store.send(new CreateUserCommand({ IdentityStoreId, UserName: 'ada', DisplayName: 'Ada Obi', Name: { GivenName: 'Ada', FamilyName: 'Obi' } }))

    expect((await store.send(new ListUsersCommand({ IdentityStoreId }))).Users).toEqual([])
    expect((await store.send(new DescribeUserCommand({ IdentityStoreId, UserId }))).UserName).toBe('ada')
  })

  test('refuses what it does not know and what is not signed for it', async () => {
    const { endpoints } = await sandbox()

    expect(await raw(endpoints.identitystore, 'AWSIdentityStore.Explode', {})).toMatchObject({ status: 400, body: { __type: 'UnknownOperationException' } })
    expect(await raw(endpoints.identitystore, 'AWSIdentityStore.ListUsers', { IdentityStoreId }, { service: 'sso' })).toMatchObject({ status: 400, body: { __type: 'InvalidSignatureException' } })
    expect(await raw(endpoints.identitystore, 'AWSIdentityStore.ListUsers', { IdentityStoreId, MaxResults: 101 })).toMatchObject({ status: 400, body: { __type: 'ValidationException' } })
    expect(await raw(endpoints.identitystore, 'AWSIdentityStore.ListUsers', { IdentityStoreId, NextToken: 'abc' })).toMatchObject({ status: 400, body: { __type: 'ValidationException' } })
  })
})
