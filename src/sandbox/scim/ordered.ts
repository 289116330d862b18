/** Things found by key and read in pages: a place in the order stays what it was while others come and go. */

interface Entry<V> {
  readonly at: number
  readonly value: V
  gone: boolean
}

export interface Page<V> {
  values: V[]
  /** The place where the next page begins; absent on the last. */
  next?: number
}

/** Insertion order; a page costs its own length, however long the whole is. */
export class Ordered<V> {
  readonly #byKey = new Map<string, Entry<V>>()
  #entries: Entry<V>[] = []
  #places = 0

  get size(): number {
    return this.#byKey.size
  }

  get(key: string): V | undefined {
    return this.#byKey.get(key)?.value
  }

  has(key: string): boolean {
    return this.#byKey.has(key)
  }

  /** What is already there keeps its place and its value. */
  add(key: string, value: V): void {
    if (this.#byKey.has(key)) return
    const entry = { at: this.#places++, value, gone: false }
    this.#byKey.set(key, entry)
    this.#entries.push(entry)
  }

  delete(key: string): void {
    const entry = this.#byKey.get(key)
    if (!entry) return
    entry.gone = true
    this.#byKey.delete(key)
    // Half holes at most, so that a page never walks far; places survive, since entries carry their own.
    if (this.#entries.length > 32 && this.#entries.length > 2 * this.size) this.#entries = this.#entries.filter(({ gone }) => !gone)
  }

  *values(): Generator<V> {
    for (const { value } of this.#byKey.values()) yield value
  }

  /** Up to `count` values from place `from` on. */
  page(from: number, count: number): Page<V> {
    const values: V[] = []
    for (let index = this.#firstAt(from); index < this.#entries.length; index++) {
      const entry = this.#entries[index]
      if (!entry || entry.gone) continue
      if (values.length === count) return { values, next: entry.at }
      values.push(entry.value)
    }
    return { values }
  }

  #firstAt(place: number): number {
    let low = 0
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#entries[middle]?.at ?? 0) < place) low = middle + 1
      else high = middle
    }
    return low
  }
}
