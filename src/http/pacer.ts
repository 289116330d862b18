/** Asking no faster than is published: a token bucket for each operation, which slows down when it is told no and recovers by itself. */
import type { Clock } from '../clock.js'
import { createBucket, type Bucket } from './bucket.js'

export interface Pacer {
  /** Resolves when `n` of this operation may start. Strictly first come, first served within an operation. */
  turn(operation: string, n?: number): Promise<void>
  /** The server said that this was too fast, and for how long it wants quiet. */
  throttled(operation: string, afterMs?: number): void
}

export interface PacerOptions {
  clock: Clock
  /** The vendor's limit for an operation, a second; undefined where it names none, then nothing is held back. */
  published(operation: string): number | undefined
}

export function createPacer(options: PacerOptions): Pacer {
  const buckets = new Map<string, Bucket | undefined>()
  const bucketOf = (operation: string): Bucket | undefined => {
    if (!buckets.has(operation)) {
      const published = options.published(operation)
      buckets.set(operation, published === undefined ? undefined : createBucket(options.clock, published))
    }
    return buckets.get(operation)
  }
  return {
    turn: async (operation, n = 1) => bucketOf(operation)?.turn(n),
    throttled: (operation, afterMs) => bucketOf(operation)?.throttled(afterMs ?? 0),
  }
}
