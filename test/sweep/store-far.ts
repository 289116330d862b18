/** Any state store behind the wire, a call counting as a request: for stores whose own requests are no network's. */
import type { Lease, StateStore, StoredState } from '../../src/state/state-store.js'
import type { Process, Wire } from './wire.js'

/** What the store held before its last write, shared by all processes; of a journal, how many entries. */
export interface Past {
  state: StoredState | undefined
  journals: Map<string, number>
  /** The last lease that a process held. */
  leases: Map<Process, string>
}

export function wiredStore(store: StateStore, wire: Wire, process: Process, past: Past): StateStore {
  const carry = <T>(operation: string, kind: 'read' | 'write', now: () => Promise<T>, before?: () => T | Promise<T>) => wire.carry(process, { far: 'store', operation, kind }, { now, ...(before && { before }) })
  const wired = (lease: Lease): Lease => ({
    get holder() {
      return lease.holder
    },
    check: () => lease.check(),
    release: () => carry('release', 'write', () => lease.release()),
  })
  return {
    place: store.place,
    read: () => carry('read', 'read', () => store.read(), () => past.state),
    write: (state, condition) =>
      carry('write', 'write', async () => {
        if (wire.looksBack) past.state = await store.read()
        return store.write(state, condition)
      }),
    // Waiting for it is no request: trying is.
    hold: async (request) => {
      const lease = await carry('hold', 'write', () => store.hold(request))
      past.leases.set(process, lease.holder.id)
      return wired(lease)
    },
    original: () => carry('original', 'read', () => store.original()),
    keepOriginal: (text) => carry('keepOriginal', 'write', () => store.keepOriginal(text)),
    holder: () => carry('holder', 'read', () => store.holder()),
    lapsed: () => carry('lapsed', 'read', () => store.lapsed()),
    breakLease: (id) => carry('breakLease', 'write', () => store.breakLease(id)),
    journal: (name) => {
      const journal = store.journal(name)
      return {
        append: (entries) =>
          carry('append', 'write', async () => {
            if (wire.looksBack) past.journals.set(name, (await journal.read()).length)
            await journal.append(entries)
          }),
        read: () => carry('journal', 'read', () => journal.read(), async () => (await journal.read()).slice(0, past.journals.get(name) ?? 0)),
        close: () => carry('close', 'write', () => journal.close()),
      }
    },
    keep: (folder, name, content) => carry('keep', 'write', () => store.keep(folder, name, content)),
    paper: (folder, name) => carry('paper', 'read', () => store.paper(folder, name)),
    paperPlace: (folder, name) => store.paperPlace(folder, name),
    papers: (folder) => carry('papers', 'read', () => store.papers(folder)),
    discard: (folder, name) => carry('discard', 'write', () => store.discard(folder, name)),
  }
}
