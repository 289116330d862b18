/** A company of any size, planned and applied as the program does it, and what that costs. */
import { applyPlan } from '../../src/apply/apply-plan.js'
import type { ApplyResult } from '../../src/apply/events.js'
import type { Clock } from '../../src/clock.js'
import { resolveDesired, sortFindings } from '../../src/desired/resolve-desired.js'
import { DEFAULT_LIMITS, NO_RULES } from '../../src/model/policy.js'
import type { TargetSnapshot } from '../../src/model/snapshot.js'
import { buildPlan, snapshotBase } from '../../src/plan/build-plan.js'
import { diff } from '../../src/plan/diff.js'
import type { Plan } from '../../src/plan/plan.js'
import { judge } from '../../src/plan/policy.js'
import type { StateStore } from '../../src/state/state-store.js'
import type { Target } from '../../src/targets/target.js'
import { diffInput, person, resolved, team, type Source } from './story.js'

const CONFIG = { digest: 'c'.repeat(64), stack: 'staff' }
const POLICY = { protect: { groups: [], users: [] }, limits: DEFAULT_LIMITS, ...NO_RULES }

/** Everybody is in as many groups, and no two groups hold the same people. */
export function company(people: number, groups: number, memberships: number): Source {
  const staff = Array.from({ length: people }, (_, index) => person(`p${index}`))
  const size = memberships / groups
  const teams = Array.from({ length: groups }, (_, index) => team(`AWS group ${index}`, [], {
    members: Array.from({ length: size }, (__, place) => ({ id: staff[(index * 7919 + place * 31) % people]?.id ?? '' })),
  }))
  return { people: staff, teams }
}

export function readWhole({ reader }: Target): Promise<TargetSnapshot> {
  return reader.read({ membersOf: () => true, known: { users: [], groups: [] } })
}

export async function planFirst(source: Source, { target, store, clock }: { target: Target; store: StateStore; clock: Clock }): Promise<Plan> {
  const actual = await readWhole(target)
  // Some servers say what they can do only once they are asked.
  const { capabilities } = target.reader
  const state = (await store.read())?.state
  const { snapshots, rules } = resolved([source])
  const desired = resolveDesired(snapshots, rules, capabilities)
  const changes = diff(diffInput(desired, { target: actual, state }, { protect: POLICY.protect, deactivate: capabilities.deactivate, externalId: capabilities.externalId }))
  return buildPlan({
    diff: changes,
    findings: sortFindings([...desired.findings, ...changes.findings]),
    state,
    policy: POLICY,
    base: {
      lineage: state?.lineage ?? null,
      serial: state?.serial ?? 0,
      target: target.reader.fingerprint,
      config: CONFIG.digest,
      refresh: 'full',
      adopt: 'keys',
      snapshots: [...snapshots.map(snapshotBase), snapshotBase({ ...actual, type: 'aws' })],
    },
    stack: CONFIG.stack,
    capabilities,
    toolVersion: 'test',
    now: new Date(clock.now()).toISOString(),
  })
}

export function applyFirst(plan: Plan, ground: { target: Target; store: StateStore; clock: Clock }): Promise<ApplyResult> {
  return applyPlan(plan, { ...ground, config: CONFIG, judge: (today, state, now) => judge({ changes: today.changes, state, policy: POLICY, now }) })
}

/** How often each operation was asked. */
export function counted(log: readonly { operation: string }[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { operation } of log) counts[operation] = (counts[operation] ?? 0) + 1
  return Object.fromEntries(Object.entries(counts).sort())
}

export function sum(calls: Readonly<Record<string, number>>): number {
  return Object.values(calls).reduce((all, times) => all + times, 0)
}
