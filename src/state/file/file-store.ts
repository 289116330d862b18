/** A state in a file: `state.json`, with its lease, journals and papers beside it. */
import { realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Clock } from '../../clock.js'
import { IdpscimError, systemReason } from '../../errors.js'
import type { State } from '../../model/state.js'
import { breakLease, holdLease, lapsedHolder, leaseHolder, leaseTimes } from '../lease.js'
import type { LeaseOptions } from '../lease.js'
import { thisHost } from '../process-identity.js'
import type { Liveness } from '../process-identity.js'
import { safeName } from '../safe-name.js'
import { decodeStored, encodeState, originalIn, versionOf } from '../state-document.js'
import type { TakeOver } from '../state-document.js'
import { stateMoved } from '../state-moved.js'
import type { Lease, StateStore } from '../state-store.js'
import { doorsTo } from './doors.js'
import { FileJournal } from './file-journal.js'
import { fileOriginal } from './file-original.js'
import { filePapers } from './file-papers.js'
import { isSystemError, readIfThere } from './files.js'
import { leaseFiles } from './lease-files.js'

export interface FileStoreOptions {
  path: string
  clock: Clock
  lease?: LeaseOptions
  /** Who we are and who is dead; tests play several processes with it. Default: this process on this host. */
  liveness?: Liveness
  /** Reads a document of the original program at this path as the state that it amounts to. */
  takeOver?: TakeOver
}

/**
 * Processes of one host, or of several that share the folder, may open the same path. Beside `state.json` lie the folders
 * `state.json.lease` and `state.json.journal`, and `history` and `pending`, and after taking over `state.json.original-1.0.0.json`. All are for the owner alone (files 0600, folders 0700).
 */
export function createFileStore(options: FileStoreOptions): StateStore {
  const path = followLink(resolve(options.path))
  const doors = doorsTo(path, `${path}.lease`)
  const terms = {
    place: path,
    register: leaseFiles(`${path}.lease`),
    fence: doors,
    clock: options.clock,
    liveness: options.liveness ?? thisHost,
    ...leaseTimes(options.lease),
  }
  const journals = new Map<string, FileJournal>()
  const original = fileOriginal(path)
  const decode = (bytes: Buffer) => ({ ...decodeStored(bytes, path, options.takeOver), version: versionOf(bytes) })
  let writing: Promise<unknown> = Promise.resolve()

  async function writeNow(state: State, ifVersion: string | null, lease: Lease): Promise<string> {
    const bytes = encodeState(state)
    await lease.check()
    const staged = await doors.stage(lease.holder.id, bytes)
    const stored = await readIfThere(path)
    const version = stored ? versionOf(stored) : null
    if (version !== ifVersion) {
      await staged.discard()
      throw stateMoved(path, ifVersion, version)
    }
    const replaced = stored && originalIn(stored, path, options.takeOver)
    if (replaced !== undefined) await original.keepOriginal(replaced)
    await staged.commit()
    return versionOf(bytes)
  }

  return {
    place: path,
    async read() {
      const bytes = await explained(path, 'read', readIfThere(path))
      return bytes && decode(bytes)
    },
    write(state, { ifVersion, lease }) {
      // One after the other: the fence keeps other holders out, not a second write of our own.
      const written = writing.then(() => writeNow(state, ifVersion, lease))
      writing = written.catch(() => undefined)
      return written
    },
    hold: (request) => explained(path, 'held', holdLease(terms, request)),
    holder: () => leaseHolder(terms),
    lapsed: () => lapsedHolder(terms),
    breakLease: (id) => breakLease(terms, id),
    journal(name) {
      const known = journals.get(name) ?? new FileJournal(join(`${path}.journal`, `${safeName(name)}.jsonl`))
      journals.set(name, known)
      return known
    },
    ...original,
    ...filePapers(dirname(path)),
  }
}

/** What the system says of a path that leads nowhere good is the configuration's fault, and said so at the first touch. */
async function explained<T>(path: string, what: 'read' | 'held', work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!isSystemError(error, 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENAMETOOLONG')) throw error
    throw new IdpscimError('BadConfig', `the state ${path} cannot be ${what}: ${systemReason(error) ?? error.message}`, {
      suggestions: ['check that state.path names a file, and that this user may read and write it and its folder'],
      cause: error,
    })
  }
}

/** A linked state is the file that it leads to: else two names of one state would have two leases. */
function followLink(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
