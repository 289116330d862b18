/** Names that only one may hold at a time. */
import { Duplicate } from './refusal.js'

export type Claim = Readonly<Record<string, string | undefined>>

export class Claims<Holder> {
  readonly #holders = new Map<string, Holder>()

  holder(attribute: string, value: string): Holder | undefined {
    return this.#holders.get(key(attribute, value))
  }

  /** Lets go of `before` and takes `after`; throws the 409 `Refusal` when somebody else holds one of these, and then moves nothing. */
  move(before: Claim, after: Claim, holder: Holder): void {
    for (const [attribute, value] of Object.entries(after)) {
      if (value === undefined) continue
      const other = this.holder(attribute, value)
      if (other !== undefined && other !== holder) throw new Duplicate(attribute, value)
    }
    for (const [attribute, value] of Object.entries(before)) if (value !== undefined) this.#holders.delete(key(attribute, value))
    for (const [attribute, value] of Object.entries(after)) if (value !== undefined) this.#holders.set(key(attribute, value), holder)
  }
}

function key(attribute: string, value: string): string {
  return `${attribute} ${value}`
}
