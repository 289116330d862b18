/** What `doctor` asks of AWS: for each action that is not granted, the line that fails. */
import { afterEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/clock.js'
import { Secret } from '../../src/model/secret.js'
import { s3StateChecks } from '../../src/state/s3/checks.js'
import { createFileStore } from '../../src/state/file/file-store.js'
import { runChecks } from '../../src/operations/checkup.js'
import { createS3Double, type Accident, type Call, type S3Double } from '../state/s3/s3-double.js'
import { somebody } from '../support/approvers.js'
import { examined, refusing, type Removal, wrong } from '../support/examined.js'
import { useSandboxStacks, type SandboxStack } from '../support/sandbox-stack.js'

const start = useSandboxStacks()
const own = { ...process.env }
afterEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) Reflect.deleteProperty(process.env, name)
  Object.assign(process.env, own)
})

const GOOGLE = { google: { users: [{ primaryEmail: 'ada@example.com', name: { givenName: 'Ada', familyName: 'Obi' }, isAdmin: true }], groups: [{ name: 'AWS-Dev', email: 'aws-dev@example.com', members: ['ada@example.com'] }] } }

/** The sandbox's own variables around this process, as its folder's configuration has them around the program. */
async function inAws(extra: object, seed: object = GOOGLE): Promise<SandboxStack> {
  const stack = await start(seed)
  Object.assign(process.env, Object.fromEntries(Object.entries(stack.sandbox.env).filter(([name]) => name.startsWith('AWS_'))))
  return { ...stack, context: await stack.configured(extra) }
}

const refused = (api: string, operation: string) => ({ sandbox }: SandboxStack) => sandbox.setFaults(refusing(api, operation))

describe('an identity store', () => {
  const STORE = { target: { type: 'aws-identity-store' } }
  const READS = ['ListUsers', 'ListGroups', 'DescribeUser', 'DescribeGroup', 'GetUserId', 'GetGroupId', 'GetGroupMembershipId', 'ListGroupMemberships', 'ListGroupMembershipsForMember', 'IsMemberInGroups']
  const IMPACT = ['ListAccountAssignmentsForPrincipal', 'ListApplications', 'ListApplicationAssignmentsForPrincipal', 'DescribePermissionSet', 'ListManagedPoliciesInPermissionSet']

  test('nothing is wrong where everything is granted', async () => {
    expect(wrong(await examined(await inAws(STORE)))).toEqual([])
  })

  test.each<Removal>([
    ['sso:ListInstances', refused('sso-admin', 'ListInstances'), ['failed target: sso:ListInstances']],
    ...READS.map((operation): Removal => [`identitystore:${operation}`, refused('identitystore', operation), [`failed target: identitystore:${operation}`]]),
    ...IMPACT.map((operation): Removal => [`sso:${operation}`, refused('sso-admin', operation), [`warning target: sso:${operation}`]]),
    ['organizations:ListAccounts', refused('organizations', 'ListAccounts'), ['warning target: organizations:ListAccounts']],
    ['credentials', () => Object.assign(process.env, { AWS_ACCESS_KEY_ID: '', AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/nonexistent', AWS_SHARED_CREDENTIALS_FILE: '/nonexistent' }), ['failed target: AWS credentials']],
  ])('without %s no other line is wrong', async (_, remove, fails) => {
    const stack = await inAws(STORE)
    remove(stack)

    expect(wrong(await examined(stack))).toEqual(fails)
  })

  test('what a rule of the policy asks is no longer a matter of choice', async () => {
    const stack = await inAws({ ...STORE, policy: { rules: [{ name: 'administrators stay', when: 'impact.lastAdministrators.size() > 0', deny: true }] } })
    refused('sso-admin', 'DescribePermissionSet')(stack)

    expect(wrong(await examined(stack))).toEqual(['failed target: sso:DescribePermissionSet'])
  })
})

describe('a state in S3', () => {
  const S3 = { state: { type: 's3', bucket: 'states', key: 'staff/state.json' } }
  const seed = { ...GOOGLE, aws: { buckets: ['states'] } }

  test('nothing is wrong where everything is granted, and nothing of ours is left in the bucket', async () => {
    const stack = await inAws(S3, seed)

    expect(wrong(await examined(stack))).toEqual([])
    expect(stack.sandbox.state().aws?.buckets).toEqual([{ name: 'states', objects: {} }])
  })

  test.each<Removal>([
    ['s3:ListBucket', refused('s3', 'ListObjectsV2'), ['failed state: s3:ListBucket']],
    ['the right to know what is missing', ({ sandbox }) => sandbox.patchState({ aws: { buckets: [{ name: 'states', noListBucket: true }] } }), ['failed state: s3:ListBucket']],
    ['s3:PutObject', refused('s3', 'PutObject'), ['failed state: s3:PutObject']],
    ['s3:GetObject', refused('s3', 'GetObject'), ['failed state: s3:GetObject']],
    ['s3:DeleteObject', refused('s3', 'DeleteObject'), ['warning state: s3:DeleteObject']],
    ['a bucket', ({ sandbox }) => sandbox.patchState({ aws: { buckets: ['other'] } }), ['failed state: bucket']],
  ])('without %s no other line is wrong', async (_, remove, fails) => {
    const stack = await inAws(S3, seed)
    remove(stack)

    expect(wrong(await examined(stack)).filter((line) => line.includes(' state: '))).toEqual(fails)
  })

  describe('encrypted with a key of its own', () => {
    const denies = (action: string, of: Call['operation']) => (double: S3Double) => {
      double.accident = ({ operation }): Accident | undefined => (operation === of ? { status: 403, code: 'AccessDenied', message: `User is not authorized to perform: ${action} on resource: arn:aws:kms:eu-west-1:1:key/1` } : undefined)
    }

    test.each([
      ['kms:GenerateDataKey', 'put'],
      ['kms:Decrypt', 'get'],
    ] as const)('without %s that line alone fails', async (action, operation) => {
      const double = createS3Double()
      denies(action, operation)(double)

      const checks = await runChecks({ name: 'state', checks: s3StateChecks({ bucket: 'states', key: 'state.json', client: double.client, clock: systemClock, sse: { kmsKeyId: 'alias/states' } }) }, systemClock)

      expect(wrong(checks)).toEqual([`failed state: ${action}`])
    })

    test('and a server that ignores conditions is told for what it is', async () => {
      const double = createS3Double()
      double.ignores.ifNoneMatch = true

      const checks = await runChecks({ name: 'state', checks: s3StateChecks({ bucket: 'states', key: 'state.json', client: double.client, clock: systemClock }) }, systemClock)

      expect(wrong(checks)).toEqual(['failed state: conditional writes'])
    })
  })
})

describe('whom to tell', () => {
  test('is told nothing: a host that does not answer is named without the rest of its address, and a topic is left alone', async () => {
    const stack = await start(GOOGLE)
    const topic = 'arn:aws:sns:us-east-1:123456789012:idpscim'
    const on = ['failed'] as const
    const notify = [{ type: 'webhook' as const, url: new Secret('http://127.0.0.1:9/services/s3cr3t-path', 'the test'), on }, { type: 'sns' as const, topic, on }]

    const checks = await examined({ context: { ...stack.context, config: { ...stack.context.config, notify } } })

    expect(wrong(checks)).toEqual(['failed notification: network'])
    expect(checks.find(({ check }) => check === 'sns:Publish')).toMatchObject({ status: 'unknown', remedies: [expect.stringContaining(topic)] })
    expect(JSON.stringify(checks)).not.toContain('s3cr3t')
    expect(stack.sandbox.requests().filter(({ api }) => api === 'sns')).toEqual([])
  })
})

describe('approvers, neighbours and the lock', () => {
  test('a key in KMS that may not be asked, a neighbour that cannot be read, and who holds the lock', async () => {
    const alice = somebody('alice')
    const stack = await inAws({ neighbours: [{ type: 's3', bucket: 'nowhere', key: 'github/state.json' }], policy: { approval: { keys: [{ name: 'alice', public_key: alice.publicPem }, { name: 'security', kms_key: 'alias/none' }] } } })
    const { state } = stack.context.config
    if (state.type !== 'file') throw new Error('the state is in a file')
    const lease = await createFileStore({ path: state.path, clock: systemClock }).hold({ purpose: 'a test', timeoutMs: 0 })

    const checks = await examined(stack)
    await lease.release()

    expect(wrong(checks)).toEqual(['warning state: lock', 'failed approvers: key 2, security', 'failed neighbour: state'])
    expect(checks.find(({ check }) => check === 'lock')?.says).toMatch(new RegExp(`^held by process ${process.pid} on .+ for a test, since .+, until .+$`))
  })
})
