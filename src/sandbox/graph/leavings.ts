/** What the sandbox's Entra leaves for its clients: a client secret, and an entry of the configuration. */
import { join } from 'node:path'
import type { Leavings } from '../files.js'
import { DEFAULT_CLIENT, type Tenant } from './tenant.js'

export interface EntraGround {
  dir: string
  tenant: Tenant
  /** Graph's root, and the whole address of the token endpoint. */
  endpoints: { graph: string; 'graph-token': string }
  secret: string
}

/** Of a seed without anybody in it there is nothing to leave. */
export function entraLeavings({ dir, tenant, endpoints, secret }: EntraGround): Leavings {
  if (tenant.objects.size === 0) return { files: {} }
  const client = tenant.app.clientId ?? DEFAULT_CLIENT
  const value = tenant.app.secrets?.[0]?.value ?? secret
  return {
    files: { 'entra-client-secret': value },
    source: {
      type: 'entra',
      name: 'entra',
      tenant: tenant.id,
      client_id: client,
      client_secret: { file: join(dir, 'entra-client-secret') },
      endpoint: endpoints.graph,
      authority: new URL(endpoints['graph-token']).origin,
    },
  }
}
