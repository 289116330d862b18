/** Which rooms a command enters: what the others alone would use is not read, and may be missing. */
import type { Path } from './authored.js'

/** The state's own address is read always. `people` are everybody in the sources: `gws_users_filter` selects them, and only the original's helper asks so. `notify` is whom to tell: only a run by nobody does. */
export type Need = 'sources' | 'target' | 'state' | 'people' | 'notify'

export const EVERYTHING: readonly Need[] = ['sources', 'target', 'state']

/** Whether what stands at this path is wanted. */
export function isNeeded(path: Path, needs: readonly Need[]): boolean {
  const [room] = path
  return room === 'sources' || room === 'target' || room === 'notify' ? needs.includes(room) : true
}
