/** Papers beside the state: one file each, in `history/`, `pending/` and `cache/`. */
import { readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { compareText } from '../../model/json.js'
import { safeName } from '../safe-name.js'
import type { StateStore } from '../state-store.js'
import { ensureFolder, readIfThere, replaceFile, syncFolder, unlessMissing } from './files.js'

export function filePapers(beside: string): Pick<StateStore, 'keep' | 'paper' | 'paperPlace' | 'papers' | 'discard'> {
  return {
    async keep(folder, name, content) {
      const path = join(beside, folder, safeName(name))
      await ensureFolder(join(beside, folder))
      await replaceFile(path, content)
    },
    async paper(folder, name) {
      return (await readIfThere(join(beside, folder, safeName(name))))?.toString('utf8')
    },
    paperPlace: (folder, name) => join(beside, folder, safeName(name)),
    async papers(folder) {
      const entries = (await unlessMissing(readdir(join(beside, folder), { withFileTypes: true }))) ?? []
      return entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map((entry) => entry.name).sort(compareText)
    },
    async discard(folder, name) {
      const removed = await unlessMissing(unlink(join(beside, folder, safeName(name))).then(() => true))
      if (removed === true) await syncFolder(join(beside, folder))
    },
  }
}
