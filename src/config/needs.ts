/** Which rooms a command enters: what the others alone would use is not read, and may be missing. */
import type { Path } from './authored.js'

/** The state's own address is read always. */
export type Need = 'sources' | 'target' | 'state'

export const EVERYTHING: readonly Need[] = ['sources', 'target', 'state']

/** Whether what stands at this path is wanted. */
export function isNeeded(path: Path, needs: readonly Need[]): boolean {
  const [room] = path
  return room === 'sources' || room === 'target' ? needs.includes(room) : true
}
