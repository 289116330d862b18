/** The smallest honest store: everything the contract says, for the processes that one process plays. */
import type { Clock } from '../../clock.js'
import { compareText } from '../../model/json.js'
import { decodeLines, encodeLines, wholeLength } from '../journal-lines.js'
import { breakLease, holdLease, lapsedHolder, leaseHolder, leaseTimes } from '../lease.js'
import type { LeaseOptions } from '../lease.js'
import { leaseLost } from '../lease-record.js'
import type { LeaseRegister } from '../lease-record.js'
import { safeName } from '../safe-name.js'
import { decodeStored, encodeState, originalIn, versionOf } from '../state-document.js'
import type { TakeOver } from '../state-document.js'
import { stateMoved } from '../state-moved.js'
import type { Journal, StateStore } from '../state-store.js'
import { createMemoryBacking } from './memory-backing.js'
import type { MemoryBacking, Process } from './memory-backing.js'

const PLACE = 'the state in memory'

export interface MemoryStoreOptions {
  clock: Clock
  /** Share one to open the same state again, as a second process would. Default: a new one. */
  backing?: MemoryBacking
  lease?: LeaseOptions
  /** Reads a document of the original program as the state that it amounts to. */
  takeOver?: TakeOver
}

export interface MemoryStore extends StateStore {
  /** As kill -9: nothing that this handle does comes through any more, and others see that its process is dead. */
  crash(): void
}

type Touch = <T>(what: () => T) => Promise<T>

export function createMemoryStore(options: MemoryStoreOptions): MemoryStore {
  const backing = options.backing ?? createMemoryBacking()
  const process = backing.join()
  const touch = touching(backing, process)
  const register: LeaseRegister = {
    read: () => touch(() => backing.lease.read()),
    swap: (record, ifVersion) => touch(() => backing.lease.swap(record, ifVersion)),
  }
  const terms = { place: PLACE, register, clock: options.clock, liveness: process.liveness, ...leaseTimes(options.lease) }

  return {
    place: PLACE,
    read: () => touch(() => backing.state && { ...decodeStored(backing.state, PLACE, options.takeOver), version: versionOf(backing.state) }),
    async write(state, { ifVersion, lease }) {
      const bytes = encodeState(state)
      await lease.check()
      return touch(() => {
        if (backing.lease.read()?.record.held?.id !== lease.holder.id) throw leaseLost(PLACE, 'another has taken it since; nothing was written')
        const version = backing.state ? versionOf(backing.state) : null
        if (version !== ifVersion) throw stateMoved(PLACE, ifVersion, version)
        if (backing.state) backing.original ??= originalIn(backing.state, PLACE, options.takeOver)
        backing.state = bytes
        return versionOf(bytes)
      })
    },
    original: () => touch(() => backing.original),
    keepOriginal: (text) => touch(() => void (backing.original ??= text)),
    hold: (request) => holdLease(terms, request),
    holder: () => leaseHolder(terms),
    lapsed: () => lapsedHolder(terms),
    breakLease: (id) => breakLease(terms, id),
    journal: (name) => memoryJournal(backing, touch, safeName(name)),
    keep: (folder, name, content) => touch(() => void backing.papers[folder].set(safeName(name), content)),
    paper: (folder, name) => touch(() => backing.papers[folder].get(safeName(name))),
    paperPlace: (folder, name) => `${folder}/${safeName(name)} beside ${PLACE}`,
    papers: (folder) => touch(() => [...backing.papers[folder].keys()].sort(compareText)),
    discard: (folder, name) => touch(() => void backing.papers[folder].delete(safeName(name))),
    crash: () => process.kill(),
  }
}

function memoryJournal(backing: MemoryBacking, touch: Touch, name: string): Journal {
  const stored = () => backing.journals.get(name) ?? Buffer.alloc(0)
  return {
    append(entries) {
      const lines = Buffer.from(encodeLines(entries))
      return touch(() => {
        const before = stored()
        backing.journals.set(name, Buffer.concat([before.subarray(0, wholeLength(before)), lines]))
      })
    },
    read: () => touch(() => decodeLines(stored(), `journal ${name} in memory`)),
    close: () => touch(() => void backing.journals.delete(name)),
  }
}

function touching(backing: MemoryBacking, process: Process): Touch {
  return async (what) => {
    await backing.pause()
    if (process.dead()) throw new Error('this process was killed')
    return what()
  }
}
