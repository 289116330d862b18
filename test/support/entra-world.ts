/** An Entra tenant in the sandbox, and sources that read it in virtual time. */
import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Secret } from '../../src/model/secret.js'
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js'
import { createEntraSource, type EntraOptions } from '../../src/sources/entra/entra-source.js'
import type { Source } from '../../src/sources/source.js'
import { createVirtualClock, type VirtualClock } from './virtual-clock.js'

export const TENANT = 'f0a1b2c3-d4e5-4f60-8a1b-2c3d4e5f6071'
export const CLIENT = 'a1b2c3d4-0001-4002-8003-e5f6a7b8c9d0'

export interface EntraWorld {
  readonly sandbox: Sandbox
  readonly clock: VirtualClock
  /** By client secret, unless told otherwise. */
  source(options?: Partial<EntraOptions>): Source
  /** Replaces the tenant. */
  put(entra: object): void
  /** How often each operation was asked for since the last `put` or start. */
  calls(): Record<string, number>
  end(): Promise<void>
}

/** The same name, the same GUID. */
export function guid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export async function startEntraWorld(entra: object = {}): Promise<EntraWorld> {
  const clock = createVirtualClock()
  const sandbox = await startSandbox({ seed: { entra: { users: [{ userPrincipalName: 'first@example.com' }], ...entra } }, rateLimits: false, clock })
  const secret = new Secret(await readFile(join(sandbox.dir, 'entra-client-secret'), 'utf8'), 'the test')
  return {
    sandbox,
    clock,
    source: (options = {}) =>
      createEntraSource({
        name: 'staff',
        tenant: TENANT,
        clientId: CLIENT,
        credential: { kind: 'secret', secret },
        endpoint: sandbox.endpoints.graph,
        authority: new URL(sandbox.endpoints['graph-token']).origin,
        groupsFilter: [],
        clock,
        ...options,
      }),
    put: (changed) => {
      sandbox.putState({ entra: changed })
      sandbox.clearRequests()
      sandbox.setFaults([])
    },
    calls: () => {
      const counts: Record<string, number> = {}
      for (const { operation } of sandbox.requests()) counts[operation] = (counts[operation] ?? 0) + 1
      return counts
    },
    end: async () => {
      await sandbox.stop()
      await rm(sandbox.dir, { recursive: true, force: true })
    },
  }
}
