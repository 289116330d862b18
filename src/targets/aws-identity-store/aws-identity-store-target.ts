/** AWS IAM Identity Center through the Identity Store API, behind the target's door. */
import type { Clock } from '../../clock.js'
import type { OnProgress } from '../../model/progress.js'
import type { Target } from '../target.js'
import { AWS_IDENTITY_STORE } from './capabilities.js'
import { connect, type RequestHandler } from './client.js'
import { storeFingerprint } from './fingerprint.js'
import { findInstance } from './instance.js'
import { createKnown } from './known.js'
import { lookUp } from './look.js'
import { groupsOf } from './memberships.js'
import { readStore, type ReadContext } from './reader.js'
import { createWriter } from './writer.js'

export interface IdentityStoreOptions {
  /** `d-…`; the store of the Region's only instance, asked of SSO Admin, unless given. */
  storeId?: string
  /** The instance's primary Region; the SDK's own chain (AWS_REGION, profile) unless given. */
  region?: string
  /** Replaces AWS's addresses, for tests; AWS_ENDPOINT_URL_IDENTITYSTORE and AWS_ENDPOINT_URL_SSO_ADMIN work without it. */
  endpoint?: string
  clock: Clock
  /** How memberships are read: by `groups`, by people (`members`), or by the fewer calls (`auto`, the default). */
  read?: 'auto' | 'groups' | 'members'
  onProgress?: OnProgress
  /** Calls in flight at once; default 16. The pacer bounds them too. */
  concurrency?: number
  /** For jitter; in [0, 1). */
  random?: () => number
  /** What carries the requests; default: the SDK's own, over HTTPS. */
  requestHandler?: RequestHandler
}

/**
 * Calls AWS only where the store is not named. Throws as `findInstance` does. One target is one set of paced buckets: make one for a store.
 * Ids are those that SCIM answers; the fingerprint is another, because what this API cannot write would look like drift to whoever can.
 */
export async function openIdentityStoreTarget(options: IdentityStoreOptions): Promise<Target> {
  const { clock, onProgress, random, read = 'auto', concurrency = 16 } = options
  const storeId = options.storeId ?? (await findInstance(options)).storeId
  const client = await connect({ ...options, storeId })
  const known = createKnown()
  const context: ReadContext = { client, clock, read, concurrency, ...(onProgress && { onProgress }), ...(random && { random }) }
  return {
    reader: {
      capabilities: AWS_IDENTITY_STORE,
      fingerprint: storeFingerprint(storeId),
      read: (scope) => readStore(context, scope),
      look: (questions) => lookUp(context, questions, known),
      groupsOf: (userId) => groupsOf(context, userId),
    },
    writer: (guard) => createWriter({ client, clock, known, guard, concurrency, ...(random && { random }) }),
  }
}
