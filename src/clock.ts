/** Time as a dependency: rooms that wait or stamp are handed one, so that tests own the hours. */

export interface Clock {
  /** Wall time, milliseconds since the epoch. */
  now(): number
  /** Never goes back, milliseconds; only differences mean anything. */
  monotonic(): number
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer)
        reject(signal?.reason instanceof Error ? signal.reason : new Error('stopped'))
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop)
        resolve()
      }, ms)
      if (signal?.aborted) stop()
      else signal?.addEventListener('abort', stop, { once: true })
    }),
}

/** What `work` gives, or what `late` does once `ms` are over: whatever `work` still does then is nobody's. For work that writes nothing. */
export async function unlessLate<T>(clock: Clock, ms: number, work: Promise<T>, late: () => T): Promise<T> {
  const done = new AbortController()
  const patience = clock.sleep(ms, done.signal).then(late)
  patience.catch(() => undefined)
  try {
    return await Promise.race([work, patience])
  } finally {
    done.abort()
  }
}

/**
 * What `work` gives, unless `signal` comes first: then the signal's reason is thrown at once, and whatever `work` still does is nobody's.
 * For work that writes nothing: it needs no good end, and is left where it stands.
 */
export async function unlessStopped<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  if (signal === undefined) return work()
  signal.throwIfAborted()
  return new Promise<T>((resolve, reject) => {
    const stop = () => {
      reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)))
    }
    signal.addEventListener('abort', stop, { once: true })
    void work()
      .then(resolve, reject)
      .finally(() => {
        signal.removeEventListener('abort', stop)
      })
  })
}
