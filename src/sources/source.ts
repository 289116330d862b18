/**
 * A source is read whole or not at all: this door exists so that half a directory can never be compared with a target.
 *
 * A source MUST return every user and group that its filters select, nesting resolved, or throw `SourceIncomplete`
 * (a page, a group or a permission is missing), `SourceRefused` (credentials, scopes, a bad filter: trying again does not help).
 * It MUST page to the end, refuse a page token that comes back, drop repeated rows by id, and retry what the vendor says may
 * be retried; its callers never retry a call, only a whole reading. It MUST settle by a single read every object that
 * `known` names and its lists lack, before calling it gone: filtered lists may lag.
 * It NEVER writes, never maps by configuration, and never puts a secret into a message.
 * An empty result is not its business: `operations` judges emptiness.
 */
import type { SourceSnapshot } from '../model/snapshot.js'

export interface Source {
  /** The name in the configuration. */
  readonly name: string
  readonly type: string
  read(request: SourceRequest): Promise<SourceSnapshot>
}

export interface SourceRequest {
  /** Ids that our state holds from this source: what must not be lost by a lagging list. */
  known: { users: readonly string[]; groups: readonly string[] }
}
