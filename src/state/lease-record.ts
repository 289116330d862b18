/** The lease as it is stored: a register that changes only by compare-and-swap, holding who has the state now. */
import * as z from 'zod'
import { IdpscimError } from '../errors.js'
import { ProcessIdentity } from './process-identity.js'
import type { LeaseHolder } from './state-store.js'

const instant = z.iso.datetime()

export const HeldBy = z.strictObject({ id: z.string(), purpose: z.string(), since: instant, until: instant, process: ProcessIdentity })
export type HeldBy = z.infer<typeof HeldBy>

/** `held` is null once somebody let go or the lease was broken. */
export const LeaseRecord = z.strictObject({ formatVersion: z.literal(1), held: HeldBy.nullable() })
export type LeaseRecord = z.infer<typeof LeaseRecord>

/**
 * Where a store keeps the record. Taking, renewing, letting go and breaking are all one `swap`, so each of them fails if
 * anybody else did any of them first.
 */
export interface LeaseRegister {
  /** Undefined while there never was a record. */
  read(): Promise<StoredRecord | undefined>
  /**
   * Stores `record` only while the stored version is `ifVersion` (null: nothing is stored); gives the new version, or undefined
   * when somebody was faster. A version never comes back.
   */
  swap(record: LeaseRecord, ifVersion: string | null): Promise<string | undefined>
}

export interface StoredRecord {
  record: LeaseRecord
  version: string
}

/**
 * Keeps earlier holders from writing, whatever their clocks say. A store whose writes cannot be made conditional on the lease
 * gives each holder a door of its own; whoever takes the lease shuts all the others before reading anything.
 */
export interface Fence {
  /** Called before the lease with this id is tried for: never again for the same id. */
  open(id: string): Promise<void>
  /** Resolves once no write through any other door can land. */
  shutOthers(id: string): Promise<void>
  shut(id: string): Promise<void>
}

export function freeRecord(): LeaseRecord {
  return { formatVersion: 1, held: null }
}

export function holderOf(held: HeldBy): LeaseHolder {
  const { id, purpose, since, until } = held
  return { id, host: held.process.host, pid: held.process.pid, purpose, since, until }
}

/** Throws `BadStateFile`: a damaged lease is never taken for a free one. */
export function decodeLease(text: string, place: string): LeaseRecord {
  return checkLease(json(text), place)
}

/** The same for what is parsed already. */
export function checkLease(value: unknown, place: string): LeaseRecord {
  const checked = LeaseRecord.safeParse(value)
  if (checked.success) return checked.data
  throw new IdpscimError('BadStateFile', `${place} is not a lease that this idpscim knows`, {
    suggestions: ['if a newer idpscim works on this state, upgrade', 'if you are sure that nothing works on this state now, remove it'],
    cause: checked.error,
  })
}

export function leaseHeld(place: string, holder: LeaseHolder): IdpscimError {
  const { id, host, pid, purpose, since, until } = holder
  return new IdpscimError('LeaseHeld', `${place} is held by process ${pid} on ${host} for ${purpose}, since ${since}, until ${until}`, {
    suggestions: [
      'wait until it ends, or let the command wait with --lock-timeout',
      `if that process is gone for certain: idpscim state unlock ${id}`,
    ],
    facts: { holder },
    retryable: true,
  })
}

export function leaseLost(place: string, why: string, cause?: unknown): IdpscimError {
  return new IdpscimError('LeaseLost', `the lease on ${place} is lost: ${why}`, {
    suggestions: ['run the same command again: it takes up where this one stopped'],
    ...(cause !== undefined && { cause }),
  })
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
