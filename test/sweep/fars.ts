/** The stores that the sweep runs on. */
import { rm } from 'node:fs/promises'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileStore } from '../../src/state/file/file-store.js'
import { createMemoryBacking } from '../../src/state/memory/memory-backing.js'
import { createMemoryStore, type MemoryStore } from '../../src/state/memory/memory-store.js'
import type { Liveness } from '../../src/state/process-identity.js'
import type { StoreFar } from './stack.js'
import { wiredStore, type Past } from './store-far.js'
import type { Process } from './wire.js'

/** Processes of one host: a dead one is known to be dead. */
export function memoryFar(backing = createMemoryBacking(), leases: Past['leases'] = new Map()): StoreFar {
  const past: Past = { state: undefined, journals: new Map(), leases }
  const opened = new Map<Process, MemoryStore>()
  return {
    open(wire, process, clock) {
      const store = createMemoryStore({ clock, backing })
      opened.set(process, store)
      return wiredStore(store, wire, process, past)
    },
    died: (process) => opened.get(process)?.crash(),
    look: (clock) => createMemoryStore({ clock, backing }),
  }
}

/** Processes of different hosts that share a folder: nobody knows who is dead, and a lease that is left behind must run out. */
export function fileFar(): StoreFar {
  const folder = mkdtempSync(join(tmpdir(), 'idpscim-sweep-'))
  const path = join(folder, 'state.json')
  const past: Past = { state: undefined, journals: new Map(), leases: new Map() }
  let hosts = 0
  const stranger = (): Liveness => {
    const self = { host: `host-${++hosts}`, pid: 1 }
    return { self: () => self, isDead: () => false }
  }
  return {
    open: (wire, process, clock) => wiredStore(createFileStore({ path, clock, liveness: stranger() }), wire, process, past),
    look: (clock) => createFileStore({ path, clock, liveness: stranger() }),
    end: () => rm(folder, { recursive: true, force: true }),
  }
}
