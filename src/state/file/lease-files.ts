/**
 * The lease's register as numbered files in a folder: the highest number is the present record, and the next one is made with
 * `link`, which never replaces a file, so that of all who try for a number one wins. The newest file is never removed, so no
 * number comes back.
 */
import { randomUUID } from 'node:crypto'
import { link, readdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { IdpscimError } from '../../errors.js'
import { decodeLease } from '../lease-record.js'
import type { LeaseRecord, LeaseRegister, StoredRecord } from '../lease-record.js'
import { ensureFolder, isSystemError, readIfThere, syncFolder, unlessMissing, writeSynced } from './files.js'

export function leaseFiles(folder: string): LeaseRegister {
  return {
    read: () => readNewest(folder),
    swap: (record, ifVersion) => addNext(folder, record, ifVersion === null ? 1 : Number(ifVersion) + 1),
  }
}

async function readNewest(folder: string): Promise<StoredRecord | undefined> {
  for (;;) {
    const newest = numbersAmong(await namesIn(folder)).at(-1)
    if (newest === undefined) return undefined
    const path = join(folder, String(newest))
    const content = await readIfThere(path)
    // Gone in between: there is a newer one.
    if (content) return { record: decodeLease(content.toString('utf8'), path), version: String(newest) }
  }
}

async function addNext(folder: string, record: LeaseRecord, number: number): Promise<string | undefined> {
  await ensureFolder(folder)
  const content = `${JSON.stringify(record, null, 2)}\n`
  const temporary = join(folder, `${randomUUID()}.tmp`)
  try {
    await writeSynced(temporary, content)
    if (!(await linkNew(temporary, join(folder, String(number)), content))) return undefined
  } finally {
    await unlessMissing(unlink(temporary))
  }
  await syncFolder(folder)
  return settle(folder, number)
}

/** False when the name is taken, or when the next holder has cleared our temporary file away. */
async function linkNew(from: string, to: string, content: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    // Over NFS the answer of a link that was made may be lost, and the second try finds the first one's file (link(2), open(2)).
    if (isSystemError(error, 'EEXIST')) return (await unlessMissing(readFile(to, 'utf8'))) === content
    if (isSystemError(error, 'ENOENT')) return false
    if (isSystemError(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw noLinks(to, error)
    throw error
  }
}

/** If ours is older than the newest, we were asleep while the number came and went: then ours goes. Otherwise the older ones go. */
async function settle(folder: string, number: number): Promise<string | undefined> {
  const names = await namesIn(folder)
  const numbers = numbersAmong(names)
  const won = numbers.at(-1) === number
  const stale = won ? numbers.filter((other) => other < number).map(String) : [String(number)]
  // Whoever is still writing a temporary file is late as well, finds it gone and reads again.
  const temporary = won ? names.filter((name) => name.endsWith('.tmp')) : []
  for (const name of [...stale, ...temporary]) await unlessMissing(unlink(join(folder, name)))
  return won ? String(number) : undefined
}

async function namesIn(folder: string): Promise<string[]> {
  return (await unlessMissing(readdir(folder))) ?? []
}

function numbersAmong(names: readonly string[]): number[] {
  return names.filter((name) => /^[1-9][0-9]*$/.test(name)).map(Number).sort((a, b) => a - b)
}

function noLinks(path: string, cause: unknown): IdpscimError {
  return new IdpscimError('BadConfig', `${path} cannot be made: the file system has no hard links, which the lease on a state in a file needs`, {
    suggestions: ['keep the state on a local disk, or on a network folder that has hard links (NFS version 4 has)'],
    cause,
  })
}
