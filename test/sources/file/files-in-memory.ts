/** A disk for tests: files as texts, and the accidents of disks. */
import type { Files } from '../../../src/sources/file/files.js'
import { createFileSource, type FileSourceOptions } from '../../../src/sources/file/file-source.js'
import type { Source } from '../../../src/sources/source.js'
import { createVirtualClock } from '../../support/virtual-clock.js'

export function diskError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${code === 'ENOENT' ? 'no such file or directory' : 'refused'}, open '${path}'`), { code, syscall: 'open' })
}

/** Patterns are names, or one `*` between two halves of one. */
export function memoryFiles(contents: Readonly<Record<string, string | Uint8Array>>): Files {
  const bytesOf = (path: string): Uint8Array => {
    const content = contents[path]
    if (content === undefined) throw diskError('ENOENT', path)
    return typeof content === 'string' ? Buffer.from(content) : content
  }
  const reading = <T>(work: () => T): Promise<T> => new Promise((resolve) => resolve(work()))
  const matches = (pattern: string, name: string) => {
    const [before = '', after] = pattern.split('*')
    return after === undefined ? name === pattern : name.startsWith(before) && name.endsWith(after)
  }
  return {
    find: (pattern, except) => Promise.resolve(pattern.includes('*') ? Object.keys(contents).filter((name) => matches(pattern, name) && !except.some((one) => matches(one, name))).sort() : [pattern]),
    stamp: (path) => reading(() => ({ size: bytesOf(path).length, moved: String(bytesOf(path).length) })),
    read: (path) => reading(() => bytesOf(path)),
  }
}

/** Reads all of them, unless told otherwise. */
export function sourceOf(contents: Readonly<Record<string, string | Uint8Array>>, options: Partial<FileSourceOptions> = {}): Source {
  return createFileSource({ name: 'people', paths: Object.keys(contents), base: '/', includeUsers: 'grouped', clock: createVirtualClock(), files: memoryFiles(contents), ...options })
}
