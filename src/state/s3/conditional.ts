/**
 * Conditional writes whose end is known. A condition that fails proves nothing while an earlier attempt may have landed: the object is
 * then our own. So every such object names the write that made it, and what stands is read before anything is believed.
 */
import { explained, kindOf } from './failures.js'
import type { IfEtag, PutOptions, S3Objects, Stored } from './objects.js'

export interface ConditionalWrite extends Omit<PutOptions, 'ifEtag'> {
  key: string
  body: Uint8Array | string
  ifEtag: IfEtag
  /** Whether the stored bytes are those of this very write. */
  isOurs: (stored: Buffer) => boolean
}

/** `etag` when it was written by us; else what stands there instead, if anything. */
export type Outcome = { etag: string } | { etag?: never; stands: Stored | undefined }

export async function putIf(objects: S3Objects, { key, body, isOurs, ...options }: ConditionalWrite): Promise<Outcome> {
  for (let n = 1; ; n++) {
    try {
      return { etag: await objects.put(key, body, options) }
    } catch (error) {
      const kind = kindOf(error)
      if (kind !== 'precondition' && kind !== 'absent' && kind !== 'busy') throw explained(error, objects.address(key), 'written')
      const stands = await objects.get(key)
      if (stands && isOurs(stands.bytes)) return { etag: stands.etag }
      // An answer that was lost, or a clash with a write that then came to nothing: the condition may still hold.
      if (kind !== 'busy') return { stands }
      if ((stands?.etag ?? null) !== options.ifEtag) return { stands }
      if (!(await objects.again(n))) throw explained(error, objects.address(key), 'written')
    }
  }
}

/** gone: this call removed it, as far as anyone can tell. moved: another's stands there, or another removed it. */
export type Removal = 'gone' | 'moved' | 'unsupported'

export async function removeIf(objects: S3Objects, key: string, ifEtag: string): Promise<Removal> {
  let doubtful = false
  for (let n = 1; ; n++) {
    try {
      await objects.remove(key, ifEtag)
      return 'gone'
    } catch (error) {
      const kind = kindOf(error)
      if (kind === 'unsupported' || kind === 'forbidden') return 'unsupported'
      if (kind === 'refused') throw explained(error, objects.address(key), 'removed')
      doubtful ||= kind === 'busy'
      const stands = await objects.get(key)
      if (stands?.etag !== ifEtag) return doubtful ? 'gone' : 'moved'
      if (kind !== 'busy') return 'moved'
      if (!(await objects.again(n))) throw explained(error, objects.address(key), 'removed')
    }
  }
}
