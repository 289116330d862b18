/** What stops the program: a stable code in words, a sentence with the actual values, and what to do about it. */

/**
 * Codes are part of the interface: scripts match on them, and `commands/exit.ts` alone maps them to exit codes.
 * What the user can fix before we start is a `Diagnostic` instead; what is thrown here stops the run.
 */
export type ErrorCode =
  | 'BadUsage'
  | 'BadConfig'
  | 'BadPlanFile'
  | 'BadStateFile'
  | 'BadSeed'
  | 'SecretsRefused'
  | 'SigningRefused'
  | 'SourceIncomplete'
  | 'SourceEmpty'
  | 'SourceRefused'
  | 'TargetIncomplete'
  | 'TargetRefused'
  | 'StateRefused'
  | 'AnswerLost'
  | 'PolicyBlocked'
  | 'StalePlan'
  | 'StateMoved'
  | 'LeaseHeld'
  | 'LeaseLost'
  | 'ApplyIncomplete'
  | 'Internal'

export interface ErrorOptions {
  /** What the reader can do about it, most likely remedy first. */
  suggestions?: readonly string[]
  cause?: unknown
  /** Whether the very same call may succeed later; decided where the wire is known. */
  retryable?: boolean
  /** Facts for programs (`--json`, logs): request id, status, holder. Never a secret. */
  facts?: Readonly<Record<string, unknown>>
}

/** Carries no drawing: how it looks is decided in `commands/`. Messages never hold a secret's value. */
export class IdpscimError extends Error {
  readonly code: ErrorCode
  readonly suggestions: readonly string[]
  readonly retryable: boolean
  readonly facts: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'IdpscimError'
    this.code = code
    this.suggestions = options.suggestions ?? []
    this.retryable = options.retryable ?? false
    this.facts = options.facts ?? {}
  }
}

export function isIdpscimError(error: unknown, code?: ErrorCode): error is IdpscimError {
  return error instanceof IdpscimError && (code === undefined || error.code === code)
}

/** What the operating system refused, in its own words without its code and paths: "permission denied"; undefined for any other error. */
export function systemReason(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error)) return undefined
  return /^[A-Z0-9]+: ([^,]+),/.exec(error.message)?.[1] ?? error.message
}

/** A broken assumption of our own: stops the run at once, with a stack that is worth reporting. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new IdpscimError('Internal', `this is a bug in idpscim: ${message}`)
}
