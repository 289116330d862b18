/** The far side of one wire: what an emulator must be, so that recording, faults, rates and paging accidents are done once for all. */

/** A request as it came off the wire. */
export interface WireRequest {
  method: string
  /** Decoded path without the query. */
  path: string
  /** As received, undecoded: a bare `?cursor` differs from none. */
  rawUrl: string
  query: URLSearchParams
  headers: Readonly<Record<string, string>>
  /** As UTF-8. */
  body: string
  /** The body as it came, for what need not be text. */
  bytes?: Buffer
}

export interface WireAnswer {
  status: number
  headers?: Record<string, string>
  /** Objects go out as JSON; strings and buffers as they are; undefined as no body. */
  body?: unknown
}

export interface Emulator {
  /** The names of SPEC §9: `google`, `google-token`, `scim`, … */
  readonly api: string
  /** The vendor's name for the request (`groups.list`, `PatchGroup`), or `unknown`. */
  operation(request: WireRequest): string
  handle(request: WireRequest): WireAnswer | Promise<WireAnswer>
  /** An answer in the vendor's own form for a request that is not let through; vendors may use one status for both causes. */
  refuse(request: WireRequest, status: number, cause?: 'throttle' | 'error'): WireAnswer
  /** The published limit for an operation, requests a second; undefined where none is known. */
  rate(operation: string): number | undefined
  /**
   * Where that limit is not each operation's own, with one second's worth at once and 429 beyond it:
   * operations naming one pool share its bucket, which holds `burst` requests; what exceeds it is refused with `status`.
   */
  pool?(operation: string): { name: string; burst: number; status: number }
  /** What a request takes of its bucket, where that is not one. */
  cost?(request: WireRequest): number
  /**
   * How many memberships a request asks to change, where the vendor limits these apart from requests (AWS SCIM): the shell keeps one
   * bucket of 100 a second for the whole emulator, takes so many from it besides the request's own token, and refuses with 429.
   */
  members?(request: WireRequest): number
  /** How its lists page, so that a page can be dropped or repeated: the token in an answer, and the request for it. */
  paging?: {
    next(answer: WireAnswer): string | undefined
    /** The tokens that a request may carry, where they stand in no query parameter. */
    asked?(request: WireRequest): readonly string[]
    ask(request: WireRequest, token: string): WireRequest
    /** The same answer naming another next token: without it, pages of this emulator cannot be repeated. */
    point?(answer: WireAnswer, token: string): WireAnswer
    /** The same answer with none of its rows; for bodies that are not JSON. */
    empty?(answer: WireAnswer): WireAnswer
  }
  /** This emulator's part of the seed, in and out; ids survive a round trip. */
  load(seed: unknown): void
  /** `by: 'id'` names members by id beside their name, so that a merge patch that renames people leaves them where they are. */
  dump(by?: 'id'): unknown
}
