/** A stack whose every request goes over one wire: processes come and go, the far ends stay. */
import { applyPlan } from '../../src/apply/apply-plan.js'
import { settle } from '../../src/apply/settle.js'
import { exitCodeOf, EXIT } from '../../src/cli/exit.js'
import { resolveDesired, sortFindings } from '../../src/desired/resolve-desired.js'
import { foldKey } from '../../src/model/json.js'
import { DEFAULT_LIMITS, NO_RULES } from '../../src/model/policy.js'
import type { State } from '../../src/model/state.js'
import { buildPlan, snapshotBase } from '../../src/plan/build-plan.js'
import { diff } from '../../src/plan/diff.js'
import type { Plan } from '../../src/plan/plan.js'
import { judge } from '../../src/plan/policy.js'
import type { StateStore } from '../../src/state/state-store.js'
import type { Target } from '../../src/targets/target.js'
import { diffInput, resolved, type PlanSettings } from '../support/story.js'
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.js'
import { AT, NEW, SEED, STATE } from './company.js'
import { createScimFar, type Held, type ScimFar } from './scim-far.js'
import { Process, Wire } from './wire.js'

const CONFIG = { digest: 'c'.repeat(64), stack: 'staff' }
const POLICY = { protect: { groups: [], users: [] }, limits: DEFAULT_LIMITS, ...NO_RULES }
export const LEASE_MS = 60_000

/** The far end that keeps the state, and how a process opens it. */
export interface StoreFar {
  open: (wire: Wire, process: Process, clock: VirtualClock) => StateStore
  /** Told when a process dies: whether anybody can know it is the store's affair. */
  died?: (process: Process) => void
  /** For the test's own eyes: not over the wire. */
  look: (clock: VirtualClock) => StateStore
  end?: () => Promise<void>
}

export interface Stack {
  wire: Wire
  clock: VirtualClock
  held: () => Held
  state: () => Promise<State | undefined>
  spawn: (name?: string) => Running
  end: () => Promise<void>
}

/** Exit codes of the program, and what they came from. */
export interface Exit {
  code: number
  error?: unknown
}

export interface Running {
  process: Process
  store: StateStore
  plan(): Promise<Exit & { plan?: Plan }>
  apply(plan: Plan, options?: { parallelism?: number; verify?: boolean; lockTimeoutMs?: number }): Promise<Exit>
}

export async function openStack(far: StoreFar): Promise<Stack> {
  const wire = new Wire()
  const clock = createVirtualClock(AT, 2)
  const scim = createScimFar(wire, clock, SEED)
  const own = far.look(clock)
  const lease = await own.hold({ purpose: 'a test begins', timeoutMs: 0 })
  await own.write(STATE, { ifVersion: null, lease })
  await lease.release()
  let count = 0
  return {
    wire,
    clock,
    held: scim.held,
    state: async () => (await own.read())?.state,
    spawn: (name = `process ${++count}`) => spawn(new Process(name), { wire, clock, scim, far }),
    end: async () => far.end?.(),
  }
}

function spawn(process: Process, { wire, clock: everybodys, scim, far }: { wire: Wire; clock: VirtualClock; scim: ScimFar; far: StoreFar }): Running {
  void process.died.then(() => far.died?.(process))
  const clock: VirtualClock = {
    ...everybodys,
    sleep: async (ms, signal) => {
      await everybodys.sleep(ms, signal)
      await process.awake()
    },
  }
  const store = far.open(wire, process, clock)
  const target = scim.open(process, clock)
  const living = <T extends Exit>(work: Promise<T>) => Promise.race([work, process.died.then((): Exit => ({ code: DIED }))]) as Promise<T>
  return {
    process,
    store,
    plan: () => living(exiting(async () => ({ code: EXIT.done, plan: await makePlan(store, target, clock) }))),
    apply: (plan, options = {}) =>
      living(
        exiting(async () => {
          const { status } = await applyPlan(plan, {
            store,
            target,
            clock,
            config: CONFIG,
            judge: (today, state, now) => judge({ changes: today.changes, state, policy: POLICY, now }),
            ...options,
          })
          return { code: status === 'applied' ? EXIT.done : EXIT.incomplete }
        }),
      ),
  }
}

/** No exit code: nobody was left to give one. */
export const DIED = -1

async function exiting<T extends Exit>(work: () => Promise<T>): Promise<T | Exit> {
  try {
    return await work()
  } catch (error) {
    return { code: exitCodeOf(error), error }
  }
}

/** As `idpscim plan` does it: an unfinished apply is settled, the target is read, the company's wishes are compared with it. */
async function makePlan(store: StateStore, target: Target, clock: VirtualClock): Promise<Plan> {
  if ((await store.read())?.state.applying !== undefined) {
    const lease = await store.hold({ purpose: 'settling', timeoutMs: 0 })
    try {
      await settle({ store, reader: target.reader, clock, lease })
    } finally {
      await lease.release()
    }
  }
  const state = (await store.read())?.state
  const settings: PlanSettings = { protect: POLICY.protect }
  const { snapshots, rules } = resolved([NEW], settings)
  const desired = resolveDesired(snapshots, rules)
  const held = new Set(state?.groups.map(({ targetId }) => targetId))
  const names = new Set(desired.groups.map(({ key }) => foldKey(key)))
  const actual = await target.reader.read({
    membersOf: ({ id, attributes }) => held.has(id) || names.has(foldKey(attributes.displayName)),
    known: { users: (state?.users ?? []).map(({ targetId }) => targetId), groups: (state?.groups ?? []).map(({ targetId }) => targetId) },
  })
  const changes = diff(diffInput(desired, { target: actual, state }, settings))
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
      snapshots: [...snapshots.map(snapshotBase), snapshotBase({ ...actual, type: 'aws-scim' })],
    },
    stack: CONFIG.stack,
    capabilities: target.reader.capabilities,
    toolVersion: 'test',
    now: new Date(clock.now()).toISOString(),
  })
}
