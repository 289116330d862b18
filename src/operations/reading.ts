/** Everything that a plan is made from, read whole: sources, state, neighbours and target. */
import { unlessStopped } from '../clock.js'
import { resolveDesired } from '../desired/resolve-desired.js'
import { IdpscimError, isIdpscimError } from '../errors.js'
import type { Assignments } from '../model/assignments.js'
import type { Capabilities } from '../model/capabilities.js'
import type { DesiredState } from '../model/desired-state.js'
import { foldKey } from '../model/json.js'
import type { SourceSnapshot, TargetSnapshot } from '../model/snapshot.js'
import type { ManagedGroup, ManagedUser, State } from '../model/state.js'
import { isThere, neighbourOf, targetFromState, type Neighbour } from '../plan/worlds.js'
import type { StateStore } from '../state/state-store.js'
import type { TargetReader } from '../targets/target.js'
import { asksForImpact, readAssignments, type ReadAssignments } from './assignments.js'
import { timestamp, type Context } from './context.js'
import { readSources } from './read-sources.js'
import { settleUnfinished } from './settle.js'
import { openNeighbours, openSources, openStore, openTarget } from './wiring.js'

export interface Reading {
  /** Undefined before the first apply. */
  state: State | undefined
  neighbours: readonly Neighbour[]
  sources: readonly SourceSnapshot[]
  target: TargetSnapshot & { type: string; fingerprint: string; capabilities: Capabilities }
  /** `state`: the target was not read, the state stands for it. */
  refresh: 'full' | 'state'
  /** What groups give in AWS, where that was asked. */
  assignments?: ReadAssignments
  /** ISO 8601: the plan's own time. */
  at: string
}

export interface ReadingOptions {
  refresh: 'full' | 'state'
  allowEmpty: boolean
  /** Asks what all groups give in AWS; also where a rule of the policy wants to know. */
  impact?: boolean
  /** To explain, not to plan: nobody is asked what groups give, and members are wanted of these groups, too, by folded name. */
  explains?: ReadonlySet<string>
}

/** Where a stack is read from. */
export interface Doors {
  store: StateStore
  reader: TargetReader
}

export async function openDoors(context: Context): Promise<Doors> {
  const [store, { reader }] = await Promise.all([openStore(context), openTarget(context)])
  return { store, reader }
}

/**
 * An unfinished apply is settled first. Stopped by the context's signal, it throws the signal's reason.
 *
 * @throws IdpscimError `SourceIncomplete`, `SourceEmpty`, `SourceRefused`, `TargetIncomplete`, `TargetRefused`, `BadStateFile`,
 *   `BadConfig` for a state, ours or a neighbour's, of another target; `LeaseHeld` when an apply is under way
 */
export async function readAll({ store, reader }: Doors, context: Context, { refresh, allowEmpty, impact = false, explains }: ReadingOptions): Promise<Reading & { desired: DesiredState }> {
  const state = await settleUnfinished(context, store, reader)
  refuseForeignState(state, reader, store)
  const { signal, config } = context
  const neighbours = await unlessStopped(signal, () => readNeighbours(context))
  refuseFarNeighbours(neighbours, reader)

  const sources = await unlessStopped(signal, async () => readSources(context, await openSources(context), state, allowEmpty))
  const desired = resolveDesired(sources, config.rules, reader.capabilities)
  const { fingerprint } = reader
  let assignments: ReadAssignments | undefined
  const weigh = async (groups: readonly { id: string }[]) => {
    if (explains === undefined && (impact || asksForImpact(config.policy))) assignments = await readAssignments(context, { store, target: fingerprint, groupIds: groups.map(({ id }) => id) })
    return assignments !== undefined && 'read' in assignments ? givingGroups(assignments.read) : NOBODY
  }
  const actual =
    refresh === 'full' ? await unlessStopped(signal, () => readTarget(reader, { state, desired, weigh, also: explains })) : targetFromState(state, timestamp(context.clock), neighbours)
  if (refresh === 'state') await weigh(actual.groups)
  return { ...(assignments === undefined ? {} : { assignments }), state, neighbours, sources, desired, target: { ...actual, type: config.target.type, fingerprint, capabilities: reader.capabilities }, refresh, at: timestamp(context.clock) }
}

/** Learned where only the target itself knows them; where it does not answer, what SCIM asks of every server. */
export async function capabilitiesOf(reader: TargetReader): Promise<Capabilities> {
  await reader.learn?.().catch((error: unknown) => {
    if (!isIdpscimError(error)) throw error
  })
  return reader.capabilities
}

/** The target as far as the state knows it. */
export function readHeld(reader: TargetReader, state: State): Promise<TargetSnapshot> {
  return readTarget(reader, { state, desired: { groups: [] } })
}

const NOBODY: ReadonlySet<string> = new Set()

function givingGroups({ groups }: Assignments): ReadonlySet<string> {
  return new Set(Object.entries(groups).flatMap(([id, { accounts, applications }]) => (accounts.length + applications.length === 0 ? [] : [id])))
}

interface Wanted {
  state: State | undefined
  desired: Pick<DesiredState, 'groups'>
  /** Asked of all groups: those that give something. */
  weigh?: (groups: readonly { id: string }[]) => Promise<ReadonlySet<string>>
  /** Folded names of other groups whose members are wanted. */
  also?: ReadonlySet<string> | undefined
}

/** Members are wanted of the groups that we hold, of those that we may be about to adopt, and, to weigh a plan, of those that give the same. */
async function readTarget(reader: TargetReader, { state, desired, weigh, also = NOBODY }: Wanted): Promise<TargetSnapshot> {
  let giving = NOBODY
  const held = new Set(state?.groups.map((group) => group.targetId))
  const names = new Set([...also, ...desired.groups.map((group) => foldKey(group.key))])
  const externalIds = new Set(desired.groups.flatMap((group) => group.attributes.externalId ?? []))
  return reader.read({
    listed: async (groups) => {
      if (weigh !== undefined) giving = await weigh(groups)
    },
    membersOf: ({ id, attributes }) =>
      held.has(id) || giving.has(id) || names.has(foldKey(attributes.displayName)) || (attributes.externalId !== undefined && externalIds.has(attributes.externalId)),
    known: { users: idsThere(state?.users), groups: idsThere(state?.groups) },
  })
}

function idsThere(managed: readonly (ManagedUser | ManagedGroup)[] = []): string[] {
  return managed.filter(isThere).map(({ targetId }) => targetId)
}

export async function readNeighbours(context: Context): Promise<Neighbour[]> {
  return Promise.all(
    (await openNeighbours(context)).map(async ({ name, store }) => {
      const stored = await store.read()
      if (stored !== undefined) return neighbourOf(stored.state)
      throw new IdpscimError('BadStateFile', `the neighbour "${name}" has no state at ${store.place}: without it nobody knows what is not ours`, {
        suggestions: ['Correct the address under neighbours, or take the neighbour out if its stack is gone.'],
      })
    }),
  )
}

export function refuseForeignState(state: State | undefined, reader: TargetReader, store: StateStore): void {
  if (state === undefined || state.target === reader.fingerprint) return
  throw new IdpscimError('BadConfig', `the state at ${store.place} belongs to another target than the configuration names: its ids mean nothing there`, {
    suggestions: ['Give each target a state of its own.', 'If only the address of the same tenant changed, restore the former target.endpoint.'],
    facts: { state: state.target, target: reader.fingerprint },
  })
}

/** Ids of another target would mean nothing here, and names nothing either. */
function refuseFarNeighbours(neighbours: readonly Neighbour[], { fingerprint }: TargetReader): void {
  const far = neighbours.find(({ target }) => target !== fingerprint)
  if (far === undefined) return
  throw new IdpscimError('BadConfig', `the state of the stack "${far.stack}" under neighbours belongs to another target: neighbours share one`, {
    suggestions: ['Correct the address under neighbours, or take out a stack that has a target of its own.'],
    facts: { neighbour: far.target, target: fingerprint },
  })
}
