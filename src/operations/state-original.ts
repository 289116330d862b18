/** Coming from the original program, and going back to it. */
import { IdpscimError } from '../errors.js'
import type { State } from '../model/state.js'
import { fromOriginal } from '../state/original/from-original.js'
import { toOriginal } from '../state/original/to-original.js'
import { timestamp, type Context } from './context.js'
import { readText } from './files.js'
import { settleUnfinished } from './settle.js'
import { noState, workOnState, writeNext, type WorkOptions } from './state-work.js'
import { openStore, openTarget, originalIdentity } from './wiring.js'

export interface Migrated {
  state: State
  /** What could not be taken over, a sentence each. */
  notes: readonly string[]
  place: string
}

/**
 * Makes the configured state from an original 1.0.0 document that lies elsewhere, and keeps the document beside it. One that lies
 * at the state's own place needs no migration, but may be named too.
 *
 * @throws IdpscimError `BadUsage` where there is a state already, `BadStateFile` where the document is none
 */
export async function migrateState(context: Context, file: string, options: Pick<WorkOptions, 'lockTimeoutMs'> = {}): Promise<Migrated> {
  const text = await readText(file)
  const { state, notes } = fromOriginal(jsonOf(text, file), originalIdentity(context), file)
  return workOnState(context, { purpose: 'state migrate', ...options }, async (work) => {
    const { store, stored } = work
    if (stored !== undefined && stored.original?.text !== text) {
      throw new IdpscimError('BadUsage', `there is a state at ${store.place} already (${stored.original === undefined ? `serial ${stored.state.serial}` : 'another one of the original program'})`, {
        suggestions: ['give this stack a state of its own: state.path, or state.bucket and state.key', 'or move that state away first'],
      })
    }
    await store.keepOriginal(text)
    return { state: await writeNext(work, state), notes, place: store.place }
  })
}

/** The state as the original's document; an unfinished apply is settled first. */
export async function exportState(context: Context): Promise<{ text: string; state: State }> {
  const store = await openStore(context)
  const before = await store.read()
  const state = await settleUnfinished(context, store, (await openTarget(context)).reader)
  if (state === undefined) throw noState(store.place)
  const previous = before?.original?.text ?? (await store.original())
  const text = toOriginal(state, { codeVersion: `v${context.toolVersion}`, now: timestamp(context.clock), ...(previous !== undefined && { previous }) })
  return { text: `${text}\n`, state }
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new IdpscimError('BadStateFile', `${file} is not a state of the original idpscim: it is not JSON`, { cause })
  }
}
