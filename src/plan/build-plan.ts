/** The plan from its arguments: ordered, judged, counted and digested; no clock but `now`. */
import type { Capabilities } from '../model/capabilities.js'
import { digest, digestList } from '../model/json.js'
import type { Change, Drift } from '../model/change.js'
import type { Policy } from '../model/policy.js'
import type { SourceSnapshot, TargetGroup, TargetSnapshot } from '../model/snapshot.js'
import type { State } from '../model/state.js'
import type { Finding } from '../model/finding.js'
import type { Impact } from '../model/impact.js'
import type { Diff } from './diff.js'
import { estimate, NOTHING_THERE } from './estimate.js'
import { sealPlan } from './plan-file.js'
import type { Plan, PlanBase } from './plan.js'
import { isBlocked, judge } from './policy.js'
import { summarise } from './summary.js'

/** A plan may wait for a person over a long weekend; what moved since is found by its base, not by its age. */
export const PLAN_LIFE_MS = 7 * 86_400_000

export interface PlanInput {
  diff: Diff
  /** The desired state's findings and the comparison's, in one order. */
  findings: readonly Finding[]
  state: State | undefined
  policy: Policy
  base: PlanBase
  stack: string
  capabilities: Capabilities
  toolVersion: string
  /** From a saved reading. */
  replayed?: boolean
  /** ISO 8601: the one place where the clock enters. */
  now: string
  /** The applied plan that this one takes back. */
  undoes?: string
  /** What the changes are worth, where somebody asked. */
  impact?: Impact
}

export function buildPlan({ diff, findings, state, policy, base, stack, capabilities, toolVersion, replayed = false, now, undoes, impact }: PlanInput): Plan {
  const { changes, drift, unmanaged } = diff
  const verdicts = judge({ changes, drift, state, policy, now, impact })
  const target = base.snapshots.find((snapshot) => snapshot.role === 'target')
  return sealPlan({
    formatVersion: 1,
    createdAt: now,
    expiresAt: new Date(Date.parse(now) + PLAN_LIFE_MS).toISOString(),
    toolVersion,
    stack,
    base,
    changesDigest: changesDigest({ changes, drift, warnings: findings }),
    summary: summarise(changes),
    estimate: estimate(changes, capabilities, target?.evidence ?? NOTHING_THERE),
    policy: { blocked: isBlocked(verdicts), verdicts },
    drift,
    changes,
    unmanaged,
    warnings: [...findings],
    ...(replayed ? { replayed } : {}),
    ...(undoes === undefined ? {} : { undoes }),
    ...(impact === undefined ? {} : { impact }),
  })
}

/** Over what a plan proposes and found: the same worlds give the same one, whatever the time. */
export function changesDigest({ changes, drift, warnings }: { changes: readonly Change[]; drift: readonly Drift[]; warnings: readonly Finding[] }): string {
  return digest({ changes: changes.map(timeless), drift, warnings })
}

/** A clock that starts, starts at the end of a reading: tomorrow's reading plans the same, and must not look like another plan. */
function timeless(change: Change): object {
  if (change.kind !== 'user') return change
  const { since: _, due: __, ...rest } = change
  return rest
}

/** What a plan remembers of a reading: its digest does not depend on the order in which rows came, nor on who did what when. */
export function snapshotBase(snapshot: SourceSnapshot | (TargetSnapshot & { type: string })): PlanBase['snapshots'][number] {
  const rows = (items: readonly { id: string }[]) => items.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  const content = digestList([...rows(snapshot.users), ...rows(snapshot.groups)].map(deedless))
  return 'source' in snapshot
    ? { role: 'source', name: snapshot.source, type: snapshot.type, digest: content, evidence: snapshot.evidence }
    : { role: 'target', name: 'target', type: snapshot.type, digest: content, evidence: snapshot.evidence }
}

function deedless(row: object): object {
  const { changed: _, joined: __, ...rest } = row as Pick<TargetGroup, 'changed' | 'joined'>
  return rest
}
