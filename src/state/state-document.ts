/** The state as bytes and back: one text for one state, and no damaged text taken for a state. */
import { createHash } from 'node:crypto'
import type * as z from 'zod'
import { IdpscimError, invariant } from '../errors.js'
import { State } from '../model/state.js'
import type { Original } from './state-store.js'

/** Two-space JSON with keys in the schema's order and a final newline, so that versions of it compare well by eye. */
export function encodeState(state: State): Buffer {
  const checked = State.safeParse(state)
  invariant(checked.success, `a state about to be written does not fit its schema: ${checked.success ? '' : firstIssue(checked.error)}`)
  return Buffer.from(`${JSON.stringify(checked.data, null, 2)}\n`, 'utf8')
}

/** A state that another program wrote, in our form. */
export interface TakenOver {
  state: State
  /** What could not be taken over, a sentence each. */
  notes: readonly string[]
}

/** Gives the state of a document that is the original program's, undefined for any other. Throws `BadStateFile` for a damaged one. */
export type TakeOver = (document: unknown, place: string) => TakenOver | undefined

/** What is stored, whoever wrote it; `original` is there only for a document that `takeOver` knew. Throws `BadStateFile`. */
export function decodeStored(bytes: Buffer, place: string, takeOver?: TakeOver): { state: State; original?: Original } {
  const raw = parseJson(bytes, place)
  const taken = takeOver?.(raw, place)
  if (taken === undefined) return { state: stateOf(raw, place) }
  return { state: taken.state, original: { text: bytes.toString('utf8'), notes: taken.notes } }
}

/** The text of a stored document that is the original program's; undefined for a state of ours. */
export function originalIn(bytes: Buffer, place: string, takeOver?: TakeOver): string | undefined {
  // What we write begins with its format, so that a large state need not be read again only to tell.
  if (/^\{\s*"formatVersion"/.test(bytes.subarray(0, 64).toString('latin1'))) return undefined
  return decodeStored(bytes, place, takeOver).original?.text
}

/** Throws `BadStateFile`; `place` names the file or object for people. */
export function decodeState(bytes: Buffer, place: string): State {
  return stateOf(parseJson(bytes, place), place)
}

function stateOf(raw: unknown, place: string): State {
  const format = typeof raw === 'object' && raw !== null && 'formatVersion' in raw ? raw.formatVersion : undefined
  if (typeof format === 'number' && format > 1) {
    throw new IdpscimError('BadStateFile', `${place} has format version ${format}; this idpscim knows version 1`, {
      suggestions: ['upgrade idpscim: a newer one wrote this state', 'if it was a mistake, put the state from before back from a backup'],
    })
  }
  const checked = State.safeParse(raw)
  if (checked.success) return checked.data
  const more = checked.error.issues.length - 1
  throw damaged(place, `${firstIssue(checked.error)}${more > 0 ? `, and ${more} more` : ''}`, checked.error)
}

/** SHA-256 over the stored bytes: a version that an edit by hand changes too. */
export function versionOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function parseJson(bytes: Buffer, place: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    const what = bytes.length === 0 ? 'it is empty' : cause instanceof Error ? cause.message : 'it is not JSON'
    throw damaged(place, what, cause)
  }
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  if (!issue) return 'unknown'
  const path = issue.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('')
  return `at ${path.replace(/^\./, '') || 'the top'}: ${issue.message}`
}

function damaged(place: string, what: string, cause: unknown): IdpscimError {
  return new IdpscimError('BadStateFile', `${place} is not a state: ${what}`, {
    suggestions: [
      'put the last good state back from a backup or from version control',
      'if it was edited by hand, mend the place that is named',
      'do not just remove it: without a state, everything in the target counts as unmanaged',
    ],
    cause,
  })
}
