/** What a memory store's handles share: the disk, so to speak, that outlives each of them. */
import type { LeaseRecord, StoredRecord } from '../lease-record.js'
import type { Liveness } from '../process-identity.js'
import type { PaperFolder } from '../state-store.js'

export interface MemoryBacking {
  state: Buffer | undefined
  /** The original program's document, kept beside the state. */
  original: string | undefined
  readonly lease: MemoryRegister
  readonly journals: Map<string, Buffer>
  readonly papers: Record<PaperFolder, Map<string, string>>
  /** Awaited before each touch of what is shared: other handles come in between there, and nowhere else. */
  pause(): Promise<void>
  /** A process of its own for a new handle. */
  join(): Process
}

export interface MemoryRegister {
  read(): StoredRecord | undefined
  swap(record: LeaseRecord, ifVersion: string | null): string | undefined
}

export interface Process {
  liveness: Liveness
  dead(): boolean
  kill(): void
}

export function createMemoryBacking(options: { pause?: () => Promise<void> } = {}): MemoryBacking {
  const dead = new Set<number>()
  let processes = 0

  return {
    state: undefined,
    original: undefined,
    lease: createRegister(),
    journals: new Map(),
    papers: { history: new Map(), pending: new Map(), cache: new Map() },
    pause: options.pause ?? (() => Promise.resolve()),
    join() {
      const self = { host: 'memory', pid: ++processes }
      return {
        liveness: { self: () => self, isDead: (other) => dead.has(other.pid) },
        dead: () => dead.has(self.pid),
        kill: () => void dead.add(self.pid),
      }
    },
  }
}

function createRegister(): MemoryRegister {
  let stored: StoredRecord | undefined
  let swaps = 0
  return {
    read: () => stored,
    swap(record, ifVersion) {
      if ((stored?.version ?? null) !== ifVersion) return undefined
      stored = { record, version: String(++swaps) }
      return stored.version
    },
  }
}
