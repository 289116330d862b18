/** A stack to apply plans in: a memory target, a memory store that outlives processes, and a clock of its own. */
import { applyPlan, type ApplyDeps } from '../../src/apply/apply-plan.js'
import type { ApplyEvent, ApplyResult } from '../../src/apply/events.js'
import type { State } from '../../src/model/state.js'
import type { Plan } from '../../src/plan/plan.js'
import { createMemoryBacking, type MemoryBacking } from '../../src/state/memory/memory-backing.js'
import { createMemoryStore, type MemoryStore } from '../../src/state/memory/memory-store.js'
import { createMemoryTarget, type MemoryTarget } from '../../src/targets/memory/memory-target.js'
import type { MemoryContent } from '../../src/targets/memory/world.js'
import { CONFIG } from '../support/plans.js'
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.js'

export interface World {
  clock: VirtualClock
  target: MemoryTarget
  backing: MemoryBacking
  events: ApplyEvent[]
  /** A store as a new process opens it. */
  open(): MemoryStore
  apply(plan: Plan, deps?: Partial<ApplyDeps>): Promise<ApplyResult>
  state(): Promise<State | undefined>
}

export async function aWorld(content: MemoryContent = {}, state?: State): Promise<World> {
  const clock = createVirtualClock()
  const target = createMemoryTarget(content)
  const backing = createMemoryBacking()
  const open = () => createMemoryStore({ clock, backing })
  const events: ApplyEvent[] = []
  if (state !== undefined) {
    const store = open()
    const lease = await store.hold({ purpose: 'a test begins', timeoutMs: 0 })
    await store.write(state, { ifVersion: null, lease })
    await lease.release()
  }
  return {
    clock,
    target,
    backing,
    events,
    open,
    apply: (plan, deps = {}) =>
      applyPlan(plan, { store: open(), target, clock, config: CONFIG, judge: () => [], onEvent: (event) => events.push(event), newLineage: () => 'new-lineage', ...deps }),
    state: async () => (await open().read())?.state,
  }
}

/** What a target holds, ids replaced by names: server-made ids are the one thing that two runs may differ in. */
export function content({ users, groups, members }: MemoryTarget): unknown {
  const name = (id: string) => users.get(id)?.userName ?? id
  return {
    users: [...users.values()].sort((a, b) => (a.userName < b.userName ? -1 : 1)),
    groups: [...groups].map(([id, attributes]) => ({ ...attributes, members: [...(members.get(id) ?? [])].map(name).sort() })).sort((a, b) => (a.displayName < b.displayName ? -1 : 1)),
  }
}

/** What a state remembers, without what two runs may differ in: ids, serial and times. */
export function memory(state: State | undefined, { users, groups }: MemoryTarget): unknown {
  if (state === undefined) return undefined
  return {
    ...state,
    serial: 0,
    applied: state.applied?.planId,
    users: state.users.map((user) => ({ ...user, targetId: users.get(user.targetId)?.userName ?? 'gone' })),
    groups: state.groups.map((group) => ({ ...group, targetId: groups.get(group.targetId)?.displayName ?? 'gone' })),
    taken: state.taken.map(({ limit, count, group }) => ({ limit, count, group })),
  }
}
