/** Long work in steps: whoever does it can look after something else in between. */

/** Each step tells how much was done so far, in whatever the work is counted in. */
export type Steps<T> = Generator<number, T, undefined>

/** All of it, at once. */
export function finished<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** So few that a step costs a few milliseconds, though each may be a group of a thousand people. */
const SOME = 25

export function* slices<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += SOME) yield items.slice(at, at + SOME)
}
