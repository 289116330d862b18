/** A lease while it is ours: renewed in good time, looked at again after any gap, and lost for good once it is lost. */
import type { Clock } from '../clock.js'
import type { IdpscimError } from '../errors.js'
import { freeRecord, holderOf, leaseLost } from './lease-record.js'
import type { Fence, HeldBy, LeaseRegister } from './lease-record.js'
import type { Liveness } from './process-identity.js'
import type { Lease, LeaseHolder } from './state-store.js'

/** What a store's leases rest on. */
export interface LeaseTerms {
  /** Where the state is, for messages. */
  place: string
  register: LeaseRegister
  fence?: Fence
  clock: Clock
  liveness: Liveness
  /** How long a lease lives without being renewed, milliseconds. */
  ttlMs: number
  /** What must be left for anything to begin, milliseconds: covers a request's length and the difference of two hosts' clocks. */
  marginMs: number
  /** How often a lease that another holds is looked at again, milliseconds: where each look costs money, less often. */
  pollMs?: number
}

interface Instant {
  wall: number
  monotonic: number
}

export class HeldLease implements Lease {
  readonly #terms: LeaseTerms
  readonly #timer: NodeJS.Timeout
  #held: HeldBy
  #version: string
  /** When the present term began: it ends `ttlMs` later. */
  #term: Instant
  /** When the stored lease was last known to be ours. */
  #looked: Instant
  #attending: Promise<void> | undefined
  /** How many have asked whether they may begin, and how many of these a look that began after their question has answered. */
  #asked = 0
  #answered = 0
  #releasing: Promise<void> | undefined
  #trouble: unknown
  #lost: IdpscimError | undefined

  constructor(terms: LeaseTerms, taken: { held: HeldBy; version: string; at: Instant }) {
    this.#terms = terms
    this.#held = taken.held
    this.#version = taken.version
    this.#term = taken.at
    this.#looked = taken.at
    // Twice as often as needed, so that a tick that comes a moment early does not put the renewal off for a whole period.
    this.#timer = setInterval(() => void this.#attend(), terms.ttlMs / 6).unref()
  }

  get holder(): LeaseHolder {
    return holderOf(this.#held)
  }

  async check(): Promise<void> {
    // Read every time: a lease that a person broke gives no other sign, and whoever takes it next begins at once.
    const question = ++this.#asked
    await this.#attend()
    // What was under way already may have begun before we asked, or before the gap.
    if (this.#answered < question || this.#gap()) await this.#attend()
    if (this.#left() <= this.#terms.marginMs) this.#lose('it ran out before it was renewed')
    else if (this.#gap()) this.#lose('it could not be read again in time')
    if (this.#lost) throw this.#lost
  }

  release(): Promise<void> {
    this.#releasing ??= this.#letGo()
    return this.#releasing
  }

  /** Never rejects: what goes wrong is kept for `check` to judge. */
  #attend(): Promise<void> {
    this.#attending ??= this.#renewOrLook()
      .catch((error: unknown) => void (this.#trouble = error))
      .finally(() => {
        this.#attending = undefined
      })
    return this.#attending
  }

  async #renewOrLook(): Promise<void> {
    const { ttlMs, marginMs, register } = this.#terms
    const at = instant(this.#terms.clock)
    const asked = this.#asked
    // A lease that ran out is not brought back, even if nobody took it: others may have acted on its end.
    if (this.#lost || this.#left(at) <= marginMs) return
    const due = this.#left(at) <= (ttlMs * 2) / 3
    // A store that cannot be written (a full disk) may still be read: what fails here is kept, and the reading goes on.
    if (due && (await this.#renew(at).catch((error: unknown) => void (this.#trouble = error)))) {
      this.#answered = asked
      return
    }
    if (!due && asked === this.#answered && !this.#gap(at)) return
    const stored = await register.read()
    const held = stored?.record.held
    if (!stored || held?.id !== this.#held.id) {
      this.#lose(held ? `process ${held.process.pid} on ${held.process.host} took it for ${held.purpose}` : 'it was broken')
      return
    }
    // Ours, by a renewal whose answer never came; the term stays as it was, which is the shorter one.
    this.#version = stored.version
    this.#looked = at
    this.#answered = asked
  }

  async #renew(at: Instant): Promise<boolean> {
    const held = { ...this.#held, until: new Date(at.wall + this.#terms.ttlMs).toISOString() }
    const version = await this.#terms.register.swap({ formatVersion: 1, held }, this.#version)
    if (version === undefined) return false
    this.#held = held
    this.#version = version
    this.#term = at
    this.#looked = at
    this.#trouble = undefined
    return true
  }

  async #letGo(): Promise<void> {
    await this.#attending
    this.#lose('it was let go')
    await this.#terms.fence?.shut(this.#held.id)
    // Fails where it is another's by now, which is as well.
    await this.#terms.register.swap(freeRecord(), this.#version)
  }

  #lose(why: string): void {
    clearInterval(this.#timer)
    this.#lost ??= leaseLost(this.#terms.place, why, this.#trouble)
  }

  #gap(at: Instant = instant(this.#terms.clock)): boolean {
    const monotonic = at.monotonic - this.#looked.monotonic
    const wall = Math.abs(at.wall - this.#looked.wall)
    return Math.max(monotonic, wall) > this.#terms.ttlMs / 4
  }

  /** Milliseconds left of the term, by the clock that leaves less: the monotonic one may stand still while the machine sleeps. */
  #left(at: Instant = instant(this.#terms.clock)): number {
    return this.#terms.ttlMs - Math.max(at.monotonic - this.#term.monotonic, at.wall - this.#term.wall)
  }
}

export function instant(clock: Clock): Instant {
  return { wall: clock.now(), monotonic: clock.monotonic() }
}
