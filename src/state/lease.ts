/** Taking, showing and breaking a lease, over any register that can compare and swap. */
import { randomUUID } from 'node:crypto'
import { IdpscimError, invariant } from '../errors.js'
import { HeldLease, instant } from './held-lease.js'
import type { LeaseTerms } from './held-lease.js'
import { freeRecord, holderOf, leaseHeld } from './lease-record.js'
import type { HeldBy, LeaseRecord } from './lease-record.js'
import type { HoldRequest, Lease, LeaseHolder } from './state-store.js'

/** How often a lease that another holds is looked at again where its store does not say, milliseconds. */
const POLL_MS = 250

export interface LeaseOptions {
  /** How long a lease lives without being renewed, milliseconds. Default 60 000. */
  ttlMs?: number
  /** What must be left of it for anything to begin, milliseconds. Default a sixth of `ttlMs`, at most 10 000. */
  marginMs?: number
}

/** Throws for a margin that leaves no time between one renewal and the next. */
export function leaseTimes(options: LeaseOptions = {}): { ttlMs: number; marginMs: number } {
  const ttlMs = options.ttlMs ?? 60_000
  const marginMs = options.marginMs ?? Math.min(10_000, ttlMs / 6)
  invariant(ttlMs > 0 && marginMs >= 0 && marginMs <= ttlMs / 3, `a lease of ${ttlMs} ms cannot have a margin of ${marginMs} ms`)
  return { ttlMs, marginMs }
}

/** Throws `LeaseHeld` once `timeoutMs` have passed. */
export async function holdLease(terms: LeaseTerms, request: HoldRequest): Promise<Lease> {
  const giveUp = terms.clock.monotonic() + request.timeoutMs
  for (;;) {
    const stored = await terms.register.read()
    const held = current(stored?.record, terms)
    if (!held || terms.liveness.isDead(held.process)) {
      const lease = await tryToTake(terms, request.purpose, stored?.version ?? null)
      if (lease) return lease
    } else {
      const left = giveUp - terms.clock.monotonic()
      if (left <= 0) throw leaseHeld(terms.place, holderOf(held))
      await terms.clock.sleep(Math.min(terms.pollMs ?? POLL_MS, left))
    }
  }
}

export async function leaseHolder(terms: LeaseTerms): Promise<LeaseHolder | undefined> {
  const held = current((await terms.register.read())?.record, terms)
  return held && holderOf(held)
}

/** Who did not let go, but let it run out; undefined where nobody did. */
export async function lapsedHolder({ register, clock }: Pick<LeaseTerms, 'register' | 'clock'>): Promise<LeaseHolder | undefined> {
  const held = (await register.read())?.record.held
  return held && Date.parse(held.until) <= clock.now() ? holderOf(held) : undefined
}

/** Throws `BadUsage` unless the lease with this id is held now. */
export async function breakLease(terms: LeaseTerms, id: string): Promise<void> {
  for (;;) {
    const stored = await terms.register.read()
    const held = current(stored?.record, terms)
    if (!stored || held?.id !== id) throw notHeld(terms.place, id, held)
    // Somebody was faster: perhaps its holder, with a renewal, and then it is still there to be broken.
    if ((await terms.register.swap(freeRecord(), stored.version)) === undefined) continue
    await terms.fence?.shut(id)
    return
  }
}

/** Undefined when somebody else was faster. */
async function tryToTake(terms: LeaseTerms, purpose: string, ifVersion: string | null): Promise<Lease | undefined> {
  const { register, fence, clock, ttlMs } = terms
  const id = randomUUID()
  await fence?.open(id)
  const at = instant(clock)
  const held: HeldBy = {
    id,
    purpose,
    since: new Date(at.wall).toISOString(),
    until: new Date(at.wall + ttlMs).toISOString(),
    process: terms.liveness.self(),
  }
  const version = await register.swap({ formatVersion: 1, held }, ifVersion)
  if (version === undefined) {
    await fence?.shut(id)
    return undefined
  }
  const lease = new HeldLease(terms, { held, version, at })
  try {
    await fence?.shutOthers(id)
    return lease
  } catch (error) {
    await lease.release()
    throw error
  }
}

/** What is held and has not run out; its holder may be dead. */
function current(record: LeaseRecord | undefined, terms: LeaseTerms): HeldBy | undefined {
  const held = record?.held
  return held && Date.parse(held.until) > terms.clock.now() ? held : undefined
}

function notHeld(place: string, id: string, held: HeldBy | undefined): IdpscimError {
  const now = held ? `the lease that is held now is ${held.id}` : 'nobody holds one now'
  return new IdpscimError('BadUsage', `${place} has no lease ${id}: ${now}`, {
    suggestions: held ? ['take the id from the message of the command that was refused: each lease has its own'] : ['run the command that was refused again'],
    facts: { id, ...(held && { holder: holderOf(held) }) },
  })
}
