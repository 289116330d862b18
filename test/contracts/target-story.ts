/** One company's years on a target, through the real planner and the real apply: what every target must end in, whatever it can do. */
import { expect, it } from 'vitest'
import { applyPlan } from '../../src/apply/apply-plan.js'
import { digest } from '../../src/model/json.js'
import type { Plan } from '../../src/plan/plan.js'
import { createMemoryStore } from '../../src/state/memory/memory-store.js'
import type { Target } from '../../src/targets/target.js'
import { lines, person, planFor, team, type Source } from '../support/story.js'
import { createVirtualClock } from '../support/virtual-clock.js'

export interface StoryWorld {
  target: Target
  stop(): Promise<void>
}

const [alice, bob, carol] = ['alice', 'bob', 'carol'].map((name) => person(name)) as [ReturnType<typeof person>, ReturnType<typeof person>, ReturnType<typeof person>]

/** `deactivate: false` for a target that cannot switch people off. */
export function testTargetStory(name: string, open: () => Promise<StoryWorld>, { deactivate = true, timeout = 60_000 } = {}): void {
  it(
    `${name} is planned, applied, and has nothing left to plan, through renames, leavers and what somebody did by hand`,
    async () => {
      const world = await open()
      try {
        await live(world, deactivate)
      } finally {
        await world.stop()
      }
    },
    timeout,
  )
}

async function live({ target: real }: StoryWorld, deactivate: boolean): Promise<void> {
  const clock = createVirtualClock()
  const store = createMemoryStore({ clock })
  const target: Target = { ...real, reader: { ...real.reader, fingerprint: 'target' } }
  const read = async () => target.reader.read({ membersOf: () => true, known: { users: [], groups: [] } })
  const plan = async (company: Source): Promise<Plan> => planFor(company, { target: await read(), state: (await store.read())?.state }, { deactivate, limits: { windowMs: 0 } })
  const apply = async (made: Plan) => {
    const result = await applyPlan(made, { store, target, clock, config: { digest: digest('config'), stack: 'story' }, judge: () => [], verify: true })
    expect(result).toMatchObject({ status: 'applied', failed: [], mismatches: [] })
  }
  const step = async (company: Source): Promise<string[]> => {
    const made = await plan(company)
    await apply(made)
    expect(lines(await plan(company))).toEqual([])
    return lines(made)
  }
  const ids = async () => {
    const { users, groups } = await read()
    return { users: new Map(users.map(({ id, attributes }) => [attributes.userName, id])), groups: new Map(groups.map(({ id, attributes }) => [attributes.displayName, id])) }
  }

  const company = { people: [alice, bob, carol], teams: [team('AWS Ops', ['alice', 'bob']), team('AWS Dev', ['bob', 'carol'])] }
  expect((await step(company)).filter((line) => line.includes('create'))).toHaveLength(5)
  const born = await ids()

  const married = { people: [person('alice', { mail: 'alice.jones@example.com' }), bob, carol], teams: [team('AWS Ops', ['alice', 'bob'], { name: 'AWS Operators' }), team('AWS Dev', ['carol', 'alice'])] }
  expect(await step(married)).toEqual(
    expect.arrayContaining(['user update alice.jones@example.com', 'group update AWS Operators', 'membership add AWS Dev: alice.jones@example.com', 'membership remove AWS Dev: bob@example.com']) as string[],
  )
  const renamed = await ids()
  expect(renamed.users.get('alice.jones@example.com')).toBe(born.users.get('alice@example.com'))
  expect(renamed.groups.get('AWS Operators')).toBe(born.groups.get('AWS Ops'))

  if (deactivate) {
    const suspended = { ...married, people: [...married.people.slice(0, 2), person('carol', { suspended: true })] }
    expect(await step(suspended)).toEqual(['user deactivate carol@example.com'])
    expect(await step(married)).toEqual(['user reactivate carol@example.com'])
  }

  const [dev, operators, someone] = [renamed.groups.get('AWS Dev') ?? '', renamed.groups.get('AWS Operators') ?? '', renamed.users.get('bob@example.com') ?? '']
  const hand = target.writer(() => undefined)
  await hand.addMembers(dev, [someone])
  await hand.removeMembers(operators, [someone])
  const meddled = await plan(married)
  expect(meddled.drift.map(({ key, what, members }) => `${key} ${what} ${String(members)}`)).toEqual(['AWS Dev member-added bob@example.com', 'AWS Operators member-removed bob@example.com'])
  await step(married)

  const left = { people: married.people.slice(0, 2), teams: [team('AWS Ops', ['alice'], { name: 'AWS Operators' })] }
  expect(await step(left)).toEqual(expect.arrayContaining(['group delete AWS Dev', 'membership remove AWS Operators: bob@example.com']) as string[])
  expect([...(await ids()).groups.keys()]).toEqual(['AWS Operators'])
}
