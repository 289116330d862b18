/**
 * A state store keeps one stack's state, its lease, its journals and its papers, and makes sure that a slow or dead writer
 * never overwrites a newer state.
 *
 * `write` MUST be conditional: it succeeds only while the stored state is the very one that `version` was given for
 * (or absent, for `null`), and throws `StateMoved` otherwise; half a state is never visible to a reader.
 * `hold` MUST give the lease to one holder at a time: it is free once expired by the store's own clock, once let go, or once its
 * holder is known to be dead on this host. It is renewed in the background while held. It throws `LeaseHeld` (facts: the
 * holder) after waiting `timeoutMs`.
 * `Lease.check` MUST throw `LeaseLost` unless more than the margin is left by the monotonic and by the wall clock, and MUST read
 * the lease again after any gap in the process's time. `write` checks it itself; before anything else callers do.
 * A journal's `append` MUST have its entries on stable storage when it resolves; entries come back in the order of appending, and
 * a last entry cut short by a crash is dropped on reading.
 * A document of the original program at the state's place is read as the state that it amounts to; the first `write` over it MUST
 * have kept it beside the state before it is replaced.
 * Damaged content is `BadStateFile`, with the place and what to do; it is never read as absent.
 */
import type { JsonObject } from '../model/json.js'
import type { State } from '../model/state.js'

export interface StateStore {
  /** Where the state is, for people: a path or an address. */
  readonly place: string
  /** The stored state and the version to write against; undefined when there is none. */
  read(): Promise<StoredState | undefined>
  /** Gives the version of what was written. */
  write(state: State, condition: { ifVersion: string | null; lease: Lease }): Promise<string>
  hold(request: HoldRequest): Promise<Lease>
  /** The original program's document that this state took over, as it was kept; undefined when there is none. */
  original(): Promise<string | undefined>
  /** Keeps such a document beside the state; one that is kept already is never replaced. */
  keepOriginal(text: string): Promise<void>
  /** Who holds the lease now, dead or alive; undefined when it is free. */
  holder(): Promise<LeaseHolder | undefined>
  /** Who held it last and never let go, once it has run out: it was killed, or lost its way to the store. The lease is free. */
  lapsed(): Promise<LeaseHolder | undefined>
  /** Breaks the lease with this id, and no other; throws `BadUsage` when another or nobody holds it. */
  breakLease(id: string): Promise<void>
  journal(name: string): Journal
  /** Keeps a paper beside the state: `history/` for applied plans and their results, `pending/` for blocked plans, `cache/` for what may be lost. Overwrites its own name. */
  keep(folder: PaperFolder, name: string, content: string): Promise<void>
  /** The paper's text, or undefined. */
  paper(folder: PaperFolder, name: string): Promise<string | undefined>
  /** Where a paper lies, for people and for commands: a path or an address. */
  paperPlace(folder: PaperFolder, name: string): string
  /** Names of the papers in a folder, in code-unit order. */
  papers(folder: PaperFolder): Promise<string[]>
  discard(folder: PaperFolder, name: string): Promise<void>
}

export type PaperFolder = 'history' | 'pending' | 'cache'

export interface StoredState {
  state: State
  /** Opaque: equal only for equal content. */
  version: string
  /** Set while the place still holds the original program's document, which `state` was made from. */
  original?: Original
}

/** The original program's document, and what of it could not be taken over. */
export interface Original {
  text: string
  notes: readonly string[]
}

export interface HoldRequest {
  /** For what, in words that help whoever waits: "apply of plan 3f2a…". */
  purpose: string
  /** How long to wait for a lease that another holds, milliseconds; 0 tries once. */
  timeoutMs: number
}

export interface LeaseHolder {
  id: string
  host: string
  pid: number
  purpose: string
  /** ISO 8601, by the store's clock. */
  since: string
  until: string
}

export interface Lease {
  readonly holder: LeaseHolder
  /** Throws `LeaseLost` unless the lease is ours with more than its margin left. */
  check(): Promise<void>
  /** Lets go; safe to call twice, and never lets go of another's. */
  release(): Promise<void>
}

export interface Journal {
  append(entries: readonly JsonObject[]): Promise<void>
  /** Every entry, in order; empty when there is no such journal. */
  read(): Promise<JsonObject[]>
  /** Removes it; safe when it is gone. */
  close(): Promise<void>
}
