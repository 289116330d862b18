/** The journal's entries: what an apply was about to do, and how each ended. Enough to settle and to fold without the plan. */
import * as z from 'zod'
import { IdpscimError } from '../errors.js'
import { Approved } from '../model/approval.js'
import { Change } from '../model/change.js'
import type { JsonObject } from '../model/json.js'
import { State } from '../model/state.js'
import type { Plan } from '../plan/plan.js'
import type { Journal } from '../state/state-store.js'

const instant = z.iso.datetime()

/** What a change left behind: the new object's id; for a membership the people for whom it is done. */
export const Outcome = z.strictObject({ targetId: z.string().optional(), members: z.array(z.string()).optional() })
export type Outcome = z.infer<typeof Outcome>

export const JournalEntry = z.discriminatedUnion('type', [
  /** `typed`: limits that a person at the terminal lifted; a run that resumes need not ask again. */
  z.strictObject({ type: z.literal('opened'), planId: z.string(), baseSerial: z.number().int(), lineage: z.string(), target: z.string(), at: instant, typed: z.array(Approved).optional() }),
  /** Written before the first request of the change. */
  z.strictObject({ type: z.literal('begun'), change: Change, at: instant }),
  /** A failed membership may be done for some people. */
  z.strictObject({ type: z.literal('ended'), change: z.string(), status: z.enum(['done', 'failed']), outcome: Outcome }),
  /**
   * The state before the apply, kept when an apply stops part-way and saves what it did: limits are judged, and what was taken
   * is counted, from where the plan began, however often it is resumed.
   */
  z.strictObject({ type: z.literal('base'), state: State }),
])
export type JournalEntry = z.infer<typeof JournalEntry>

/** A change that ended, and what it left behind. */
export interface Ended {
  change: Change
  outcome: Outcome
}

export interface Recorded {
  /** False while nothing stands in the journal. */
  opened: boolean
  typed: readonly Approved[]
  /** Absent while the stored state is still the one before the apply. */
  base: State | undefined
  /** Everything done, in order, partly done memberships included. */
  ended: readonly Ended[]
  /** Begun without an outcome: whether they happened, only the target knows. */
  open: readonly Change[]
}

/** Throws `BadStateFile` for an entry that is not one of ours. */
export async function readJournal(journal: Journal): Promise<Recorded> {
  const entries = (await journal.read()).map(parse)
  const begun = new Map<string, Change>()
  const open = new Map<string, Change>()
  const ended: Ended[] = []
  let base: State | undefined
  let typed: readonly Approved[] = []
  for (const entry of entries) {
    switch (entry.type) {
      case 'opened':
        typed = entry.typed ?? []
        break
      case 'begun':
        begun.set(entry.change.id, entry.change)
        open.set(entry.change.id, entry.change)
        break
      case 'ended': {
        const change = begun.get(entry.change)
        if (change === undefined) throw damaged(`it ends the change ${entry.change}, which it never began`)
        open.delete(entry.change)
        if (entry.status === 'done' || entry.outcome.members !== undefined) ended.push({ change, outcome: entry.outcome })
        break
      }
      case 'base':
        base ??= entry.state
        break
    }
  }
  return { opened: entries.length > 0, typed, base, ended, open: [...open.values()] }
}

/** By change: the people for whom a membership change is done. */
export function membersDone(ended: readonly Ended[]): Map<string, Set<string>> {
  const done = new Map<string, Set<string>>()
  for (const { change, outcome } of ended) {
    if (change.kind !== 'membership') continue
    const members = done.get(change.id) ?? new Set()
    for (const key of outcome.members ?? []) members.add(key)
    done.set(change.id, members)
  }
  return done
}

/** One name for all runs of a plan, and for no other state that it could begin from. */
export function journalName(plan: Plan): string {
  return `${plan.id.slice(0, 12)}-${plan.base.serial + 1}`
}

function parse(value: JsonObject, index: number): JournalEntry {
  const result = JournalEntry.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw damaged(`entry ${index + 1}${issue === undefined ? '' : `, at ${issue.path.join('.') || 'its root'}: ${issue.message}`}`)
}

function damaged(where: string): IdpscimError {
  return new IdpscimError('BadStateFile', `the journal of the unfinished apply is damaged: ${where}`, {
    suggestions: ['Bring the journal back from a copy of the state\'s place.', 'Without it, remove `applying` from the state with `idpscim state pull` and `push --force`, and plan anew: what was made meanwhile carries our ids and is adopted.'],
  })
}
