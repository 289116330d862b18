/** Collects what a person can fix, so that all of it shows at once. */
import type { Diagnostic, Place } from '../diagnostic.js'

export interface Problem {
  /** What is wrong, with the value where that is no secret. */
  summary: string
  /** Why it matters and what to do. */
  detail?: string
  place?: Place
}

export class Problems {
  readonly #found: Diagnostic[] = []

  error(problem: Problem): void {
    this.#found.push({ severity: 'error', ...problem })
  }

  warn(problem: Problem): void {
    this.#found.push({ severity: 'warning', ...problem })
  }

  /** In reading order: by line where there is one, else as they came. */
  get errors(): Diagnostic[] {
    return this.#found.filter((one) => one.severity === 'error').sort(byLine)
  }

  get warnings(): Diagnostic[] {
    return this.#found.filter((one) => one.severity === 'warning').sort(byLine)
  }
}

function byLine(a: Diagnostic, b: Diagnostic): number {
  return (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0)
}
