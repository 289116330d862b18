/** A failed invocation: what Lambda shows of it, and what a state machine catches it by. */
import { IdpscimError, systemReason } from '../errors.js'
import type { Diagnostic } from '../diagnostic.js'
import { redact } from '../model/secret.js'
import { diagnosticToLine } from '../report/place-text.js'
import { boundedTexts } from './bounded.js'
import { DeadlineReached, TIME_IS_OVER } from './deadline.js'

/** Lambda's `errorType` is the name. */
export class FailedInvocation extends Error {
  constructor({ name, message, suggestions, cause }: Told) {
    super(redact([message, ...suggestions.map((text) => `try: ${text}`)].join('\n')), { cause })
    this.name = name
    // Lambda sends the stack along: an error that speaks for itself has none to show.
    if (name !== 'Internal') this.stack = `${name}: ${this.message}`
  }
}

export interface Told {
  /** An `ErrorCode`, or `DeadlineReached`. */
  name: string
  message: string
  suggestions: readonly string[]
  facts: Readonly<Record<string, unknown>>
  cause: unknown
}

/** Bytes of a message: a state machine's cause is cut at 32,768 characters. */
const ROOM = 16_000

export function failureOf(cause: unknown): Told {
  if (cause instanceof IdpscimError) {
    const { code, message, suggestions, facts } = cause
    const problems = diagnosticsOf(facts)
    return { name: code, message: [...(problems.length === 1 ? [] : [`${message}${why(cause)}`]), ...boundedTexts(problems, ROOM)].join('\n'), suggestions: problems.length === 0 ? suggestions : [], facts, cause }
  }
  if (cause instanceof DeadlineReached) {
    return {
      name: cause.name,
      message: cause.message === TIME_IS_OVER ? `${cause.message} before anything was begun: this run changed nothing` : cause.message,
      suggestions: ["raise the function's timeout (900 s at most) or its memory, which gives it more CPU"],
      facts: {},
      cause,
    }
  }
  const refused = systemReason(cause)
  const message = refused === undefined ? (cause instanceof Error ? cause.message : String(cause)) : `the operating system refuses: ${refused}`
  return { name: 'Internal', message, suggestions: [], facts: {}, cause }
}

/** Configuration and sources are told problem by problem; one that is alone needs no headline. */
function diagnosticsOf({ diagnostics }: Readonly<Record<string, unknown>>): string[] {
  if (!Array.isArray(diagnostics)) return []
  const errors = (diagnostics as Diagnostic[]).filter(({ severity }) => severity === 'error')
  return errors.map(diagnosticToLine)
}

function why({ code, message, cause }: IdpscimError): string {
  if (code === 'BadUsage' || !(cause instanceof Error) || cause instanceof SyntaxError || /Zod/.test(cause.name) || cause.message === '' || message.includes(cause.message)) return ''
  return ` (${systemReason(cause) ?? cause.message})`
}
