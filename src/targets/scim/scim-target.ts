/** Any server that speaks SCIM 2.0 (RFC 7643, RFC 7644), behind the target's door; AWS's endpoint is one of them. */
import type { Clock } from '../../clock.js'
import type { OnProgress } from '../../model/progress.js'
import type { Secret } from '../../model/secret.js'
import type { Target } from '../target.js'
import { AWS_DIALECT } from './aws-dialect.js'
import { createClient, type ScimClient } from './client.js'
import type { Dialect } from './dialect.js'
import { describeService, discover, standardDialect, type StandardRates } from './discovery.js'
import { parseEndpoint, type Endpoint } from './endpoint.js'
import { lookUp } from './look.js'
import { groupsOfPerson, listResources, readTarget, type ReadContext } from './reader.js'
import { createWriter } from './writer.js'

interface ScimOptions {
  /** The base address, with or without its last slash. */
  endpoint: string
  accessToken: Secret
  clock: Clock
  onProgress?: OnProgress
  /** Reads in flight at once; default 16. Writes are as parallel as they are asked for; the pacer bounds both. */
  concurrency?: number
  /** For one attempt; default 30 s. */
  timeoutMs?: number
  /** For jitter; in [0, 1). */
  random?: () => number
  /** What carries the requests; default: the global `fetch`. */
  fetch?: typeof fetch
}

export interface AwsScimOptions extends ScimOptions {
  /** How memberships are read: by `groups`, by people (`members`), or by the fewer calls (`auto`, the default). */
  read?: 'auto' | 'groups' | 'members'
}

export interface StandardScimOptions extends ScimOptions {
  /** What the server bears, requests a second; it publishes nothing itself. */
  rates?: Partial<StandardRates>
}

/**
 * AWS IAM Identity Center; the endpoint as the console shows it: https://scim.<region>.amazonaws.com/<tenant>/scim/v2/. Calls nobody yet.
 * One target is one set of paced buckets: make one for a tenant. @throws IdpscimError `BadConfig` where the endpoint is no address
 */
export function createAwsScimTarget(options: AwsScimOptions): Target {
  const endpoint = parseEndpoint(options.endpoint, 'aws-scim')
  return createTarget(options, endpoint, AWS_DIALECT, createClient({ ...options, base: endpoint.base }, AWS_DIALECT))
}

/** Any other server, by what its ServiceProviderConfig says of it. Calls nobody yet. @throws IdpscimError `BadConfig` where the endpoint is no address */
export function createScimTarget(options: StandardScimOptions): Target {
  const endpoint = parseEndpoint(options.endpoint, 'scim')
  const dialect = standardDialect(options.rates)
  return createTarget(options, endpoint, dialect, createClient({ ...options, base: endpoint.base }, dialect, (client) => discover(client, dialect)))
}

function createTarget(options: AwsScimOptions, { fingerprint }: Endpoint, { system, capabilities }: Dialect, client: ScimClient): Target {
  const { clock, onProgress, random, read = 'auto', concurrency = 16 } = options
  const context: ReadContext = { client, system, clock, read, concurrency, ...(onProgress && { onProgress }), ...(random && { random }) }
  const learn = async () => {
    await client.dialect()
  }
  return {
    reader: {
      get capabilities() {
        return client.known().capabilities
      },
      ...(capabilities.operations.opening === undefined ? {} : { learn }),
      fingerprint,
      read: (scope) => readTarget(context, scope),
      look: (questions) => lookUp(context, questions),
      groupsOf: (userId) => groupsOfPerson(context, userId),
      describe: () => describeService(client),
      resources: (kind, filter) => listResources(context, kind, filter),
    },
    writer: (guard) => createWriter({ client, clock, guard, ...(random && { random }) }),
  }
}
