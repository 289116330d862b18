/** The sweep: a recorded run is met by an accident at every one of its requests, and run again until it is through. */
import { isIdpscimError } from '../../src/errors.js'
import type { State } from '../../src/model/state.js'
import type { Plan } from '../../src/plan/plan.js'
import { EXIT } from '../../src/cli/exit.js'
import type { Held } from './scim-far.js'
import { DIED, LEASE_MS, openStack, type Exit, type Stack, type StoreFar } from './stack.js'
import type { Accident, Touch } from './wire.js'

export interface SweepOptions {
  far: () => StoreFar
  /** Changes under way at one time. */
  parallelism: number
  /** Whoever comes after an accident runs the same plan again, or makes a plan of their own. */
  successor: 'same-plan' | 'new-plan'
}

/** Everything but what a server or a clock makes up. */
export interface End {
  target: unknown
  state: unknown
  /** What the state remembers to have taken from people, summed by limit and group. */
  taken: Record<string, number>
}

/** More than this is not "resumed" but luck. */
const ROUNDS = 8

export interface Recorded {
  plan: Plan
  /** What the apply asked, in order. */
  touches: readonly Touch[]
  end: End
}

export async function record({ far, parallelism }: SweepOptions): Promise<Recorded> {
  const stack = await openStack(far())
  const { plan, error } = await stack.spawn().plan()
  if (plan === undefined) throw new Error('the world cannot be planned', { cause: error })
  const from = stack.wire.log.length
  const exit = await stack.spawn().apply(plan, { parallelism, verify: true })
  if (exit.code !== EXIT.done) throw new Error('the undisturbed run did not end well', { cause: exit.error })
  const recorded = { plan, touches: stack.wire.log.slice(from), end: await endOf(stack) }
  await stack.end()
  return recorded
}

export interface Outcome {
  end: End
  /** The exit codes on the way, for people: `-1 5 0`. */
  way: string
}

/** One run of the recorded plan, with one accident at its k-th request, counted from 1. */
export async function disturbed(plan: Plan, k: number, how: Accident, options: SweepOptions & { staleAfter?: boolean }): Promise<Outcome> {
  const stack = await openStack(options.far())
  stack.wire.plan(k, how, options.staleAfter)
  const way = await untilDone(stack, plan, options)
  const end = await endOf(stack)
  await stack.end()
  return { end, way: way.join(' ') }
}

/** What a schedule would do, and no hand: the same command again; after a 4 a new plan; after a 5 once the lease has run out. */
export async function untilDone(stack: Stack, first: Plan, { parallelism, successor }: SweepOptions): Promise<number[]> {
  const way: number[] = []
  let plan: Plan | undefined = first
  for (let round = 1; round <= ROUNDS; round++) {
    const exit: Exit & { plan?: Plan } = plan === undefined ? await stack.spawn().plan() : await stack.spawn().apply(plan, { parallelism, verify: true })
    way.push(exit.code)
    if (exit.code === EXIT.done && plan !== undefined) return way
    // Who resumes waits for the lease of the dead by itself; most of that minute's looking is spared here.
    if (exit.code === DIED) await stack.clock.sleep(LEASE_MS - 2_000)
    if (exit.code === EXIT.done) plan = exit.plan
    else if (exit.code === EXIT.locked) await stack.clock.sleep(LEASE_MS)
    else if (exit.code === EXIT.stale || successor === 'new-plan') plan = undefined
    else refuseSurprise(exit)
  }
  throw new Error(`not through after ${ROUNDS} rounds: ${way.join(' ')}`)
}

/** A bug or a person's fault is no way to end, whatever comes after it. */
function refuseSurprise({ code, error }: Exit): void {
  const surprising = code === EXIT.usage || code === EXIT.blocked || isIdpscimError(error, 'Internal') || error instanceof ReferenceError
  if (code !== DIED && surprising) throw new Error(`ended with ${code}`, { cause: error })
}

export async function endOf(stack: Stack): Promise<End> {
  const held = stack.held()
  const state = await stack.state()
  if (state === undefined) throw new Error('the state is gone')
  return { target: targetEnd(held), state: stateEnd(state, held), taken: totals(state.taken) }
}

function targetEnd({ users, groups }: Held): unknown {
  return {
    users: byName(users.map(({ id: _, ...user }) => user), ({ userName }) => userName),
    groups: byName(groups.map(({ id: _, members, ...group }) => ({ ...group, members: members.map(({ userName }) => userName).sort() })), ({ displayName }) => displayName),
  }
}

function stateEnd(state: State, { users, groups }: Held): unknown {
  const userNames = new Map(users.map(({ id, userName }) => [id, userName]))
  const groupNames = new Map(groups.map(({ id, displayName }) => [id, displayName]))
  const { serial: _, applied: __, lastFullRead: ___, taken: ____, ...rest } = state
  return {
    ...rest,
    users: state.users.map((user) => ({ ...user, targetId: userNames.get(user.targetId) ?? 'gone' })),
    groups: state.groups.map((group) => ({ ...group, targetId: groupNames.get(group.targetId) ?? 'gone' })),
  }
}

function totals(taken: State['taken']): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { limit, group, count } of taken) {
    const key = group === undefined ? limit : `${limit} ${group}`
    sums[key] = (sums[key] ?? 0) + count
  }
  return Object.fromEntries(Object.entries(sums).sort())
}

function byName<T>(items: readonly T[], nameOf: (item: T) => string): T[] {
  return items.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
}
