/** A Google Workspace in the sandbox, and sources that read it in virtual time. */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Secret } from '../../src/model/secret.js'
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js'
import { createGoogleSource, type GoogleOptions } from '../../src/sources/google/google-source.js'
import type { Source } from '../../src/sources/source.js'
import { createVirtualClock, type VirtualClock } from './virtual-clock.js'

export interface GoogleWorld {
  readonly sandbox: Sandbox
  readonly clock: VirtualClock
  /** Acts for the administrator, unless told otherwise. */
  source(options?: Partial<GoogleOptions>, acting?: { subject: boolean }): Source
  /** Replaces the Workspace account. */
  put(google: object): void
  /** How often each operation was asked for since the last `put` or start. */
  calls(): Record<string, number>
  end(): Promise<void>
}

export async function startGoogleWorld(google: object = {}): Promise<GoogleWorld> {
  const clock = createVirtualClock()
  const sandbox = await startSandbox({ seed: { google }, rateLimits: false, clock })
  const credentials = new Secret(await readFile(join(sandbox.dir, 'google-credentials.json'), 'utf8'), 'the test')
  return {
    sandbox,
    clock,
    source: (options = {}, acting = { subject: true }) =>
      createGoogleSource({
        name: 'staff',
        customer: 'my_customer',
        endpoint: sandbox.endpoints.google,
        credentials,
        ...(acting.subject ? { subject: 'admin@example.com' } : {}),
        groupsFilter: [],
        clock,
        ...options,
      }),
    put: (changed) => {
      sandbox.putState({ google: changed })
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
