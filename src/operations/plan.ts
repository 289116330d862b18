/** Planning: read everything, call pure functions; nothing here can write to the target. */
import { resolveDesired, sortFindings } from '../desired/resolve-desired.js'
import type { Change } from '../model/change.js'
import type { DesiredState } from '../model/desired-state.js'
import type { Impact } from '../model/impact.js'
import { foldKey } from '../model/json.js'
import type { AdoptMode } from '../model/policy.js'
import { buildPlan, snapshotBase } from '../plan/build-plan.js'
import { diff } from '../plan/diff.js'
import { impactOfDeletions, impactOfPlan, unknownImpact } from '../plan/impact.js'
import { leaveDrift } from '../plan/leave-drift.js'
import { decides, narrowPlan, type Decisions } from '../plan/narrow.js'
import type { Plan } from '../plan/plan.js'
import { hasAwsCredentials, NOT_ASKED, readAssignments, type ReadAssignments } from './assignments.js'
import type { Context } from './context.js'
import { narrowRules, refuseUnknownKeys } from './narrowing.js'
import { capabilitiesOf, openDoors, readAll, type Doors, type Reading, type ReadingOptions } from './reading.js'
import { loadReading, saveReading } from './snapshots.js'

export interface PlanOptions extends ReadingOptions, Pick<Decisions, 'only' | 'exclude'> {
  adopt: AdoptMode
  /** Keys of people whose new id a person has vouched for. */
  samePersons: readonly string[]
  /** The reading was saved before, and may be of long ago. */
  replayed?: boolean
}

/**
 * Reads sources, state and target, and gives the plan. There is none when the context's signal stops it: it throws the signal's reason.
 *
 * @throws IdpscimError what reading throws, and `BadUsage` for a key that nobody knows
 */
export async function planStack(context: Context, options: PlanOptions & { save?: { folder: string; pseudonymise: boolean } }): Promise<Plan> {
  const doors = await openDoors(context)
  const reading = await withCosts(context, doors, await readAll(doors, context, options), options)
  const { toolVersion } = context
  if (options.save !== undefined) await saveReading(options.save.folder, reading, { toolVersion, pseudonymise: options.save.pseudonymise })
  const plan = planOf(context, reading, options)
  const doomed = reading.assignments === undefined ? plan.changes.filter(({ kind, action }) => kind === 'group' && action === 'delete') : []
  if (doomed.length === 0) return plan
  // No group is deleted without saying what dies with it, even where nobody asked what the plan is worth.
  const assignments = hasAwsCredentials(context.config, process.env)
    ? await readAssignments(context, { store: doors.store, target: reading.target.fingerprint, groupIds: doomed.flatMap(({ targetId }) => targetId ?? []) })
    : { unread: NOT_ASKED }
  return planOf(context, { ...reading, doomed: assignments }, options)
}

/** Where the target was not read, only changes are worth a question of what they cost: nothing to do calls nobody. */
async function withCosts(context: Context, { reader }: Doors, reading: Reading & { desired: DesiredState }, options: PlanOptions): Promise<Reading & { desired: DesiredState }> {
  if (reading.refresh === 'full' || reader.learn === undefined || planOf(context, reading, options).changes.length === 0) return reading
  return { ...reading, target: { ...reading.target, capabilities: await capabilitiesOf(reader) } }
}

/** The plan of a saved reading under this configuration: nobody is asked, and nothing can be applied of it. @throws IdpscimError `BadUsage`, `BadStateFile` */
export async function replayStack(context: Context, folder: string, options: Omit<PlanOptions, keyof ReadingOptions>): Promise<Plan> {
  return planOf(context, await loadReading(folder), { ...options, replayed: true })
}

/** Pure but for what it is told: the same reading under the same configuration gives the same plan. */
export function planOf(context: Context, reading: Reading & { desired?: DesiredState; doomed?: ReadAssignments }, options: Omit<PlanOptions, keyof ReadingOptions>): Plan {
  const { config, toolVersion } = context
  const { state, neighbours, sources, target, refresh, at, desired = resolveDesired(sources, config.rules, target.capabilities) } = reading
  const compared = diff({
    desired,
    actual: target,
    state,
    rules: {
      adopt: options.adopt,
      samePersons: new Set(options.samePersons.map(foldKey)),
      lifecycle: config.lifecycle,
      protect: config.policy.protect,
      neighbours,
      capabilities: target.capabilities,
    },
  })
  const changes = config.policy.onDrift === 'report' ? leaveDrift(compared) : compared
  const weigh = weighing(reading)
  const plan = buildPlan({
    diff: changes,
    findings: sortFindings([...desired.findings, ...changes.findings]),
    state,
    policy: config.policy,
    base: {
      lineage: state?.lineage ?? null,
      serial: state?.serial ?? 0,
      target: target.fingerprint,
      config: config.digest,
      refresh,
      adopt: options.adopt,
      snapshots: [...sources.map(snapshotBase), snapshotBase(target)],
    },
    stack: config.stack,
    capabilities: target.capabilities,
    toolVersion,
    ...(options.replayed === undefined ? {} : { replayed: options.replayed }),
    now: at,
    ...(weigh === undefined ? {} : { impact: weigh(changes.changes) }),
  })
  const decisions = { ...(options.only === undefined ? {} : { only: options.only }), exclude: options.exclude ?? [] }
  if (!decides(decisions)) return plan
  refuseUnknownKeys([...(options.only ?? []), ...(options.exclude ?? [])], plan, { ...reading, desired })
  return narrowPlan(plan, decisions, { ...narrowRules(context, { state, capabilities: target.capabilities, now: at }), ...(weigh === undefined ? {} : { impact: weigh }) })
}

/** How the changes of this reading are weighed; undefined where nobody asked. */
function weighing({ assignments, doomed, target, refresh }: Reading & { doomed?: ReadAssignments }): ((changes: readonly Change[]) => Impact) | undefined {
  if (assignments !== undefined) {
    return (changes) => ('read' in assignments ? impactOfPlan({ changes, target, refresh, assignments: assignments.read }) : unknownImpact('all', assignments.unread))
  }
  if (doomed === undefined) return undefined
  return (changes) => ('read' in doomed ? impactOfDeletions(changes, doomed.read) : unknownImpact('deleted-groups', doomed.unread))
}
