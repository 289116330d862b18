/**
 * A journal as numbered objects that are written once: each carries all entries that waited when the one before it was stored. Each names
 * the one that it follows, so that what a slow process leaves behind in a journal that others have closed is never read as part of another.
 */
import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { IdpscimError } from '../../errors.js'
import type { JsonObject } from '../../model/json.js'
import { decodeLines, encodeLines } from '../journal-lines.js'
import { leaseLost } from '../lease-record.js'
import type { Journal } from '../state-store.js'
import { putIf } from './conditional.js'
import { explained, kindOf } from './failures.js'
import type { S3Objects } from './objects.js'

/** First line of each object. */
const Heading = z.strictObject({
  segment: z.string(),
  /** The segment before it; null in the first. */
  after: z.string().nullable(),
  /** The journal ends here: what follows is another. Only where objects cannot be removed. */
  closed: z.literal(true).optional(),
})
type Heading = z.infer<typeof Heading>

interface Segment {
  heading: Heading
  entries: JsonObject[]
}

/** Where the next segment goes. */
interface End {
  number: number
  after: string | null
}

const AT_ONCE = 8

export interface S3JournalOptions {
  objects: S3Objects
  /** Ends with a slash. */
  folder: string
  /** Awaited before anything is written. */
  ready: () => Promise<unknown>
}

export class S3Journal implements Journal {
  readonly #objects: S3Objects
  readonly #folder: string
  readonly #ready: () => Promise<unknown>
  #waiting: JsonObject[] = []
  /** The object that will carry what is waiting now. */
  #next: Promise<void> | undefined
  #last: Promise<void> = Promise.resolve()
  #end: End | undefined

  constructor({ objects, folder, ready }: S3JournalOptions) {
    this.#objects = objects
    this.#folder = folder
    this.#ready = ready
  }

  append(entries: readonly JsonObject[]): Promise<void> {
    for (const entry of entries) this.#waiting.push(entry)
    // Entries keep their order or are not stored: after one failure nothing more is.
    this.#next ??= this.#last = this.#last.then(() => this.#flush())
    return this.#next
  }

  async read(): Promise<JsonObject[]> {
    return (await this.#readAll()).entries
  }

  async close(): Promise<void> {
    await this.#last.catch(() => undefined)
    this.#last = Promise.resolve()
    this.#next = undefined
    this.#waiting = []
    this.#end = undefined
    const [first, ...rest] = await this.#objects.list(this.#folder)
    if (first === undefined) return
    try {
      // Without its first segment a journal is empty, however far the clearing away gets.
      await this.#objects.remove(first)
      await inTurns(rest, (key) => this.#objects.remove(key))
    } catch (error) {
      if (kindOf(error) !== 'forbidden') throw explained(error, this.#objects.address(this.#folder), 'removed')
      const { end, entries } = await this.#readAll()
      if (entries.length > 0) await this.#store(end, [], true)
    }
  }

  async #flush(): Promise<void> {
    await this.#ready()
    this.#end ??= (await this.#readAll()).end
    this.#next = undefined
    const entries = this.#waiting
    this.#waiting = []
    this.#end = await this.#store(this.#end, entries)
  }

  async #store(end: End, entries: readonly JsonObject[], closed = false): Promise<End> {
    const heading: Heading = { segment: randomUUID(), after: end.after, ...(closed && { closed }) }
    const body = encodeLines([{ ...heading }, ...entries] as JsonObject[])
    for (let { number } = end; ; number++) {
      const key = `${this.#folder}${String(number).padStart(6, '0')}.jsonl`
      const isOurs = (stored: Buffer) => stored.includes(heading.segment)
      const outcome = await putIf(this.#objects, { key, body, ifEtag: null, contentType: 'application/jsonl', isOurs })
      if (outcome.etag !== undefined) return { number: number + 1, after: heading.segment }
      const stands = outcome.stands && this.#decode(outcome.stands.bytes, key).heading
      // Another goes on where we would. What follows something else was left behind by a journal of the same name.
      if (stands && stands.after === end.after) throw leaseLost(this.#objects.address(this.#folder), 'another goes on with this journal')
    }
  }

  async #readAll(): Promise<{ entries: JsonObject[]; end: End }> {
    const keys = (await this.#objects.list(this.#folder)).filter((key) => key.endsWith('.jsonl'))
    const segments = await inTurns(keys, async (key) => {
      const stored = await this.#objects.get(key)
      return stored && this.#decode(stored.bytes, key)
    })
    let entries: JsonObject[] = []
    let after: string | null = null
    for (const segment of segments) {
      if (segment?.heading.after !== after) continue
      entries = segment.heading.closed ? [] : [...entries, ...segment.entries]
      after = segment.heading.closed ? null : segment.heading.segment
    }
    const number = Number(keys.at(-1)?.slice(this.#folder.length, -'.jsonl'.length) ?? '0') + 1
    return { entries, end: { number, after } }
  }

  #decode(bytes: Buffer, key: string): Segment {
    const place = this.#objects.address(key)
    const [first, ...entries] = decodeLines(bytes, place)
    const heading = Heading.safeParse(first)
    if (heading.success) return { heading: heading.data, entries }
    throw new IdpscimError('BadStateFile', `${place}:1 is damaged: it does not name its place in the journal`, {
      suggestions: ['put the object back from an earlier version', 'if a newer idpscim wrote it, upgrade'],
      cause: heading.error,
    })
  }
}

/** A few at once; results in their items' order. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let at = 0; at < items.length; at += AT_ONCE) results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))))
  return results
}
