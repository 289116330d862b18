/** Of one stack, everything that can be asked: each system's checks stand beside its adapter, and are put together here alone. */
import { addressOf } from '../config/state-place.js'
import type { SourceConfig } from '../config/sources/sources.js'
import type { TargetConfig } from '../config/targets/targets.js'
import { present } from '../config/unread.js'
import type { Network } from '../http/reach.js'
import { ok, type Check, type Subject } from '../model/check.js'
import { stateChecks } from '../state/checks.js'
import { fileStateChecks } from '../state/file/checks.js'
import type { Context } from './context.js'
import { googleOptions, openNeighbours, openStore } from './wiring.js'

export interface Grounds {
  context: Context
  network: Network
}

export function sourceName({ name, type }: SourceConfig): string {
  return `source ${name} (${type})`
}

/** Vendors' clients are large things to load: only whose source is asked is loaded. */
export async function sourceChecks(source: SourceConfig, { context, network }: Grounds): Promise<readonly Check[]> {
  switch (source.type) {
    case 'google': {
      const { googleChecks } = await import('../sources/google/checks.js')
      return googleChecks(googleOptions(source, context), network)
    }
    default:
      return []
  }
}

export async function targetChecks(target: TargetConfig, { context: { clock, onProgress }, network }: Grounds): Promise<readonly Check[]> {
  switch (target.type) {
    case 'aws-scim': {
      const { awsScimChecks } = await import('../targets/scim/checks.js')
      return awsScimChecks({ endpoint: present(target.endpoint), accessToken: present(target.accessToken), clock, onProgress }, network)
    }
    case 'scim': {
      const { standardScimChecks } = await import('../targets/scim/checks.js')
      return standardScimChecks({ endpoint: present(target.endpoint), accessToken: present(target.accessToken), rates: target.rates, clock, onProgress }, network)
    }
    case 'aws-identity-store':
      return []
  }
}

export async function stateSubject({ context }: Grounds): Promise<Subject> {
  const { state } = context.config
  const store = await openStore(context)
  const own = state.type === 'file' ? fileStateChecks(state) : []
  return { name: `state ${addressOf(state)}`, checks: [...own, ...stateChecks(store)] }
}

export async function neighbourSubjects({ context }: Grounds): Promise<Subject[]> {
  const neighbours = await openNeighbours(context)
  return neighbours.map(({ name, store }) => ({
    name: `neighbour ${name}`,
    checks: [
      {
        name: 'state',
        ask: async () => {
          const stored = await store.read()
          if (stored !== undefined) return ok(`readable: ${stored.state.users.length} users, ${stored.state.groups.length} groups that are not ours to change`)
          return { status: 'warning', says: `there is none at ${store.place}`, remedies: ['Check the place under neighbours: a neighbour without a state holds nothing, and nothing of it is kept from us.'] }
        },
      },
    ],
  }))
}
