/** Every call to AWS that the program can make, read off its source; and what IAM wants for each. */
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { glob } from 'tinyglobby'

/** `s3:GetObject`, by the name of AWS's client and of the operation. */
export type AwsCall = `${string}:${string}`

/**
 * A call is `new NameCommand(…)`, or a client's command built from `'Name'`: so it is every name of an operation, as a text or with `Command` behind it, in a
 * folder that loads the client which knows it. Types are no calls, and neither are words of other services that stand in other folders.
 */
export async function callsOfSource(root = 'src'): Promise<AwsCall[]> {
  const files = (await glob('**/*.{ts,tsx}', { cwd: root, absolute: true, ignore: ['sandbox/**'] })).sort()
  const texts = await Promise.all(files.map(async (file) => ({ folder: dirname(file), text: await readFile(file, 'utf8') })))
  const calls = new Set<AwsCall>()
  for (const folder of new Set(texts.map(({ folder }) => folder))) {
    const text = texts.filter((file) => file.folder === folder).map((file) => file.text).join('\n')
    const clients = new Set([...text.matchAll(/@aws-sdk\/client-([a-z0-9-]+)/g)].map(([, name = '']) => name))
    const words = new Set([...text.matchAll(/\b([A-Z]\w+)Command\b|'([A-Z]\w+)'/g)].map(([, command, word]) => command ?? word ?? ''))
    for (const client of clients) {
      const known = await operationsOf(client)
      for (const word of words) if (known.has(word)) calls.add(`${client}:${word}`)
    }
  }
  return [...calls].sort()
}

async function operationsOf(client: string): Promise<Set<string>> {
  const sdk = (await import(`@aws-sdk/client-${client}`)) as Record<string, unknown>
  return new Set(Object.keys(sdk).flatMap((name) => (name.endsWith('Command') && name !== '$Command' ? [name.slice(0, -'Command'.length)] : [])))
}

/** What a deployment uses of the program; it must be allowed all calls of its uses, and none of others. */
export type Use = 'state' | 'encrypted state' | 'secrets' | 'many secrets' | 'identity store' | 'which store' | 'impact' | 'entra without secret' | 'approving by KMS' | 'notification'

interface Right {
  uses: readonly Use[]
  /** Service Authorization Reference, by operation. */
  actions: readonly string[]
}

const read = (use: Use, service: string, ...operations: string[]): [AwsCall, Right][] => operations.map((operation) => [`${service}:${operation}`, { uses: [use], actions: [`${service === 'sso-admin' ? 'sso' : service}:${operation}`] }])

/** The Identity Store reads and writes, a name each. */
const RIGHTS = new Map<AwsCall, Right>([
  ['s3:GetObject', { uses: ['state'], actions: ['s3:GetObject'] }],
  ['s3:PutObject', { uses: ['state'], actions: ['s3:PutObject'] }],
  ['s3:DeleteObject', { uses: ['state'], actions: ['s3:DeleteObject'] }],
  ['s3:ListObjectsV2', { uses: ['state'], actions: ['s3:ListBucket'] }],
  ['secrets-manager:GetSecretValue', { uses: ['secrets'], actions: ['secretsmanager:GetSecretValue'] }],
  // Of more than six secrets; refused, each is asked for by itself. It is a right on every secret of the account.
  ['secrets-manager:BatchGetSecretValue', { uses: ['many secrets'], actions: ['secretsmanager:BatchGetSecretValue'] }],
  ['sts:GetWebIdentityToken', { uses: ['entra without secret'], actions: ['sts:GetWebIdentityToken'] }],
  ['kms:GetPublicKey', { uses: ['approving by KMS'], actions: ['kms:GetPublicKey'] }],
  ['kms:Sign', { uses: ['approving by KMS'], actions: ['kms:Sign'] }],
  ['sns:Publish', { uses: ['notification'], actions: ['sns:Publish'] }],
  ['sso-admin:ListInstances', { uses: ['which store', 'impact'], actions: ['sso:ListInstances'] }],
  ...read('impact', 'sso-admin', 'DescribePermissionSet', 'ListAccountAssignmentsForPrincipal', 'ListApplicationAssignmentsForPrincipal', 'ListApplications', 'ListManagedPoliciesInPermissionSet'),
  ...read('impact', 'organizations', 'ListAccounts'),
  ...read(
    'identity store', 'identitystore',
    'ListUsers', 'ListGroups', 'DescribeUser', 'DescribeGroup', 'GetUserId', 'GetGroupId', 'GetGroupMembershipId', 'ListGroupMemberships', 'ListGroupMembershipsForMember', 'IsMemberInGroups',
    'CreateUser', 'UpdateUser', 'DeleteUser', 'CreateGroup', 'UpdateGroup', 'DeleteGroup', 'CreateGroupMembership', 'DeleteGroupMembership',
  ),
])

/** What AWS does in the role's name without a call of ours: Lambda's logs and traces, S3's use of the key (SSE-KMS: User Guide, "Permissions"). */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  lambda: ['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  'encrypted state': ['kms:Decrypt', 'kms:GenerateDataKey'],
}

export function unknownCalls(calls: readonly AwsCall[]): AwsCall[] {
  return calls.filter((call) => !RIGHTS.has(call))
}

export function superfluousRights(calls: readonly AwsCall[]): AwsCall[] {
  return [...RIGHTS.keys()].filter((call) => !calls.includes(call))
}

/** In order, each once. */
export function actionsFor(calls: readonly AwsCall[], uses: readonly Use[], { lambda }: { lambda: boolean }): string[] {
  const own = calls.flatMap((call) => {
    const right = RIGHTS.get(call)
    return right?.uses.some((use) => uses.includes(use)) === true ? right.actions : []
  })
  const beside = [...(lambda ? (BESIDE['lambda'] ?? []) : []), ...uses.flatMap((use) => BESIDE[use] ?? [])]
  return [...new Set([...own, ...beside])].sort()
}
