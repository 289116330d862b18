/** The sandbox's SCIM endpoint on a port of its own, and the client before it: waits pass without time, requests are real. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '../../src/clock.js'
import type { ProgressEvent } from '../../src/model/progress.js'
import { Secret } from '../../src/model/secret.js'
import { createFaultBook, type Fault } from '../../src/sandbox/faults.js'
import type { Emulator } from '../../src/sandbox/emulator.js'
import { createScimEmulator } from '../../src/sandbox/scim/scim-emulator.js'
import { createStandardScimEmulator, type StandardScimOptions as StandardServer } from '../../src/sandbox/scim/standard-emulator.js'
import { serveEmulator, type RequestRecord } from '../../src/sandbox/server.js'
import { createAwsScimTarget, createScimTarget, type AwsScimOptions, type StandardScimOptions } from '../../src/targets/scim/scim-target.js'
import type { Target } from '../../src/targets/target.js'
import type { WorldContent } from '../contracts/target-contract.js'
import { createVirtualClock, type VirtualClock } from './virtual-clock.js'

export const TOKEN = 'a-token-that-nobody-may-ever-see'
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

export interface ScimWorld {
  target: Target
  again(options?: Partial<AwsScimOptions>): Target
  clock: VirtualClock
  endpoint: string
  events: ProgressEvent[]
  requests: RequestRecord[]
  /** How often each operation was asked since the last count. */
  calls(): Record<string, number>
  faults(...faults: Omit<Fault, 'api'>[]): void
  /** The store's content as the emulator dumps it. */
  held(): { users: { id: string; userName: string }[]; groups: { id: string; displayName: string; members: { id: string }[] }[] }
  stop(): Promise<void>
}

export function openScimWorld(content: WorldContent = {}, options: Partial<AwsScimOptions> & { visibilityDelayMs?: number } = {}): Promise<ScimWorld> {
  const { visibilityDelayMs, ...clientOptions } = options
  const clock = createVirtualClock()
  const emulator = createScimEmulator({ token: TOKEN, tenant: 'tenant', clock: visibilityDelayMs === undefined ? systemClock : clock, ...(visibilityDelayMs !== undefined && { visibilityDelayMs }) })
  return serveWorld({ emulator, content, clock, path: 'tenant/scim/v2/' }, (ground) => (differing: Partial<AwsScimOptions> = {}) => createAwsScimTarget({ ...ground, ...clientOptions, ...differing }))
}

/** A server by the book, and what it can do. */
export function openStandardWorld(content: WorldContent = {}, server: Partial<StandardServer> = {}): Promise<ScimWorld> {
  const clock = createVirtualClock()
  const emulator = createStandardScimEmulator({ token: TOKEN, clock: systemClock, ...server })
  return serveWorld({ emulator, content, clock, path: 'scim/v2/' }, (ground) => (differing: Partial<StandardScimOptions> = {}) => createScimTarget({ ...ground, ...differing }))
}

type Ground = Required<Pick<StandardScimOptions, 'endpoint' | 'accessToken' | 'clock' | 'random' | 'onProgress'>>

async function serveWorld(
  { emulator, content, clock, path }: { emulator: Emulator; content: WorldContent; clock: VirtualClock; path: string },
  targets: (ground: Ground) => ScimWorld['again'],
): Promise<ScimWorld> {
  emulator.load(seedOf(content))
  const faults = createFaultBook()
  const requests: RequestRecord[] = []
  const stopping = new AbortController()
  const server = serveEmulator(emulator, { clock: systemClock, faults, latencyMs: 0, record: (record) => requests.push(record), stopping: stopping.signal })
  const endpoint = `http://127.0.0.1:${await listening(server)}/${path}`
  const events: ProgressEvent[] = []
  const again = targets({ endpoint, accessToken: new Secret(TOKEN, 'the test'), clock, random: () => 0.5, onProgress: (event) => events.push(event) })
  return {
    target: again(),
    again,
    clock,
    endpoint,
    events,
    requests,
    calls: () => {
      const counts: Record<string, number> = {}
      for (const { operation } of requests.splice(0)) counts[operation] = (counts[operation] ?? 0) + 1
      return counts
    },
    faults: (...list) => faults.set(list.map((fault) => ({ api: 'scim', ...fault }))),
    held: () => emulator.dump('id') as ReturnType<ScimWorld['held']>,
    stop: async () => {
      stopping.abort(new Error('over'))
      await close(server)
    },
  }
}

export async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

export async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}

/** `named` is the attribute that holds a member's id. */
export function seedOf({ users = [], groups = [] }: WorldContent, named: 'id' | 'value' = 'id'): unknown {
  return {
    users: users.map(({ id, attributes: { enterprise, ...core } }) => ({ id, ...core, ...(enterprise && { [ENTERPRISE]: enterprise }) })),
    groups: groups.map(({ id, attributes, members = [] }) => ({ id, ...attributes, members: members.map((member) => ({ [named]: member })) })),
  }
}
