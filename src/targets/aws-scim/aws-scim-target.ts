/** AWS IAM Identity Center through its SCIM endpoint, behind the target's door. */
import type { Clock } from '../../clock.js'
import type { OnProgress } from '../../model/progress.js'
import type { Secret } from '../../model/secret.js'
import type { Target } from '../target.js'
import { AWS_SCIM } from './capabilities.js'
import { createClient } from './client.js'
import { parseEndpoint } from './endpoint.js'
import { lookUp } from './look.js'
import { readTarget, type ReadContext } from './reader.js'
import { createWriter } from './writer.js'

export interface AwsScimOptions {
  /** As the console shows it: https://scim.<region>.amazonaws.com/<tenant>/scim/v2/, with or without its last slash. */
  endpoint: string
  accessToken: Secret
  clock: Clock
  /** How memberships are read: by `groups`, by people (`members`), or by the fewer calls (`auto`, the default). */
  read?: 'auto' | 'groups' | 'members'
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

/** Calls nobody yet. Throws `BadConfig` where the endpoint is no address. One target is one set of paced buckets: make one for a tenant. */
export function createAwsScimTarget(options: AwsScimOptions): Target {
  const { clock, onProgress, random, read = 'auto', concurrency = 16 } = options
  const { base, fingerprint } = parseEndpoint(options.endpoint)
  const client = createClient({ ...options, base })
  const context: ReadContext = { client, clock, read, concurrency, ...(onProgress && { onProgress }), ...(random && { random }) }
  return {
    reader: {
      capabilities: AWS_SCIM,
      fingerprint,
      read: (scope) => readTarget(context, scope),
      look: (questions) => lookUp(context, questions),
    },
    writer: (guard) => createWriter({ client, clock, guard, ...(random && { random }) }),
  }
}
