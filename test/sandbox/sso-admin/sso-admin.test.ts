import { paginateListAccounts } from '@aws-sdk/client-organizations'
import {
  DescribePermissionSetCommand, ListAccountAssignmentsCommand, ListAccountAssignmentsForPrincipalCommand, ListApplicationAssignmentsForPrincipalCommand,
  ListInstancesCommand, ListManagedPoliciesInPermissionSetCommand, ListPermissionSetsCommand, paginateListAccountAssignmentsForPrincipal,
} from '@aws-sdk/client-sso-admin'
import { describe, expect, test } from 'vitest'
import { useSandbox } from '../../support/world.js'
import { clientsOf, IdentityStoreId, InstanceArn, refusalOf } from '../identitystore/client.js'

const sandbox = useSandbox()

const SEED = {
  aws: {
    users: [{ id: 'u-1', userName: 'ada@example.com' }],
    groups: [{ id: 'g-1', displayName: 'admins', members: ['ada@example.com'] }, { id: 'g-2', displayName: 'readers' }],
    accounts: [{ id: '111122223333', name: 'Production' }, { id: '444455556666', name: 'Development' }],
    permissionSets: [{ name: 'AdministratorAccess' }, { name: 'Support', managedPolicies: ['ReadOnlyAccess'] }],
    assignments: [
      { account: '111122223333', permissionSet: 'AdministratorAccess', group: 'admins' },
      { account: '444455556666', permissionSet: 'AdministratorAccess', group: 'admins' },
      { account: '111122223333', permissionSet: 'Support', group: 'readers' },
      { account: '444455556666', permissionSet: 'Support', user: 'ada@example.com' },
    ],
    applications: [{ name: 'Grafana' }],
    applicationAssignments: [{ application: 'Grafana', group: 'readers' }],
  },
}

async function start() {
  const running = await sandbox({ seed: SEED })
  return { running, ...clientsOf(running) }
}

const shown = (assignments: { AccountId?: string | undefined; PrincipalId?: string | undefined; PrincipalType?: string | undefined }[] = []) =>
  assignments.map(({ AccountId, PrincipalType, PrincipalId }) => `${AccountId ?? ''} ${PrincipalType ?? ''} ${PrincipalId ?? ''}`)

describe('ListInstances', () => {
  test('tells the store that the other APIs speak of, in its Region', async () => {
    const { running, admin } = await start()

    expect((await admin.send(new ListInstancesCommand({}))).Instances).toEqual([{ InstanceArn, IdentityStoreId, OwnerAccountId: '123456789012', Status: 'ACTIVE' }])
    expect((await clientsOf(running, 'eu-west-1').admin.send(new ListInstancesCommand({}))).Instances).toEqual([])
  })
})

describe('assignments', () => {
  test('of a group are its own, page by page', async () => {
    const { admin } = await start()
    const pages: string[][] = []

    for await (const page of paginateListAccountAssignmentsForPrincipal({ client: admin, pageSize: 1 }, { InstanceArn, PrincipalId: 'g-1', PrincipalType: 'GROUP' })) pages.push(shown(page.AccountAssignments))

    expect(pages).toEqual([['111122223333 GROUP g-1'], ['444455556666 GROUP g-1']])
  })

  test("of a person are their own and their groups'", async () => {
    const { admin } = await start()

    const { AccountAssignments } = await admin.send(new ListAccountAssignmentsForPrincipalCommand({ InstanceArn, PrincipalId: 'u-1', PrincipalType: 'USER' }))

    expect(shown(AccountAssignments)).toEqual(['111122223333 GROUP g-1', '444455556666 GROUP g-1', '444455556666 USER u-1'])
  })

  test('name permission sets that have names and policies', async () => {
    const { admin } = await start()
    const { PermissionSets: [PermissionSetArn = '', other] = [] } = await admin.send(new ListPermissionSetsCommand({ InstanceArn }))

    expect((await admin.send(new DescribePermissionSetCommand({ InstanceArn, PermissionSetArn }))).PermissionSet).toMatchObject({ Name: 'AdministratorAccess' })
    expect((await admin.send(new ListManagedPoliciesInPermissionSetCommand({ InstanceArn, PermissionSetArn }))).AttachedManagedPolicies).toEqual([
      { Name: 'AdministratorAccess', Arn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    ])
    expect((await admin.send(new ListManagedPoliciesInPermissionSetCommand({ InstanceArn, PermissionSetArn: other }))).AttachedManagedPolicies).toMatchObject([{ Name: 'ReadOnlyAccess' }])
    expect(shown((await admin.send(new ListAccountAssignmentsCommand({ InstanceArn, AccountId: '444455556666', PermissionSetArn: other }))).AccountAssignments)).toEqual(['444455556666 USER u-1'])
  })

  test('of applications are read alike', async () => {
    const { admin } = await start()

    const { ApplicationAssignments } = await admin.send(new ListApplicationAssignmentsForPrincipalCommand({ InstanceArn, PrincipalId: 'g-2', PrincipalType: 'GROUP' }))

    expect(ApplicationAssignments).toEqual([{ ApplicationArn: expect.stringMatching(/^arn:aws:sso::123456789012:application\/ssoins-/) as string, PrincipalId: 'g-2', PrincipalType: 'GROUP' }])
  })

  test('outlive the group that they were made for, through a round trip too', async () => {
    const { running, admin } = await start()
    running.patchState({ aws: { groups: [] } })

    expect(running.state().aws?.assignments?.[0]).toEqual({ account: '111122223333', permissionSet: 'AdministratorAccess', group: { id: 'g-1' } })
    running.putState(running.state())
    expect((await admin.send(new ListAccountAssignmentsForPrincipalCommand({ InstanceArn, PrincipalId: 'g-1', PrincipalType: 'GROUP' }))).AccountAssignments).toHaveLength(2)
  })
})

test('a seed that assigns what is not there is refused, and leaves what was', async () => {
  const { running } = await start()
  const before = running.state()

  for (const [change, why] of [
    [{ assignments: [{ account: '999999999999', permissionSet: 'Support', group: 'admins' }] }, 'aws.assignments[0]: 999999999999 is none of aws.accounts'],
    [{ assignments: [{ account: '111122223333', permissionSet: 'Nope', group: 'admins' }] }, 'aws.assignments[0].permissionSet: Nope is none of aws.permissionSets'],
    [{ assignments: [{ account: '111122223333', permissionSet: 'Support', group: 'nobodies' }] }, 'aws.assignments[0]: "nobodies" is the name of no group'],
    [{ assignments: [{ account: '111122223333', permissionSet: 'Support' }] }, 'aws.assignments[0]: names a group or a user, one of them'],
  ] as const) {
    expect(() => running.patchState({ aws: change })).toThrow(expect.objectContaining({ code: 'BadSeed', message: expect.stringContaining(why) as string }) as Error)
  }

  expect(running.state()).toEqual(before)
})

test('another Region has no such instance, and all operations share 20 requests a second', async () => {
  const running = await sandbox({ seed: SEED, rateLimits: true })
  const { admin } = clientsOf(running)

  expect(await refusalOf(clientsOf(running, 'eu-west-1').admin.send(new ListPermissionSetsCommand({ InstanceArn })))).toMatchObject({ name: 'ResourceNotFoundException' })
  const calls = Array.from({ length: 30 }, (_, n) => (n % 2 === 0 ? admin.send(new ListPermissionSetsCommand({ InstanceArn })) : admin.send(new ListInstancesCommand({}))))
  const refusals = (await Promise.all(calls.map(refusalOf))).filter((refusal) => refusal !== undefined)

  expect(refusals.length).toBeGreaterThan(2)
  expect(refusals[0]).toEqual({ status: 400, name: 'ThrottlingException', message: 'Rate exceeded' })
})

test("Organizations tells the accounts' names, twenty on a page", async () => {
  const accounts = Array.from({ length: 25 }, (_, n) => ({ id: String(100_000_000_000 + n), name: `Account ${n}` }))
  const { organizations } = clientsOf(await sandbox({ seed: { aws: { accounts } } }))
  const pages: number[] = []

  for await (const { Accounts = [] } of paginateListAccounts({ client: organizations }, {})) pages.push(Accounts.length)

  expect(pages).toEqual([20, 5])
})
