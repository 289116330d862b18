/** Work that only reads needs no good end: asked to stop, it is left where it stands. */

/**
 * What `work` gives, unless `signal` comes first: then the signal's reason is thrown at once, and whatever `work` still does is nobody's.
 * Only for work that holds nothing and writes nothing.
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
