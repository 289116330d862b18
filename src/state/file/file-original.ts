/** The original program's document, kept beside the state that took it over. */
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { StateStore } from '../state-store.js'
import { ensureFolder, isSystemError, PRIVATE_FILE, readIfThere, syncFolder } from './files.js'

export function fileOriginal(state: string): Pick<StateStore, 'original' | 'keepOriginal'> {
  const path = `${state}.original-1.0.0.json`
  return {
    original: async () => (await readIfThere(path))?.toString('utf8'),
    async keepOriginal(text) {
      await ensureFolder(dirname(path))
      if (await createNew(path, text)) await syncFolder(dirname(path))
    },
  }
}

/** False where there is one already: the first is the one to go back to. */
async function createNew(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', PRIVATE_FILE)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    return true
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false
    throw error
  }
}
