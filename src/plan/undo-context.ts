/** What taking a plan back is told, and how it says what it leaves. */
import type { Change, GroupChange, UserChange } from '../model/change.js'
import type { Finding } from '../model/finding.js'
import type { TargetSnapshot } from '../model/snapshot.js'
import type { State } from '../model/state.js'
import type { Plan } from './plan.js'

export type ObjectChange = UserChange | GroupChange
export interface UndoContext {
  plan: Plan
  state: State
  actual: TargetSnapshot
  /** ISO 8601: until when the next plans leave alone what this one touches. */
  holdUntil?: string
}

export function cannot(change: Pick<Change, 'kind' | 'key' | 'source' | 'sourceId'>, what: string): Finding {
  const { kind, key, source, sourceId } = change
  const name = kind === 'user' ? key : `the group "${key}"`
  return { code: 'not-undone', kind, key, source, sourceId, summary: `${name} ${what}`, remedy: 'Nothing to do, unless it is missed: then do it by hand, or let the next plan from a mended source do it.' }
}
