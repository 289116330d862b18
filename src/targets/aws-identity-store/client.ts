/** Calls to one identity store: the store's id with every request, what is learned of revisions on every answer. */
import type { Clock } from '../../clock.js'
import { createAwsSend, type AwsAnswer, type AwsCommand, type SendAws } from '../../http/aws-json.js'
import { createPacer } from '../../http/pacer.js'
import { rateOf } from '../../model/capabilities.js'
import type { OnProgress } from '../../model/progress.js'
import { AWS_IDENTITY_STORE } from './capabilities.js'

type Sdk = typeof import('@aws-sdk/client-identitystore')

export interface StoreClient {
  readonly storeId: string
  read(operation: ReadOperation, input: Readonly<Record<string, unknown>>): Promise<AwsAnswer>
  write(operation: WriteOperation, input: Readonly<Record<string, unknown>>, how: { repeatable: boolean; guard: () => void | Promise<void> }): Promise<AwsAnswer>
}

export type ReadOperation =
  | 'ListUsers' | 'ListGroups' | 'DescribeUser' | 'DescribeGroup' | 'GetUserId' | 'GetGroupId' | 'GetGroupMembershipId'
  | 'ListGroupMemberships' | 'ListGroupMembershipsForMember' | 'IsMemberInGroups'
export type WriteOperation =
  | 'CreateUser' | 'UpdateUser' | 'DeleteUser' | 'CreateGroup' | 'UpdateGroup' | 'DeleteGroup' | 'CreateGroupMembership' | 'DeleteGroupMembership'

export interface ClientOptions {
  storeId: string
  /** The SDK's own chain unless given. */
  region?: string
  /** Replaces AWS's address; AWS_ENDPOINT_URL_IDENTITYSTORE works without it. */
  endpoint?: string
  clock: Clock
  onProgress?: OnProgress
  /** Of one call, as `persevere` has them. */
  attempts?: { throttled?: number; failed?: number }
  random?: () => number
  /** What carries the requests; default: the SDK's own, over HTTPS. */
  requestHandler?: RequestHandler
}

export type RequestHandler = import('@aws-sdk/client-identitystore').IdentitystoreClientConfig['requestHandler']

export async function connect({ storeId, region, endpoint, clock, onProgress, attempts, random, requestHandler }: ClientOptions): Promise<StoreClient> {
  const sdk = await loadSdk()
  const client = new sdk.IdentitystoreClient({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...ONE_ATTEMPT,
    ...(requestHandler === undefined ? {} : { requestHandler }),
  })
  const send = createAwsSend({
    clock,
    system: 'AWS Identity Store',
    pacer: createPacer({ clock, published: (operation) => rateOf(AWS_IDENTITY_STORE.rates, operation) }),
    command: (operation, input) => commandOf(sdk, operation, input),
    send: (command) => client.send(command as never),
    ...(onProgress && { onProgress }),
    ...(attempts && { attempts }),
    ...(random && { random }),
  })
  return clientOver(send, storeId)
}

/** What the SDK finds on this machine, before anything goes out. @throws what it says where something is missing */
export async function findSetup({ region }: Pick<ClientOptions, 'region'>): Promise<{ region: string; until?: Date }> {
  const sdk = await loadSdk()
  const client = new sdk.IdentitystoreClient({ ...(region === undefined ? {} : { region }) })
  try {
    const { expiration } = await client.config.credentials()
    return { region: await client.config.region(), ...(expiration === undefined ? {} : { until: expiration }) }
  } finally {
    client.destroy()
  }
}

export const ONE_ATTEMPT = { maxAttempts: 1, requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true } }

function clientOver(send: SendAws, storeId: string): StoreClient {
  const within = (input: Readonly<Record<string, unknown>>) => ({ IdentityStoreId: storeId, ...input })
  return {
    storeId,
    read: (operation, input) => send({ operation, input: within(input), repeatable: true }),
    write: (operation, input, { repeatable, guard }) => send({ operation, input: within(input), repeatable, beforeRequest: guard }),
  }
}

function loadSdk(): Promise<Sdk> {
  // The SDK writes to stderr about coming Node versions; stderr is ours.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
  return import('@aws-sdk/client-identitystore')
}

function commandOf(sdk: Sdk, operation: string, input: Readonly<Record<string, unknown>>): AwsCommand {
  const Command = sdk[`${operation}Command` as keyof Sdk] as unknown as new (input: unknown) => AwsCommand
  return new Command(input)
}
