/** Work that waits for no key, and that no key waits for. */

/** Milliseconds that may pass before the next key is looked for: with a frame drawn, a key is answered in 50. */
const SLICE_MS = 10

/** Goes on until there is no more. Gives what stops it. */
export function betweenKeys(more: () => boolean): () => void {
  const turn = () => {
    const end = performance.now() + SLICE_MS
    do {
      if (!more()) return
    } while (performance.now() < end)
    next = setImmediate(turn)
  }
  let next = setImmediate(turn)
  return () => clearImmediate(next)
}
