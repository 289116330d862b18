/** The invocation's remaining time as a signal: near its end nothing new starts, what is under way ends, the state is saved. */

export const TIME_IS_OVER = "the function's time is almost over"

/** What stopped the run. Reading is left where it stands and this is thrown; an apply ends with a result. */
export class DeadlineReached extends Error {
  override readonly name = 'DeadlineReached'

  constructor(message = TIME_IS_OVER) {
    super(message)
  }
}

export interface Deadline {
  signal: AbortSignal
  /** The run has ended in time. */
  clear(): void
}

/**
 * How much is kept for the end, milliseconds: a change that was begun may wait 600 ms for its turn, and the state is written after it. A request may
 * wait 30 s for a slow server, but a run that keeps that much of a short time-out never starts anything.
 */
export function reserveMs(remainingMs: number): number {
  return Math.min(20_000, Math.max(1_000, Math.round(remainingMs * 0.15)))
}

export function watchDeadline(remainingMs: number): Deadline {
  const stop = new AbortController()
  const timer = setTimeout(() => {
    stop.abort(new DeadlineReached())
  }, Math.max(0, remainingMs - reserveMs(remainingMs)))
  return {
    signal: stop.signal,
    clear: () => {
      clearTimeout(timer)
    },
  }
}
