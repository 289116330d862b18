/** AWS Secrets Manager, read by the vendor's client: each secret once, several at a time, one failure never hiding the others. */
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import pLimit from 'p-limit'
import { Secret } from '../model/secret.js'
import type { SecretFailure, SecretReader } from '../model/secret-reader.js'
import { fetchBatch, type Sdk } from './batch.js'
import { failureOf, unreachable } from './failures.js'
import { type SecretValue, textOf } from './secret-value.js'

export interface SecretReaderOptions {
  /** Of secrets that are named, not addressed by ARN; the SDK's own chain (AWS_REGION, profile) unless given. */
  region?: string
  /** Replaces AWS's address; AWS_ENDPOINT_URL_SECRETS_MANAGER and AWS_ENDPOINT_URL work without it. */
  endpoint?: string
}

const AT_ONCE = 6

/** Loads the SDK at the first reading, not before. */
export function createSecretReader(options: SecretReaderOptions = {}): SecretReader {
  return {
    async fetch(ids) {
      const asked = [...new Set(ids)]
      if (asked.length === 0) return new Map()
      const sdk = await loadSdk()
      const clients = new Map<string, SecretsManagerClient>()
      const clientOf = (id: string): SecretsManagerClient => {
        const region = regionOf(id) ?? options.region
        const client = clients.get(region ?? '') ?? makeClient(sdk, options, region)
        clients.set(region ?? '', client)
        return client
      }
      try {
        return await fetchAll(sdk, asked, clientOf)
      } finally {
        for (const client of clients.values()) client.destroy()
      }
    },
  }
}

/** An ARN knows its Region, and nobody else's Secrets Manager would find it. */
function regionOf(id: string): string | undefined {
  return /^arn:[^:]+:secretsmanager:([^:]+):/.exec(id)?.[1]
}

function loadSdk(): Promise<Sdk> {
  // The SDK writes to stderr about coming Node versions; stderr is ours.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
  return import('@aws-sdk/client-secrets-manager')
}

function makeClient(sdk: Sdk, { endpoint }: SecretReaderOptions, region: string | undefined): SecretsManagerClient {
  return new sdk.SecretsManagerClient({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 15_000, throwOnRequestTimeout: true },
  })
}

type Answers = Map<string, Secret | SecretFailure>

async function fetchAll(sdk: Sdk, ids: readonly string[], clientOf: (id: string) => SecretsManagerClient): Promise<Answers> {
  // A batch needs a right on every secret of the account, so it is asked for only where it saves many calls.
  const values = ids.length > AT_ONCE ? await fetchBatches(sdk, ids, clientOf) : new Map<string, SecretValue | SecretFailure>()
  const limit = pLimit(AT_ONCE)
  await Promise.all(ids.filter((id) => !values.has(id)).map((id) => limit(async () => values.set(id, await fetchOne(sdk, clientOf(id), id)))))
  return new Map(ids.map((id) => [id, answerTo(id, values.get(id))]))
}

async function fetchBatches(sdk: Sdk, ids: readonly string[], clientOf: (id: string) => SecretsManagerClient): Promise<Map<string, SecretValue | SecretFailure>> {
  const clients = [...new Set(ids.map(clientOf))]
  const answers = await Promise.all(clients.map((client) => fetchBatch(sdk, client, ids.filter((id) => clientOf(id) === client))))
  return new Map(answers.flatMap((answer) => [...answer]))
}

async function fetchOne(sdk: Sdk, client: SecretsManagerClient, id: string): Promise<SecretValue | SecretFailure> {
  try {
    return await client.send(new sdk.GetSecretValueCommand({ SecretId: id }))
  } catch (error) {
    const failure = failureOf(error)
    if (failure !== undefined) return failure
    throw unreachable(error)
  }
}

function answerTo(id: string, value: SecretValue | SecretFailure | undefined): Secret | SecretFailure {
  if (value !== undefined && 'problem' in value) return value
  const text = textOf(value ?? {})
  if (text !== undefined) return new Secret(text, `secret ${id}`, { remembered: false, since: value?.CreatedDate })
  return { problem: 'is neither text nor base64 of a text', remedy: 'Store it as a text (SecretString).' }
}
