/** The sandbox's Identity Store API on a port of its own, and the client before it: waits pass without time, requests are real. */
import { systemClock } from '../../src/clock.js'
import type { ProgressEvent } from '../../src/model/progress.js'
import { createFaultBook, type Fault } from '../../src/sandbox/faults.js'
import { createIdentityStoreEmulator, type IdentityStoreOptions as EmulatorOptions } from '../../src/sandbox/identitystore/identity-store-emulator.js'
import { createRoom, type Room } from '../../src/sandbox/scim/room.js'
import { createScimEmulator } from '../../src/sandbox/scim/scim-emulator.js'
import { serveEmulator, type RequestRecord } from '../../src/sandbox/server.js'
import { openIdentityStoreTarget, type IdentityStoreOptions } from '../../src/targets/aws-identity-store/aws-identity-store-target.js'
import type { Target } from '../../src/targets/target.js'
import type { WorldContent } from '../contracts/target-contract.js'
import { close, listening, seedOf } from './scim-world.js'
import { createVirtualClock, type VirtualClock } from './virtual-clock.js'

export const STORE = { storeId: 'd-0123456789', account: '123456789012', region: 'us-east-1', tenant: 'tenant' }

export interface IdentityStoreWorld {
  target: Target
  again(options?: Partial<IdentityStoreOptions>): Promise<Target>
  clock: VirtualClock
  endpoint: string
  room: Room
  events: ProgressEvent[]
  requests: RequestRecord[]
  /** How often each operation was asked since the last count. */
  calls(): Record<string, number>
  faults(...faults: Omit<Fault, 'api'>[]): void
  /** The store's content as the SCIM side dumps it. */
  held(): { users: { id: string; userName: string; externalId?: string }[]; groups: { id: string; displayName: string; members: { id: string }[] }[] }
  stop(): Promise<void>
}

type Switches = Partial<Pick<EmulatorOptions, 'revisions' | 'silentDeletes' | 'takesUserStatus'>> & { visibilityDelayMs?: number }

/** AWS's documentation's own: anything signed passes. */
export function useExampleCredentials(): void {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIAIOSFODNN7EXAMPLE'
  process.env['AWS_SECRET_ACCESS_KEY'] = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
}

export async function openIdentityStoreWorld(content: WorldContent = {}, options: Partial<IdentityStoreOptions> = {}, switches: Switches = {}): Promise<IdentityStoreWorld> {
  useExampleCredentials()
  const { visibilityDelayMs, ...emulated } = switches
  const clock = createVirtualClock()
  const room = createRoom(visibilityDelayMs === undefined ? systemClock : clock, visibilityDelayMs)
  const scim = createScimEmulator({ token: 'none', tenant: STORE.tenant, clock: systemClock, room })
  scim.load(seedOf(content))
  const faults = createFaultBook()
  const requests: RequestRecord[] = []
  const stopping = new AbortController()
  const emulator = createIdentityStoreEmulator({ room, ...STORE, ...emulated })
  const server = serveEmulator(emulator, { clock: systemClock, faults, latencyMs: 0, record: (record) => requests.push(record), stopping: stopping.signal })
  const endpoint = `http://127.0.0.1:${await listening(server)}`
  const events: ProgressEvent[] = []
  const again = (differing: Partial<IdentityStoreOptions> = {}) =>
    openIdentityStoreTarget({ endpoint, storeId: STORE.storeId, region: STORE.region, clock, random: () => 0.5, onProgress: (event) => events.push(event), ...options, ...differing })
  return {
    target: await again(),
    again,
    clock,
    endpoint,
    room,
    events,
    requests,
    calls: () => {
      const counts: Record<string, number> = {}
      for (const { operation } of requests.splice(0)) counts[operation] = (counts[operation] ?? 0) + 1
      return counts
    },
    faults: (...list) => faults.set(list.map((fault) => ({ api: 'identitystore', ...fault }))),
    held: () => scim.dump('id') as ReturnType<IdentityStoreWorld['held']>,
    stop: async () => {
      stopping.abort(new Error('over'))
      await close(server)
    },
  }
}
