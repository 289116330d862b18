/** The files as one reading: every one of them whole, and none changed while the others were read. */
import pLimit from 'p-limit'
import type { Clock } from '../../clock.js'
import { IdpscimError, systemReason } from '../../errors.js'
import { retrying } from '../../http/retry.js'
import { compareText } from '../../model/json.js'
import type { OnProgress } from '../../model/progress.js'
import type { Files, Stamp } from './files.js'
import type { FileText } from './text.js'

export interface ReadFilesOptions {
  source: string
  files: Files
  /** Globs; one that begins with `!` takes away from the others. */
  patterns: readonly string[]
  clock: Clock
  onProgress: OnProgress | undefined
}

/** What a busy disk or a shared folder answers now and then; whoever is not there or may not be read will not be there the next moment either. */
const PASSING = new Set(['EAGAIN', 'EBUSY', 'EINTR', 'EIO', 'EMFILE', 'ENFILE', 'ESTALE', 'ETIMEDOUT', 'ECONNRESET'])
const ATTEMPTS = 6
const AT_ONCE = 16

/** A file, or the set of them, moved under our hands. */
class Moved extends Error {}

/**
 * Sorted by name.
 * @throws IdpscimError `SourceIncomplete` for a pattern that means no file, for one that is missing, cannot be read or is not UTF-8, and for
 *   files that do not come to rest
 */
export async function readFiles(options: ReadFilesOptions): Promise<FileText[]> {
  const { source, files, patterns, clock, onProgress } = options
  const limit = pLimit(AT_ONCE)
  const tell = (ms: number, error: unknown) => {
    onProgress?.({ type: 'wait', system: 'file', reason: `${source}: ${reasonOf(error)}`, ms })
  }
  const again = (error: unknown) => ({ retry: error instanceof Moved || PASSING.has(codeOf(error)) })
  const patiently = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await limit(() => retrying(work, { clock, attempts: ATTEMPTS, baseMs: 100, classify: again, onWait: tell }))
    } catch (error) {
      throw unreadable(source, path, error)
    }
  }

  const stamps = async () => {
    const paths = await findAll(source, files, patterns)
    return all(paths.map(async (path): Promise<[string, Stamp]> => [path, await patiently(path, () => files.stamp(path))]))
  }
  const once = async () => {
    const before = await stamps()
    const texts = await all(before.map(([path, { size }]) => patiently(path, () => readOne(files, path, size))))
    // A checkout replaces files one by one: half of the old and half of the new is neither.
    if (JSON.stringify(await stamps()) !== JSON.stringify(before)) throw new Moved('the files changed while they were read')
    return texts.map((bytes, index) => decoded(source, before[index]?.[0] ?? '', bytes))
  }
  return retrying(once, { clock, attempts: ATTEMPTS, baseMs: 500, classify: (error) => ({ retry: error instanceof Moved }), onWait: tell }).catch((error: unknown) => {
    throw error instanceof Moved ? incomplete(`the files of the source ${source} changed each time they were read`, ['Run again when whatever writes them is done: nothing was changed.']) : error
  })
}

/** Nothing outlives the reading, and of several failures the first file's is told, whichever came first. */
async function all<T>(works: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(works)
  return Promise.all(works)
}

async function findAll(source: string, files: Files, patterns: readonly string[]): Promise<string[]> {
  const except = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1))
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!'))
  const found = await all(wanted.map((pattern) => files.find(pattern, except)))
  const barren = wanted.find((_, index) => found[index]?.length === 0)
  if (barren !== undefined) {
    throw incomplete(`no file of the source ${source} matches ${JSON.stringify(barren)}: that is not believed to mean nobody`, [
      'Check the pattern; it is relative to the configuration file.',
      'If nobody is meant, keep a file that says so (`users: []`), and plan with --allow-empty.',
    ])
  }
  return [...new Set(found.flat())].sort(compareText)
}

async function readOne(files: Files, path: string, size: number): Promise<Uint8Array> {
  const bytes = await files.read(path)
  if (bytes.length !== size) throw new Moved(`${path} has ${size} bytes and gave ${bytes.length}`)
  return bytes
}

function decoded(source: string, path: string, bytes: Uint8Array): FileText {
  try {
    return { name: path, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    throw incomplete(`${path} of the source ${source} is not UTF-8`, ['Save it as UTF-8 (spreadsheets call it "CSV UTF-8").'])
  }
}

function unreadable(source: string, path: string, error: unknown): unknown {
  if (codeOf(error) === '' && !(error instanceof Moved)) return error
  const suggestions =
    codeOf(error) === 'ENOENT' ? ['Check the path; it is relative to the configuration file. A file that is gone never means that its people are.'] : ['Run again when it can be read: nothing was changed.']
  return incomplete(`${path} of the source ${source} cannot be read: ${reasonOf(error)}`, suggestions)
}

function incomplete(message: string, suggestions: readonly string[]): IdpscimError {
  return new IdpscimError('SourceIncomplete', message, { suggestions })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && !(error instanceof IdpscimError) ? error.code : ''
}

function reasonOf(error: unknown): string {
  return systemReason(error) ?? (error instanceof Error ? error.message : String(error))
}
