/** A value that this configuration knows only by where it is kept: nobody asked for it, or nobody was there to ask. */
import { invariant } from '../errors.js'

/**
 * `validate` is offline and reads no secrets; `apply` reads nothing of the sources. Whoever needs the value takes it by `present`, which
 * refuses this; printed, it says where the value is.
 */
export class Unread {
  /** "secret my/scim#token", "environment variable X". */
  readonly origin: string

  constructor(origin: string) {
    this.origin = origin
  }

  /** Never returns: to use what was not read is a mistake of ours. */
  reveal(): never {
    invariant(false, `the ${this.origin} is used, and was not read`)
  }

  toString(): string {
    return this.origin
  }

  toJSON(): string {
    return this.origin
  }
}

/** The value; throws `Internal` when it was not read. */
export function present<T>(value: T | Unread): T {
  return value instanceof Unread ? value.reveal() : value
}
