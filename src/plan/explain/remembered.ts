/** What explaining walks over: one reading, the plan that was made of it, and what was asked beside it. */
import type { Assignments } from '../../model/assignments.js'
import type { DesiredState } from '../../model/desired-state.js'
import type { Policy } from '../../model/policy.js'
import type { SourceSnapshot, TargetSnapshot } from '../../model/snapshot.js'
import type { State } from '../../model/state.js'
import type { Plan } from '../plan.js'
import type { Neighbour } from '../worlds.js'

export interface Remembered {
  /** The plan's own time, ISO 8601. */
  at: string
  sources: readonly SourceSnapshot[]
  /** The same sources without their filters, where they were asked again for somebody whom the filters do not select. */
  unfiltered?: readonly SourceSnapshot[]
  desired: DesiredState
  target: TargetSnapshot
  state: State | undefined
  neighbours: readonly Neighbour[]
  protect: Policy['protect']
  plan: Pick<Plan, 'changes' | 'warnings'>
  /** Target ids of groups whose members nobody read whole, and in which the person is who is explained. */
  alsoIn?: readonly string[]
  assignments?: Assignments
  /** Sentences: what is not known. */
  unknown: readonly string[]
}
