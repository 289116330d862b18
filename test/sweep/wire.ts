/** The one wire to every far end: each request on it has a number, and one of them can meet with an accident. */

/** `lost-answer`: done, then the connection is reset, and the process goes on. `stale-read`: answered as before the last write. */
export type Accident = 'crash-before' | 'crash-after' | 'lost-answer' | 'stale-read'

export interface Touch {
  far: string
  operation: string
  kind: 'read' | 'write'
  /** The process that asked. */
  by: string
}

export interface Serve<T> {
  now: () => T | Promise<T>
  /** What a read would have given before the last write to this far end. */
  before?: () => T | Promise<T>
}

/** A process as the wire sees it: once dead, nothing that it asks is ever answered. */
export class Process {
  readonly name: string
  readonly died: Promise<'died'>
  #dead = false
  #tell: () => void = () => undefined
  #asleep: Promise<void> | undefined
  #wake: () => void = () => undefined

  constructor(name: string) {
    this.name = name
    this.died = new Promise((resolve) => {
      this.#tell = () => resolve('died')
    })
  }

  isDead(): boolean {
    return this.#dead
  }

  die(): void {
    this.#dead = true
    this.#tell()
  }

  /** As SIGSTOP: what is on its way lands, and no answer is heard and no timer rings until it wakes. */
  pause(): void {
    this.#asleep ??= new Promise((resolve) => (this.#wake = resolve))
  }

  wake(): void {
    this.#asleep = undefined
    this.#wake()
  }

  /** At once, where it is not paused. */
  awake(): Promise<void> | undefined {
    return this.#asleep
  }
}

export class Wire {
  readonly log: Touch[] = []
  /** Told when a request starts. */
  onStart: (process: Process, touch: Touch) => void = () => undefined
  /** How long a request travels; by default it arrives at once. */
  travel: () => Promise<void> | undefined = () => undefined
  #accident: { at: number; how: Accident; staleAfter?: boolean } | undefined
  #staleNext: string | undefined

  /** `staleAfter`: the first read of the same far end after the accident is stale too. */
  plan(at: number, how: Accident, staleAfter = false): void {
    this.#accident = { at, how, staleAfter }
  }

  /** Whether a read may be answered with what was before: only then need far ends remember it. */
  get looksBack(): boolean {
    return this.#accident?.how === 'stale-read' || this.#accident?.staleAfter === true
  }

  async carry<T>(process: Process, { far, operation, kind }: Omit<Touch, 'by'>, serve: Serve<T>): Promise<T> {
    if (process.isDead()) return silence()
    const touch = { far, operation, kind, by: process.name }
    const number = this.log.push(touch)
    this.onStart(process, touch)
    await this.travel()
    const accident = this.#accident?.at === number ? this.#accident : undefined
    if (accident?.how === 'crash-before') {
      process.die()
      return silence()
    }
    const stale = kind === 'read' && serve.before !== undefined && (accident?.how === 'stale-read' || this.#staleNext === far)
    if (stale) this.#staleNext = undefined
    const answer = await (stale ? serve.before?.() : serve.now()) as T
    if (accident?.staleAfter === true) this.#staleNext = far
    if (accident?.how === 'crash-after') process.die()
    await process.awake()
    if (process.isDead()) return silence()
    if (accident?.how === 'lost-answer') throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
    return answer
  }
}

function silence(): Promise<never> {
  return new Promise(() => undefined)
}
