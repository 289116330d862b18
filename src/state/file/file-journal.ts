/** A journal in a file: appended line by line, with one flush to the disk for all who wait for one. */
import { constants } from 'node:fs'
import { open, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { JsonObject } from '../../model/json.js'
import { decodeLines, encodeLines, wholeLength } from '../journal-lines.js'
import { leaseLost } from '../lease-record.js'
import type { Journal } from '../state-store.js'
import { ensureFolder, PRIVATE_FILE, readIfThere, syncFolder, unlessMissing } from './files.js'

const { O_APPEND, O_CREAT, O_RDWR } = constants

export class FileJournal implements Journal {
  readonly #path: string
  #waiting = ''
  /** The flush that will carry what is waiting now. */
  #next: Promise<void> | undefined
  #last: Promise<void> = Promise.resolve()
  #ready = false

  constructor(path: string) {
    this.#path = path
  }

  append(entries: readonly JsonObject[]): Promise<void> {
    this.#waiting += encodeLines(entries)
    // After a failed flush nobody knows what is on the disk, and fsync(2) will not tell twice: so the failure stays, and this too fails.
    this.#next ??= this.#last = this.#last.then(() => this.#flush())
    return this.#next
  }

  async read(): Promise<JsonObject[]> {
    const bytes = await readIfThere(this.#path)
    return bytes ? decodeLines(bytes, this.#path) : []
  }

  async close(): Promise<void> {
    await this.#last.catch(() => undefined)
    this.#ready = false
    if ((await unlessMissing(unlink(this.#path).then(() => true))) === true) await syncFolder(dirname(this.#path))
  }

  async #flush(): Promise<void> {
    this.#next = undefined
    const lines = this.#waiting
    this.#waiting = ''
    if (!this.#ready) await ensureFolder(dirname(this.#path))
    const file = await unlessMissing(open(this.#path, O_RDWR | O_APPEND | (this.#ready ? 0 : O_CREAT), PRIVATE_FILE))
    if (!file) throw leaseLost(this.#path, 'another has settled and closed this journal')
    try {
      if (!this.#ready) {
        const bytes = await file.readFile()
        // A line that a crash cut short must not run together with ours.
        if (wholeLength(bytes) < bytes.length) await file.truncate(wholeLength(bytes))
      }
      await file.appendFile(lines)
      await file.datasync()
    } finally {
      await file.close()
    }
    if (!this.#ready) await syncFolder(dirname(this.#path))
    this.#ready = true
  }
}
