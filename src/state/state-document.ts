/** The state as bytes and back: one text for one state, and no damaged text taken for a state. */
import { createHash } from 'node:crypto'
import type * as z from 'zod'
import { IdpscimError, invariant } from '../errors.js'
import type { JsonObject } from '../model/json.js'
import { ManagedGroup, ManagedUser, State } from '../model/state.js'
import type { Original } from './state-store.js'
import { shapeIssue } from '../model/shape-issue.js'

/** Two-space JSON with keys in the schema's order and a final newline, so that versions of it compare well by eye. */
export function encodeState(state: State): Buffer {
  const checked = State.safeParse(state)
  if (!checked.success) return unfit(state)
  return Buffer.from(`${JSON.stringify(checked.data, null, 2)}\n`, 'utf8')
}

function unfit(state: State): never {
  const { error } = State.safeParse(state)
  invariant(false, `a state about to be written does not fit its schema: ${error ? firstIssue(error) : ''}`)
}

/**
 * JSON with a line for every user and group, keys in the schema's order, and `last` behind them: what becomes of a large state in one
 * pass, with no more of it in memory than its bytes.
 */
export function encodeInLines(state: State, last: Readonly<Record<string, JsonObject>>): Buffer {
  const chunks: Buffer[] = []
  let text = ''
  for (const piece of linesOf(state, last)) {
    text += piece
    if (text.length < CHUNK) continue
    chunks.push(Buffer.from(text))
    text = ''
  }
  return Buffer.concat([...chunks, Buffer.from(text)])
}

/** Characters. */
const CHUNK = 2 ** 18

function* linesOf(state: State, last: Readonly<Record<string, JsonObject>>): Generator<string> {
  const frame = State.safeParse({ ...state, users: [], groups: [] })
  if (!frame.success) return unfit(state)
  let separator = '{'
  for (const [name, value] of Object.entries({ ...frame.data, ...last })) {
    yield `${separator}\n  ${JSON.stringify(name)}: `
    if (name === 'users') yield* listOf(state.users, ManagedUser, state)
    else if (name === 'groups') yield* listOf(state.groups, ManagedGroup, state)
    else yield JSON.stringify(value)
    separator = ','
  }
  yield '\n}\n'
}

function* listOf(items: readonly unknown[], schema: typeof ManagedUser | typeof ManagedGroup, state: State): Generator<string> {
  let separator = '['
  for (const item of items) {
    const checked = schema.safeParse(item)
    if (!checked.success) return unfit(state)
    yield `${separator}\n    ${JSON.stringify(checked.data)}`
    separator = ','
  }
  yield items.length === 0 ? '[]' : '\n  ]'
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
  return storedOf(parseJson(bytes, place), bytes, place, takeOver)
}

/** As `decodeStored`, of bytes that were parsed already. */
export function storedOf(raw: unknown, bytes: Buffer, place: string, takeOver?: TakeOver): { state: State; original?: Original } {
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
  if (fits(raw)) return raw
  const checked = State.safeParse(raw)
  if (checked.success) return checked.data
  const more = checked.error.issues.length - 1
  throw damaged(place, `${firstIssue(checked.error)}${more > 0 ? `, and ${more} more` : ''}`, checked.error)
}

/** Looks at one part after the other: zod copies what it accepts, and a whole second state would be there with the first. */
function fits(raw: unknown): raw is State {
  if (typeof raw !== 'object' || raw === null || !('users' in raw) || !('groups' in raw)) return false
  const { users, groups } = raw
  return (
    Array.isArray(users) &&
    Array.isArray(groups) &&
    State.safeParse({ ...raw, users: [], groups: [] }).success &&
    users.every((user) => ManagedUser.safeParse(user).success) &&
    groups.every((group) => ManagedGroup.safeParse(group).success)
  )
}

/** SHA-256 over the stored bytes: a version that an edit by hand changes too. */
export function versionOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Throws `BadStateFile`. */
export function parseJson(bytes: Buffer, place: string): unknown {
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
  return `at ${path.replace(/^\./, '') || 'the top'}: ${shapeIssue(issue)}`
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
