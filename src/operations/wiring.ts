/** Names in a configuration become adapters: here, and nowhere else. */
import type { Source } from '../sources/source.js'
import { createFileStore } from '../state/file/file-store.js'
import type { StateStore } from '../state/state-store.js'
import { createAwsScimTarget } from '../targets/aws-scim/aws-scim-target.js'
import type { Target } from '../targets/target.js'
import type { Context } from './context.js'

/** Google's client is a large thing to load: only who reads sources pays for it. */
export async function openSources({ config, clock, onProgress }: Context): Promise<Source[]> {
  const { createGoogleSource } = await import('../sources/google/google-source.js')
  return config.sources.map((source) => {
    const { name, customer, credentials, groupsFilter, checkMemberCounts, endpoint, subject, scopes } = source
    return createGoogleSource({
      name,
      customer,
      credentials,
      groupsFilter,
      checkMemberCounts,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(subject === undefined ? {} : { subject }),
      ...(scopes === undefined ? {} : { scopes }),
      clock,
      onProgress,
    })
  })
}

export function openTarget({ config, clock, onProgress }: Context): Target {
  const { endpoint, accessToken, read } = config.target
  return createAwsScimTarget({ endpoint, accessToken, read, clock, onProgress })
}

export function openStore({ config, clock }: Context): StateStore {
  return createFileStore({ path: config.state.path, clock, lease: { ttlMs: config.state.leaseTtlMs } })
}

/** Other stacks' states on the same target: they are read, never written. */
export function openNeighbours({ config, clock }: Context): { name: string; store: StateStore }[] {
  return config.neighbours.map(({ name, path }) => ({ name, store: createFileStore({ path, clock }) }))
}
