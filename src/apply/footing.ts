/** What an apply stands on once it holds the lease: the plan, the state as read, and what an earlier run left. */
import type { Plan } from '../plan/plan.js'
import type { Lease, StoredState } from '../state/state-store.js'
import type { Questions } from '../targets/target.js'
import type { ApplyDeps } from './apply-plan.js'
import type { Ids } from './ids.js'
import type { Recorded } from './journal-entries.js'

export interface Footing {
  plan: Plan
  deps: ApplyDeps
  lease: Lease
  stored: StoredState | undefined
  recorded: Recorded
  ids: Ids
  expected: Questions['expected']
  /** By `Clock.monotonic`. */
  started: number
}
