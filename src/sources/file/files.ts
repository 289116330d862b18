/** The disk, as far as this source needs it: which files a pattern means, and what stands in them. */
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { glob, isDynamicPattern } from 'tinyglobby'
import { compareText } from '../../model/json.js'

/** Size, time and identity of a file: what differs when it was written meanwhile. */
export interface Stamp {
  size: number
  moved: string
}

export interface Files {
  /** Paths relative to `base` with slashes, sorted. A pattern without wildcards means that file, whether or not it is there. */
  find(pattern: string, except: readonly string[]): Promise<string[]>
  stamp(path: string): Promise<Stamp>
  read(path: string): Promise<Uint8Array>
}

export function filesUnder(base: string): Files {
  return {
    find: async (pattern, except) => {
      if (!isDynamicPattern(pattern)) return [pattern.replaceAll('\\', '/').replace(/^\.\//, '')]
      const found = await glob(pattern, { cwd: base, ignore: [...except], expandDirectories: false, caseSensitiveMatch: true })
      return found.toSorted(compareText)
    },
    stamp: async (path) => {
      const { size, mtimeMs, ino } = await stat(resolve(base, path))
      return { size, moved: `${ino}/${mtimeMs}` }
    },
    read: (path) => readFile(resolve(base, path)),
  }
}
