/**
 * The fence of a state in a file. A rename cannot be made conditional on the lease, so a holder writes its new state into a folder of
 * its own, its door, and renames it into place from there. Whoever takes the lease next removes that folder before reading
 * the state: a holder that slept between its last check and its rename wakes up to find nothing to rename.
 */
import { mkdir, readdir, rename, rmdir, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { leaseLost } from '../lease-record.js'
import type { Fence } from '../lease-record.js'
import { ensureFolder, isSystemError, syncFolder, unlessMissing, writeSynced } from './files.js'

export interface Doors extends Fence {
  /** Makes the content ready behind the door of this lease; throws `LeaseLost` when the door is shut. */
  stage(id: string, content: Uint8Array): Promise<Staged>
}

export interface Staged {
  /** Puts the content in place, at once and whole; throws `LeaseLost` when the door was shut meanwhile. */
  commit(): Promise<void>
  discard(): Promise<void>
}

export function doorsTo(path: string, folder: string): Doors {
  const doors = join(folder, 'doors')

  return {
    async open(id) {
      await ensureFolder(doors)
      await mkdir(join(doors, id), { mode: 0o700 })
    },
    async shutOthers(id) {
      for (const other of (await unlessMissing(readdir(doors))) ?? []) {
        if (other !== id) await removeDoor(join(doors, other))
      }
    },
    shut: (id) => removeDoor(join(doors, id)),
    async stage(id, content) {
      const staged = join(doors, id, 'state.json')
      await throughDoor(path, writeSynced(staged, content))
      return {
        async commit() {
          await throughDoor(path, rename(staged, path))
          await syncFolder(dirname(path))
        },
        discard: async () => {
          await unlessMissing(unlink(staged))
        },
      }
    },
  }
}

async function throughDoor(path: string, work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) throw leaseLost(path, 'another has taken it since; nothing was written', error)
    throw error
  }
}

/** What is inside goes first; a file that its slow holder puts in meanwhile goes with the next turn. Once the folder is gone it stays gone. */
async function removeDoor(door: string): Promise<void> {
  for (;;) {
    for (const name of (await unlessMissing(readdir(door))) ?? []) await unlessMissing(unlink(join(door, name)))
    try {
      await rmdir(door)
      return
    } catch (error) {
      if (isSystemError(error, 'ENOENT')) return
      if (!isSystemError(error, 'ENOTEMPTY', 'EEXIST')) throw error
    }
  }
}
