/** The lease's register as one object, changed only under conditions: it stands while somebody holds the lease, and goes when it is let go. */
import { randomUUID } from 'node:crypto'
import type { Clock } from '../../clock.js'
import { checkLease } from '../lease-record.js'
import type { LeaseRecord, LeaseRegister } from '../lease-record.js'
import { putIf, removeIf } from './conditional.js'
import type { S3Objects } from './objects.js'

export interface LockObject extends LeaseRegister {
  /** The generation under which the lease with this id was last seen to be taken; it grows from holder to holder, by S3's time. */
  generationOf(leaseId: string): number | undefined
}

export interface LockObjectOptions {
  objects: S3Objects
  key: string
  /** S3's own time. */
  clock: Clock
  /** Awaited before anything is changed; says whether conditional deletes are kept. */
  ready: () => Promise<{ conditionalDelete: boolean }>
}

interface LockDocument {
  record: LeaseRecord
  generation: number
}

export function createLockObject({ objects, key, clock, ready }: LockObjectOptions): LockObject {
  const generations = new Map<string, number>()
  let newest = 0
  let refusesDelete = false

  function note({ record, generation }: LockDocument): void {
    newest = Math.max(newest, generation)
    if (record.held) generations.set(record.held.id, generation)
  }

  /** The object vanishes between holders, so the store's clock carries the count on. */
  function generationFor({ held }: LeaseRecord): number {
    return (held && generations.get(held.id)) ?? Math.max(newest + 1, Math.floor(clock.now()))
  }

  async function put(record: LeaseRecord, ifEtag: string | null): Promise<string | undefined> {
    const writeId = randomUUID()
    const generation = generationFor(record)
    const body = `${JSON.stringify({ ...record, generation, writeId }, null, 2)}\n`
    const { etag } = await putIf(objects, { key, body, ifEtag, isOurs: (stored) => stored.includes(writeId) })
    if (etag !== undefined) note({ record, generation })
    return etag
  }

  return {
    generationOf: (leaseId) => generations.get(leaseId),
    async read() {
      const stored = await objects.get(key)
      if (!stored) return undefined
      const document = decode(stored.bytes, objects.address(key))
      note(document)
      return { record: document.record, version: stored.etag }
    },
    async swap(record, ifVersion) {
      const { conditionalDelete } = await ready()
      if (!record.held && ifVersion !== null && conditionalDelete && !refusesDelete) {
        const removal = await removeIf(objects, key, ifVersion)
        if (removal !== 'unsupported') return removal === 'gone' ? 'gone' : undefined
        // No such call here, or no right to it: then what is left behind says that it is free.
        refusesDelete = true
      }
      return put(record, ifVersion)
    },
  }
}

function decode(bytes: Buffer, place: string): LockDocument {
  const { generation, writeId: _, ...record } = asObject(bytes)
  return { record: checkLease(record, place), generation: typeof generation === 'number' ? generation : 0 }
}

function asObject(bytes: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
