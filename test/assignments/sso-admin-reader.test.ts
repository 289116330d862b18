import { afterEach, describe, expect, test } from 'vitest'
import { createSsoAdminReader } from '../../src/assignments/sso-admin-reader.js'
import { systemClock } from '../../src/clock.js'
import { useExampleCredentials } from '../support/identity-store-world.js'
import { createVirtualClock } from '../support/virtual-clock.js'
import { useSandbox } from '../support/world.js'

const sandbox = useSandbox()
const before = { ...process.env }
afterEach(() => {
  process.env = { ...before }
})

const SEED = {
  aws: {
    groups: [{ id: 'g-1', displayName: 'admins' }, { id: 'g-2', displayName: 'readers' }, { id: 'g-3', displayName: 'nobodies' }],
    accounts: [{ id: '111122223333', name: 'Production' }, { id: '444455556666', name: 'Development' }],
    permissionSets: [{ name: 'Boss', managedPolicies: ['AdministratorAccess'] }, { name: 'NotAdministrator', managedPolicies: ['ReadOnlyAccess'] }],
    assignments: [
      { account: '111122223333', permissionSet: 'Boss', group: 'admins' },
      { account: '111122223333', permissionSet: 'NotAdministrator', group: 'readers' },
    ],
    applications: [{ name: 'Grafana' }],
    applicationAssignments: [{ application: 'Grafana', group: 'readers' }],
  },
}

async function start(seed: object = SEED) {
  useExampleCredentials()
  const running = await sandbox({ seed })
  for (const [name, value] of Object.entries(running.env)) if (name.startsWith('AWS_ENDPOINT')) process.env[name] = value
  const reader = createSsoAdminReader({ region: 'us-east-1', clock: systemClock, random: () => 0 })
  return { running, read: () => reader.read(['g-1', 'g-2', 'g-3'], 'fingerprint') }
}

const calls = (requests: { operation: string }[]) => {
  const counts: Record<string, number> = {}
  for (const { operation } of requests) counts[operation] = (counts[operation] ?? 0) + 1
  return counts
}

describe('assignments', () => {
  test('are read for each group that is asked for, with the names of what they name, and administrators by their policy', async () => {
    const { running, read } = await start()

    const { groups, permissionSets, accounts, applications, gaps, target } = await read()

    expect(groups['g-3']).toEqual({ accounts: [], applications: [] })
    const [boss] = groups['g-1']?.accounts ?? []
    expect(permissionSets[boss?.permissionSet ?? '']).toEqual({ name: 'Boss', administrator: true })
    expect(permissionSets[groups['g-2']?.accounts[0]?.permissionSet ?? '']).toEqual({ name: 'NotAdministrator', administrator: false })
    expect(accounts).toEqual({ '111122223333': 'Production' })
    expect(Object.values(applications)).toEqual(['Grafana'])
    expect(groups['g-2']?.applications).toEqual(Object.keys(applications))
    expect([gaps, target]).toEqual([[], 'fingerprint'])
    expect(calls(running.requests())).toEqual({
      ListInstances: 1, ListApplications: 1, ListAccountAssignmentsForPrincipal: 3, ListApplicationAssignmentsForPrincipal: 3,
      DescribePermissionSet: 2, ListManagedPoliciesInPermissionSet: 2, ListAccounts: 1,
    })
  })

  test('cost one call a group where there are no applications, and no names where nothing is assigned', async () => {
    const { running, read } = await start({ aws: { groups: SEED.aws.groups } })

    await read()

    expect(calls(running.requests())).toEqual({ ListInstances: 1, ListApplications: 1, ListAccountAssignmentsForPrincipal: 3 })
  })

  test('are asked for 20 times a second, all operations together', async () => {
    useExampleCredentials()
    const names = Array.from({ length: 30 }, (_, n) => `g-${n}`)
    const running = await sandbox({ seed: { aws: { ...SEED.aws, groups: [...SEED.aws.groups, ...names.map((id) => ({ id: `x${id}`, displayName: id }))] } }, rateLimits: false })
    for (const [name, value] of Object.entries(running.env)) if (name.startsWith('AWS_ENDPOINT')) process.env[name] = value
    const clock = createVirtualClock()

    await createSsoAdminReader({ region: 'us-east-1', clock, random: () => 0 }).read(names.map((id) => `x${id}`), 'fingerprint')

    // One to find the instance, one for the applications, and two a group.
    expect(running.requests()).toHaveLength(62)
    expect(clock.monotonic()).toBeGreaterThanOrEqual(((62 - 2) / 20) * 1000)
    expect(clock.monotonic()).toBeLessThanOrEqual((62 / (20 * 0.9)) * 1000)
  })

  test('are known by ids where names may not be read, and say so', async () => {
    const { running, read } = await start()
    running.setFaults([{ api: 'organizations', kind: 'error', status: 403 }, { api: 'sso-admin', operation: 'ListManagedPoliciesInPermissionSet', kind: 'error', status: 403 }, { api: 'sso-admin', operation: 'ListApplications', kind: 'error', status: 403 }])

    const { permissionSets, accounts, gaps } = await read()

    expect(accounts).toEqual({})
    expect(Object.values(permissionSets)).toEqual(expect.arrayContaining([{ name: 'Boss', administrator: false }, { name: 'NotAdministrator', administrator: true }]))
    expect(gaps.map((gap) => gap.replace(/:.*/s, ''))).toEqual(['application assignments could not be read', "permission sets' policies could not be read, so that administrators are known by names alone", "accounts' names could not be read (organizations"])
  })

  test('are not known where they may not be read, and what to grant is said', async () => {
    const { running, read } = await start()
    running.setFaults([{ api: 'sso-admin', operation: 'ListAccountAssignmentsForPrincipal', kind: 'error', status: 403 }])

    await expect(read()).rejects.toMatchObject({ code: 'TargetRefused', suggestions: [expect.stringContaining('sso:List*') as string] })
  })

  test('are never half read', async () => {
    const { running, read } = await start()
    running.setFaults([{ api: 'sso-admin', operation: 'ListAccountAssignmentsForPrincipal', kind: 'error', status: 500 }])

    await expect(read()).rejects.toMatchObject({ code: 'TargetIncomplete' })
  })
})
